import type { Dockerfile, Mount } from "../../dockerfile/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import type { RunFact } from "../../stage/index.ts";
import { isPlainlyWritten, removeWord } from "../add-option.ts";
import { dropCommand, editableScript, isHeredocScript, keepsCommands } from "../append-to-run.ts";
import { defineRule, type FoundFix, type Report, type RunStep } from "../define-rule.ts";
import { placeOfCommand } from "../left-cache.ts";
import { insert } from "../quote.ts";

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
    for (const use of run.run.commands) {
      const written = use.words.map(({ value }) => value).join(" ");
      const cleaner = CLEANERS.find(({ command }) => use.runs === "yes" && command.test(written));
      const mount = caches.find(({ target }) => cleaner?.cache.test(target));
      const [first] = use.words;
      if (cleaner === undefined || mount === undefined || first === undefined) continue;
      report({
        at: { start: first.span.start, end: use.words.at(-1)?.span.end ?? first.span.end },
        message: `This empties the cache that is mounted on ${mount.target}, and the next build starts anew`,
        fix: keepCache(run, use, mount.target, dockerfile),
      });
    }
  },
});

/** Commands of package managers that delete their cache, and what that cache is called. */
const CLEANERS = [
  { command: /^(?:python\S* -m )?pip\S* cache purge/, cache: /\/(?:\.cache|pip)$/ },
  { command: /^npm cache clean/, cache: /\/\.npm\/?(?:_cacache)?$/ },
  { command: /^yarn cache clean/, cache: /yarn|\.cache$/i },
  { command: /^uv cache clean/, cache: /\/(?:\.cache|uv)$/ },
  { command: /^go clean .*-modcache/, cache: /\/pkg\/mod$/ },
  { command: /^go clean .*-cache\b/, cache: /\/go-build$/ },
  { command: /^composer clear-?cache/, cache: /composer|\.cache$/ },
  { command: /^(?:apt|apt-get)(?: -\S+)* clean/, cache: /^\/var\/cache(?:\/apt(?:\/archives)?)?$/ },
  { command: /^(?:dnf|yum|microdnf)(?: -\S+)* clean all/, cache: /^\/var\/cache(?:\/(?:dnf|yum|libdnf5))?$/ },
] as const;

function judge(fact: RunFact, { target }: Mount, run: RunStep, report: Report, dockerfile: Dockerfile): void {
  if (fact.kind === "removal") {
    for (const { path, word } of fact.paths) {
      if (!empties(path, target)) continue;
      report({
        at: word.span,
        message: `This empties the cache that is mounted on ${target}, and the next build starts anew`,
        fix:
          fact.use.words.filter(({ value }) => !value.startsWith("-")).length > 2
            ? keepPath(run, fact, word, target, dockerfile)
            : keepCache(run, fact.use, target, dockerfile),
      });
    }
  } else if (fact.kind === "os-packages") {
    const isUnused =
      fact.manager === "apk" && fact.options.has("--no-cache") && isWithin(target, "/var/cache/apk");
    if (isUnused) {
      report({
        at: placeOfCommand(fact),
        message: `--no-cache keeps apk from using the cache mounted on ${target}`,
        fix: updateInstead(run, fact),
      });
    } else if (fact.manager === "apt" && fact.action === "install" && hasCleaningHook(run, target)) {
      report({
        at: placeOfCommand(fact),
        message: `The base's docker-clean empties the cache on ${target} after every installation`,
        fix: removeHook(run, fact, dockerfile),
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

/** Whether deleting a path, or all it holds, takes what is mounted: it is the mount, above it, or all of its use. */
function empties(path: string, target: string): boolean {
  if (path === "/" || isWithin(target, path)) return path !== "/";
  return (
    isWithin(path, target) && /^\/(?:var\/(?:cache|lib\/apt)|root\/\.(?:cache|npm))(?:\/|$)/.test(target)
  );
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/**
 * Whether the hook of the official Debian and Ubuntu images, which deletes archives after each installation,
 * is certainly there as the base has it.
 */
function hasCleaningHook({ before, after }: RunStep, target: string): boolean {
  if (!isWithin("/var/cache/apt/archives", target)) return false;
  const { base } = before;
  const distribution = base.kind === "known" ? base.image.os.distribution : undefined;
  if (distribution !== "debian" && distribution !== "ubuntu") return false;
  return [before, after].every(({ files, isOpen }) => {
    const { exists, step } = files.lookUp("/etc/apt/apt.conf.d/docker-clean");
    return !isOpen && exists === "maybe" && step < 0;
  });
}

/** Folders that hold nothing but what a package manager can fetch again. */
const CACHES =
  /^\/var\/cache(?:\/(?:apt|apk|dnf|yum|libdnf5|zypp)\b|$)|^\/var\/lib\/apt\b|\/\.cache(?:\/|$)|\/\.npm(?:\/|$)|\/pkg\/mod$|composer|yarn/;

/** Emptied in front of an install a cache may be so on purpose; behind the last one it is thought to be in the layer. */
function isBehindInstalls(run: RunStep, use: CommandUse): boolean {
  const commands = run.run?.commands ?? [];
  const at = commands.indexOf(use);
  return (run.run?.facts ?? []).every((fact) => {
    const isInstall =
      fact.kind === "language-packages" ||
      fact.kind === "unknown-command" ||
      (fact.kind === "os-packages" && fact.action !== "clean");
    return !isInstall || commands.indexOf(fact.use) < at;
  });
}

const KEEP = "Keep what is in the cache: it is no part of the layer";

function keepCache(
  run: RunStep,
  use: CommandUse,
  target: string,
  dockerfile: Dockerfile,
): FoundFix | undefined {
  if (!CACHES.test(target) || !isBehindInstalls(run, use)) return undefined;
  const edit = dropCommand(run, dockerfile, use);
  if (edit === undefined || !keepsCommands(run, dockerfile, [edit], { removed: [use] })) return undefined;
  return { title: KEEP, applicability: "safe", edits: [edit] };
}

/** Of several paths that a command deletes only the one that is mounted. */
function keepPath(
  run: RunStep,
  { use }: RunFact,
  word: ShellWord,
  target: string,
  { text }: Dockerfile,
): FoundFix | undefined {
  if (!CACHES.test(target) || !isBehindInstalls(run, use) || use.name !== "rm") return undefined;
  const edit = removeWord(run, use, word, text);
  return edit === undefined ? undefined : { title: KEEP, applicability: "safe", edits: [edit] };
}

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

/** The hook is a file of the image, and gone for whoever calls apt in it later. */
function removeHook(run: RunStep, fact: RunFact, dockerfile: Dockerfile): FoundFix | undefined {
  const script = editableScript(run);
  const first = script?.list.span.start;
  const installs = run.run?.facts.filter((each) => each.kind === "os-packages" && each.action === "install");
  // One removal is enough for all installs of the RUN.
  if (first === undefined || installs?.[0] !== fact || fact.use.through.length > 0) return undefined;
  const { text, escape } = dockerfile;
  const command = "rm -f /etc/apt/apt.conf.d/docker-clean";
  const line = text.slice(text.lastIndexOf("\n", first - 1) + 1, first);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const isOwnLine = line.trim() === "";
  const joint = isHeredocScript(run.instruction)
    ? `${newline}${line}`
    : isOwnLine
      ? ` && ${escape}${newline}${line}`
      : " && ";
  const edit = insert(first, `${command}${joint}`);
  if (!keepsCommands(run, dockerfile, [edit], { added: 0 })) return undefined;
  return { title: "Remove docker-clean first", applicability: "unsafe", edits: [edit] };
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
