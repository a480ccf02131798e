import { posix } from "node:path";
import type { Span } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import type { LanguageManager, RunFact, Step } from "../../stage/index.ts";
import type { RunStep } from "../define-rule.ts";

/** An install by a package manager of a language. */
export type LanguageInstall = Extract<RunFact, { readonly kind: "language-packages" }>;

/** The installs of a step by some managers, or by any; settings that are only noted are left out. */
export function installsOf(step: Step, ...managers: readonly LanguageManager[]): readonly LanguageInstall[] {
  const facts = step.run?.facts ?? [];
  return facts.filter((fact): fact is LanguageInstall => {
    if (fact.kind !== "language-packages" || fact.action === "config") return false;
    return managers.length === 0 || managers.includes(fact.manager);
  });
}

/** Whether an install is of what the project's own files list, and not of packages that are named. */
export function isOfProject({ packages, reads, action }: LanguageInstall): boolean {
  return packages.length === 0 && (reads.length > 0 || action === "ci");
}

/** Whether a command has a word of its own that is a variable, so that more options may be given than are written. */
export function hasOpenWord({ use }: LanguageInstall): boolean {
  return (
    use.hasMoreWords || use.words.some(({ raw, literal }) => literal === undefined && raw.startsWith("$"))
  );
}

/** Where an install keeps its downloads, as far as the user whose home that is in is known. */
export function shownCache({ cache }: LanguageInstall, { before }: RunStep): string {
  const isCertain =
    before.user !== undefined || before.base.kind === "known" || cache?.startsWith("/root") !== true;
  return isCertain && cache !== undefined ? cache : "its cache";
}

/** The folder of the project that an install works in: that of the first file it reads. */
export function projectFolder({ reads }: LanguageInstall): string | undefined {
  const path = reads[0]?.path;
  return path === undefined ? undefined : posix.dirname(path);
}

/** The command as people say it: its name and what it is told to do, such as `python -m pip install`. */
export function shownCommand(use: CommandUse): string {
  return [use.name ?? "", ...tellingWords(use).map(({ value }) => value)].join(" ");
}

/** The place of the words of `shownCommand`, as far as they stand on the first one's line. */
export function commandSpan({ text }: Dockerfile, use: CommandUse): Span {
  const first = use.words[0]?.span ?? use.node.span;
  let { end } = first;
  for (const { span } of tellingWords(use)) {
    if (span.start < end || text.slice(end, span.end).includes("\n")) break;
    end = span.end;
  }
  return { start: first.start, end };
}

/** The words behind a command's name that say what it does. */
function tellingWords({ name, words }: CommandUse): readonly ShellWord[] {
  const isModule = name?.startsWith("python") === true && words[1]?.literal === "-m";
  const isNested = name === "uv" && (words[1]?.literal === "pip" || words[1]?.literal === "tool");
  const isSplit = words[1]?.value.startsWith("+") === true || words[1]?.literal === "mod";
  const most = isModule ? 3 : isNested || isSplit ? 2 : 1;
  const telling: ShellWord[] = [];
  for (const word of words.slice(1, most + 1)) {
    if (word.literal === undefined || (word.literal.startsWith("-") && !isModule)) break;
    telling.push(word);
  }
  return telling;
}

/** The first install of a RUN whose downloads certainly stay in its layer. */
export function keptDownloads(
  run: RunStep,
  ...managers: readonly LanguageManager[]
): LanguageInstall | undefined {
  const mounted = mountTargets(run, "cache", "tmpfs", "bind");
  return installsOf(run, ...managers).find(({ cache, runs, options }) => {
    // With `--prefer-offline` what is there already is used, and hardly anything new is kept.
    if (cache === undefined || runs !== "yes" || options.has("--prefer-offline")) return false;
    if (mounted.some((target) => isWithin(cache, target))) return false;
    return run.after.files.lookUp(cache).content?.kind === "cache";
  });
}

/** The targets of a RUN's mounts of some types, as absolute paths; those with a variable in them are left out. */
export function mountTargets(
  { instruction, before }: RunStep,
  ...types: readonly string[]
): readonly string[] {
  return instruction.mounts.flatMap(({ mount }) => {
    if (mount === undefined || !types.includes(mount.type)) return [];
    return resolvePath(mount.target, before.workdir);
  });
}

function resolvePath(path: string, workdir: string | undefined): readonly string[] {
  if (path === "" || path.includes("$")) return [];
  if (path.startsWith("/")) return [cleanPath(path)];
  return workdir === undefined ? [] : [cleanPath(posix.join(workdir, path))];
}

/** A path without a slash at its end. */
export function cleanPath(path: string): string {
  return posix.normalize(path).replace(/(.)\/$/, "$1");
}

/** Whether a path is a folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
}
