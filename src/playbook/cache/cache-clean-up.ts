import type { Edit } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import type { RunStep } from "../define-rule.ts";
import { removeWord } from "../edit/add-option.ts";
import { dropCommand, keepsCommands } from "../edit/append-to-run.ts";
import { isWithin } from "../install/installs.ts";

/** A command that deletes what a cache holds, and where that lies. */
export interface CacheCleanUp {
  readonly use: CommandUse;
  readonly target: string;
  /** The word that names the place; undefined where the command knows it by itself. */
  readonly word: ShellWord | undefined;
  /** Whether the command does nothing else. */
  readonly isWhole: boolean;
  /** Whether a folder above goes as well, with what else it holds. */
  readonly isAbove: boolean;
}

/** What certainly empties the caches at some paths in a RUN, in order: commands that name a path, then those that know it. */
export function findCleanUps({ run }: RunStep, targets: readonly string[]): readonly CacheCleanUp[] {
  const found: CacheCleanUp[] = [];
  for (const fact of run?.facts ?? []) {
    if (fact.kind !== "removal" || fact.runs !== "yes") continue;
    const operands = fact.use.words.filter(({ value }) => !value.startsWith("-")).length - 1;
    for (const target of targets) {
      for (const { path, word } of fact.paths) {
        if (!empties(path, target)) continue;
        const isAbove = path !== target && isWithin(target, path);
        found.push({ use: fact.use, target, word, isWhole: operands < 2, isAbove });
      }
    }
  }
  for (const use of run?.commands ?? []) {
    const written = use.words.map(({ value }) => value).join(" ");
    const cleaner = CLEANERS.find(({ command }) => use.runs === "yes" && command.test(written));
    const target = targets.find((each) => cleaner?.cache.test(each));
    if (target !== undefined) found.push({ use, target, word: undefined, isWhole: true, isAbove: false });
  }
  return found;
}

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

/** Whether deleting a path, or all it holds, takes what is mounted: it is the mount, above it, or all of its use. */
function empties(path: string, target: string): boolean {
  if (path === "/" || isWithin(target, path)) return path !== "/";
  return (
    isWithin(path, target) && /^\/(?:var\/(?:cache|lib\/apt)|root\/\.(?:cache|npm))(?:\/|$)/.test(target)
  );
}

/** Folders that hold nothing but what a package manager can fetch again. */
const CACHES =
  /^\/var\/cache(?:\/(?:apt|apk|dnf|yum|libdnf5|zypp)\b|$)|^\/var\/lib\/apt\b|\/\.cache(?:\/|$)|\/\.npm(?:\/|$)|\/pkg\/mod$|composer|yarn/;

/**
 * The edit that leaves a clean-up out of a RUN: the cache is mounted, and nothing of it is in the layer. Undefined where
 * the folder may hold more than a cache, or an install comes behind the clean-up, which may then be there on purpose.
 */
export function keepCache(run: RunStep, cleanUp: CacheCleanUp, dockerfile: Dockerfile): Edit | undefined {
  const { use, word, isWhole } = cleanUp;
  if (!CACHES.test(cleanUp.target) || !isBehindInstalls(run, use)) return undefined;
  if (!isWhole) return use.name === "rm" ? removeWord(run, use, word, dockerfile.text) : undefined;
  const edit = dropCommand(run, dockerfile, use);
  if (edit === undefined || !keepsCommands(run, dockerfile, [edit], { removed: [use] })) return undefined;
  return edit;
}

/** Emptied in front of an install a cache may be so on purpose; behind the last one it is thought to be in the layer. */
function isBehindInstalls(run: RunStep, use: CommandUse): boolean {
  const commands = run.run?.commands ?? [];
  const at = commands.indexOf(use);
  return (run.run?.facts ?? []).every((fact) => {
    const isInstall =
      fact.kind === "language-packages" ||
      fact.kind === "unknown-command" ||
      (fact.kind === "os-packages" && fact.action !== "clean" && fact.action !== "remove");
    return !isInstall || commands.indexOf(fact.use) < at;
  });
}

/** The edits that take all clean-ups of a RUN away, and the commands that go with them. */
export interface DroppedCleanUps {
  readonly edits: readonly Edit[];
  readonly removed: readonly CommandUse[];
}

/**
 * What takes everything out of a RUN that empties the caches at some paths, for a fix that mounts them. Undefined where
 * something cannot go: it deletes a folder above, which a mount stands in the way of, or more than could be told.
 */
export function dropCleanUps(
  run: RunStep,
  targets: readonly string[],
  dockerfile: Dockerfile,
): DroppedCleanUps | undefined {
  const cleanUps = findCleanUps(run, targets);
  const edits: Edit[] = [];
  const removed: CommandUse[] = [];
  // Deleting `~/.cache` behind an install is meant for what that left there.
  if (cleanUps.some(({ isAbove, target }) => isAbove && !/\/\.cache\/[^/]+$/.test(target))) return undefined;
  for (const use of new Set(cleanUps.map((each) => each.use))) {
    const own = cleanUps.filter((each) => each.use === use);
    const operands = use.words.filter(({ value }) => !value.startsWith("-")).length - 1;
    const isWhole =
      own.some((each) => each.isWhole) || new Set(own.map(({ word }) => word)).size === operands;
    if (isWhole) removed.push(use);
    for (const each of isWhole ? own.slice(0, 1) : own) {
      const edit = keepCache(run, { ...each, isWhole }, dockerfile);
      if (edit === undefined) return undefined;
      edits.push(edit);
    }
  }
  return { edits, removed };
}
