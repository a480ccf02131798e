import { posix } from "node:path";
import type { ShellWord } from "../../shell/index.ts";
import type { EvaluatedStage, Step } from "../../stage/index.ts";
import { stagesOf } from "../install/build-tools.ts";
import { startCommands } from "../program/started.ts";

/** Folders that a container's process writes to, by whether the image surely has them. */
export interface WrittenFolders {
  readonly missing: readonly string[];
  readonly existing: readonly string[];
}

/**
 * The folders that the process of a stage writes to, as far as the Dockerfile tells: its volumes, folders that were made
 * and left empty, what its framework keeps beside the sources. Undefined where it writes what nobody can give it: a
 * file by name in a folder that is not known, or a volume that the build has filled.
 */
export function writtenFolders(stage: EvaluatedStage): WrittenFolders | undefined {
  const { configuration, files, workdir } = stage.end;
  const volumes = configuration.volumes
    .map(({ path }) => path.replace(/(?<=.)\/+$/, ""))
    // Everybody writes there.
    .filter((path) => !/^\/(?:var\/)?tmp(?:\/|$)/.test(path));
  // What was copied there would be stored a second time.
  if (volumes.some((path) => files.lookUp(path).sources.some(({ kind }) => kind !== "base")))
    return undefined;
  const words = startCommands(stage).flatMap((start) =>
    start.commands().commands.flatMap((use) => use.words.map(({ value }) => value)),
  );
  const beside = RAILS.test(words.join(" ")) ? ["log", "tmp"] : [];
  if (beside.length > 0 && workdir === undefined) return undefined;
  const all = [
    ...volumes,
    ...beside.map((name) => posix.join(workdir ?? "/", name)),
    ...stagesOf(stage).flatMap((part) => part.steps.flatMap((step) => madeFolders(step, stage))),
  ];
  const folders = [...new Set(all)].filter((path) => {
    return !all.some((other) => other !== path && path.startsWith(`${other}/`));
  });
  if (!folders.every((path) => /^\/[\w./-]+$/.test(path))) return undefined;
  const named = words.flatMap((word, at) => namedFile(word, words[at - 1]) ?? []);
  if (named.some((file) => !isWritable(posix.resolve(workdir ?? "/", file), folders))) return undefined;
  return {
    missing: folders.filter((path) => files.whetherExists(path) !== "yes"),
    existing: folders.filter((path) => files.whetherExists(path) === "yes"),
  };
}

/** Rails keeps its log and the number of its process beside the sources. */
const RAILS = /(?:^|[\s/])rails(?:\s|$)|\bpuma\b.*\s(?:-C|--config)\b/;

/** Folders that a step makes by mkdir and that are empty, and root's alone, in the end: they are there to be written to. */
function madeFolders(step: Step, { end, steps }: EvaluatedStage): readonly string[] {
  const commands = step.run?.commands ?? [];
  const { workdir } = step.before;
  if (commands.some(({ name }) => name === "cd" || name === "pushd")) return [];
  return commands
    .filter(({ name, runs, inside }) => name === "mkdir" && runs === "yes" && !inside.includes("text"))
    .flatMap((use) => use.words.slice(1).map(({ literal }) => ({ use, word: literal })))
    .flatMap(({ use, word }) => {
      if (word === undefined || word.startsWith("-") || (workdir === undefined && !word.startsWith("/")))
        return [];
      const path = posix.resolve(workdir ?? "/", word);
      if (SYSTEM.test(path) || steps.some(({ after }) => after.workdir === path)) return [];
      const { exists, kind, owner, mode, sources } = end.files.lookUp(path);
      if (exists !== "yes" || kind !== "folder" || step.before.files.whetherExists(path) === "yes") return [];
      if (sources.some((source) => source.kind !== "base")) return [];
      const isRoots = owner === undefined || /^(?:0|root)?$/.test(String(owner.user ?? ""));
      if (!isRoots || ((mode ?? 0) & 0o002) !== 0) return [];
      const isEmpty = [...end.files.paths()].every(([other, fact]) => {
        return !other.startsWith(`${path}/`) || fact.kind === "folder" || fact.exists === "no";
      });
      const mentions = commands.filter((other) => other !== use && namesIt(other.node.words, word));
      const isUsed = steps.slice(steps.indexOf(step) + 1).some(({ instruction: { kind, syntax } }) => {
        return FILLING.has(kind) && syntax.text.text.includes(posix.basename(path));
      });
      return isEmpty && mentions.length === 0 && !isUsed ? [path] : [];
    });
}

/** What may put something into a folder that it names. */
const FILLING: ReadonlySet<Step["instruction"]["kind"]> = new Set(["run", "copy", "add"]);

function namesIt(words: readonly ShellWord[], folder: string): boolean {
  return words.some(({ raw }) => raw === folder || raw.startsWith(`${folder}/`));
}

/** Folders of the system's, and of its package managers. */
const SYSTEM =
  /^\/(?:bin|boot|dev|etc|lib\w*|proc|root|run|sbin|sys|tmp|usr|var\/(?:cache|lib\/(?:apt|dpkg)))(?:\/|$)|^\/(?:home|media|mnt|opt|srv|var(?:\/\w+)?)?$/;

/** The file that an option names for logs, the number of the process, or a socket. */
function namedFile(word: string, before: string | undefined): string | undefined {
  const equals = /^--?[\w-]+=(.+)$/.exec(word)?.[1];
  const option = equals === undefined ? before : word.slice(0, word.indexOf("="));
  const value = equals ?? word;
  if (option === undefined || !OPTION.test(option) || /^-$|^\/dev\/|^-?-/.test(value)) return undefined;
  return value.replace(/^unix:/, "");
}

const OPTION =
  /^--?(?:pid|pid-?file|log-?file|access-log(?:file)?|error-log(?:file)?|log(?:-?to)?-?(?:path|dir)|schedule|database|db|data-?dir|db-?path)$/;

function isWritable(path: string, folders: readonly string[]): boolean {
  return (
    path.startsWith("/tmp/") || folders.some((folder) => path === folder || path.startsWith(`${folder}/`))
  );
}
