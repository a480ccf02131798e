import type { Span } from "../../base/index.ts";
import type { Dockerfile, Mount } from "../../dockerfile/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import type { RunFact } from "../../stage/index.ts";
import { hasCleaningHook, keepArchives, keepsArchives } from "../cache/apt-archives.ts";
import { type CacheCleanUp, findCleanUps, keepCache } from "../cache/cache-clean-up.ts";
import { type OsPackagesFact, placeOfCommand } from "../cache/left-cache.ts";
import { defineRule, type FoundFix, type Report, type RunStep } from "../define-rule.ts";
import { isPlainlyWritten, removeWord } from "../edit/add-option.ts";
import { isWithin } from "../install/installs.ts";

/** Reports what empties a cache that the same RUN mounts, or keeps it from being used. In every stage. */
export const rule = defineRule({
  name: "cache-mount-defeated",
  practice: "cache-mounts",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onRun(run, report, { stage, file }) {
    const { dockerfile } = file.evaluated;
    if (!stage.isReachable || run.run === undefined) return;
    const caches = run.instruction.mounts.flatMap(({ mount }) =>
      mount?.type === "cache" && mount.target.startsWith("/") ? [mount] : [],
    );
    if (caches.length === 0) return;
    for (const fact of run.run.facts) {
      if (fact.runs === "yes") for (const mount of caches) judge(fact, mount, run, report, dockerfile);
    }
    const targets = caches.map(({ target }) => target);
    for (const cleanUp of findCleanUps(run, targets)) {
      report({
        at: cleanUp.word?.span ?? wholeCommand(cleanUp.use),
        message: `This empties the cache that is mounted on ${cleanUp.target}, and the next build starts anew`,
        fix: keepMounted(run, cleanUp, dockerfile),
      });
    }
  },
});

function wholeCommand({ words, node }: CommandUse): Span {
  return { start: words[0]?.span.start ?? node.span.start, end: words.at(-1)?.span.end ?? node.span.end };
}

function keepMounted(run: RunStep, cleanUp: CacheCleanUp, dockerfile: Dockerfile): FoundFix | undefined {
  const edit = keepCache(run, cleanUp, dockerfile);
  if (edit === undefined) return undefined;
  const title = "Keep what is in the cache: it is no part of the layer";
  return { title, applicability: "safe", edits: [edit] };
}

function judge(fact: RunFact, { target }: Mount, run: RunStep, report: Report, dockerfile: Dockerfile): void {
  if (fact.kind === "os-packages") {
    const isUnused =
      fact.manager === "apk" && fact.options.has("--no-cache") && isWithin(target, "/var/cache/apk");
    if (isUnused) {
      report({
        at: placeOfCommand(fact),
        message: `--no-cache keeps apk from using the cache mounted on ${target}`,
        fix: updateInstead(run, fact),
      });
    } else if (fact.manager === "apt" && fact.action === "install" && hasCleaningHook(run, target)) {
      if (keepsArchives(fact)) return;
      report({
        at: placeOfCommand(fact),
        message: `The base's docker-clean empties the cache on ${target} after every installation`,
        fix: keepBesides(run, fact, target),
      });
    }
  } else if (fact.kind === "language-packages") {
    const cache = UNUSED.find(({ manager }) => manager === fact.manager);
    if (cache === undefined || !cache.target.test(target)) return;
    const option = cache.options.find((each) => fact.options.has(each));
    const isSet = /^(?:1|true|yes|on)$/i.test(run.before.environment.get(cache.variable) ?? "");
    if (option === undefined && !isSet) return;
    const [first] = fact.use.words;
    if (first === undefined) return;
    const what = option ?? cache.variable;
    report({
      at: first.span,
      message: `${what} keeps ${cache.manager} from using the cache mounted on ${target}`,
      fix: option === undefined || isSet ? undefined : useCache(run, fact, option, dockerfile),
    });
  }
}

/** How a package manager is told to use no cache, and what its cache is called. */
const UNUSED = [
  {
    manager: "pip",
    target: /\/(?:\.cache|pip)$/,
    options: ["--no-cache-dir"],
    variable: "PIP_NO_CACHE_DIR",
  },
  { manager: "uv", target: /\/(?:\.cache|uv)$/, options: ["--no-cache", "-n"], variable: "UV_NO_CACHE" },
  {
    manager: "poetry",
    target: /\/(?:\.cache|pypoetry)$/,
    options: ["--no-cache"],
    variable: "POETRY_NO_CACHE",
  },
] as const;

/** The index is fetched as before, and kept. */
function updateInstead(run: RunStep, { use }: RunFact): FoundFix | undefined {
  const word = use.words.find(({ value }) => value === "--no-cache");
  if (word === undefined || !isPlainlyWritten(run, use, word)) return undefined;
  const isFetched = use.words.some(({ value }) => /^(?:-U|--update|--update-cache)$/.test(value));
  if (isFetched) return undefined;
  return {
    title: "Fetch the index into the cache with -U",
    applicability: "safe",
    edits: [{ span: word.span, text: "-U" }],
  };
}

/** The hook stays in the image, for whoever installs something in it later. */
function keepBesides(run: RunStep, fact: OsPackagesFact, target: string): FoundFix | undefined {
  const edit = keepArchives(run, fact, target);
  if (edit === undefined) return undefined;
  const title = "Put the archives where docker-clean does not look";
  return { title, applicability: "unsafe", edits: [edit] };
}

/** What was built here, against libraries that may change, is kept as well. */
function useCache(
  run: RunStep,
  { use }: RunFact,
  option: string,
  { text }: Dockerfile,
): FoundFix | undefined {
  const word = use.words.find(({ value }) => value === option);
  const edit = removeWord(run, use, word, text);
  return edit === undefined
    ? undefined
    : { title: `Leave ${option} out`, applicability: "unsafe", edits: [edit] };
}
