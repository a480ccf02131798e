import type { Mount } from "../../dockerfile/index.ts";
import type { RunFact } from "../../stage/index.ts";
import { defineRule, type Report, type RunStep } from "../define-rule.ts";
import { placeOfCommand } from "../left-cache.ts";

/** Reports what empties a cache that the same RUN mounts, or keeps it from being used. In every stage. */
export const rule = defineRule({
  name: "cache-mount-defeated",
  practice: "cache-mounts",
  severity: "warning",
  fix: "never",
  replaces: [],

  onRun(run, report, { stage }) {
    if (!stage.isReachable || run.run === undefined) return;
    const caches = run.instruction.mounts.flatMap(({ mount }) =>
      mount?.type === "cache" && mount.target.startsWith("/") ? [mount] : [],
    );
    if (caches.length === 0) return;
    for (const fact of run.run.facts) {
      if (fact.runs === "yes") for (const mount of caches) judge(fact, mount, run, report);
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

function judge(fact: RunFact, { target }: Mount, run: RunStep, report: Report): void {
  if (fact.kind === "removal") {
    for (const { path, word } of fact.paths) {
      if (!empties(path, target)) continue;
      report({
        at: word.span,
        message: `This empties the cache that is mounted on ${target}, and the next build starts anew`,
      });
    }
  } else if (fact.kind === "os-packages") {
    const isUnused =
      fact.manager === "apk" && fact.options.has("--no-cache") && isWithin(target, "/var/cache/apk");
    if (isUnused) {
      report({
        at: placeOfCommand(fact),
        message: `--no-cache keeps apk from using the cache mounted on ${target}`,
      });
    } else if (fact.manager === "apt" && fact.action === "install" && hasCleaningHook(run, target)) {
      report({
        at: placeOfCommand(fact),
        message: `The base's docker-clean empties the cache on ${target} after every installation`,
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
