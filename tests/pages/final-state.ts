import { posix } from "node:path";
import type { EvaluatedDockerfile, EvaluatedStage, StageState } from "../../src/stage/index.ts";
import { isDeclared } from "./declared-paths.ts";

/**
 * How the final states of a file's stages differ after a fix that calls itself safe: each difference in words, none
 * where only files at or below `declared` have changed. What the image says of itself (labels) may be added to.
 */
export function stateChanges(
  before: EvaluatedDockerfile,
  after: EvaluatedDockerfile,
  declared: readonly string[],
): readonly string[] {
  if (before.stages.length !== after.stages.length) return ["the number of stages"];
  return before.stages.flatMap((stage, index) => {
    const other = after.stages[index];
    return other === undefined ? [] : stageChanges(stage, other, declared);
  });
}

function stageChanges(
  before: EvaluatedStage,
  after: EvaluatedStage,
  declared: readonly string[],
): readonly string[] {
  const [old, now] = [describe(before.end), describe(after.end)];
  const changed = Object.keys(old).filter((name) => old[name] !== now[name]);
  const words = changed.map((name) => `${name}: ${old[name]} -> ${now[name]}`);
  const paths = new Set([...pathsOf(before.end), ...pathsOf(after.end)]);
  const differing = [...paths].flatMap((path) => {
    const [a, b] = [before, after].map(({ end }) => describeFile(end, path));
    const isSame = a === b || isBetterKnown(before.end, after.end, path);
    const isUnknown = isUncertain(before, after, path) || isAboveDeclared(before, after, path, declared);
    return isSame || isUnknown ? [] : [{ path, words: `${path}: ${a} -> ${b}` }];
  });
  const gone = differing.filter(({ path }) =>
    isDeclared(path, declared, (name) => before.end.environment.get(name)),
  );
  for (const one of differing) {
    // Of the folders above what goes, that may have been all that was known.
    const above = one.path === "/" ? "/" : `${one.path}/`;
    if (gone.some(({ path }) => path.startsWith(above))) continue;
    if (!gone.includes(one)) words.push(one.words);
  }
  return words;
}

/** Whether a folder was only known to be there by what a page declares to go from it, and may be there as well now. */
function isAboveDeclared(
  before: EvaluatedStage,
  after: EvaluatedStage,
  path: string,
  declared: readonly string[],
): boolean {
  const [old, now] = [before, after].map(({ end }) => end.files.lookUp(path));
  if (old?.exists !== "yes" || now?.exists !== "maybe" || old.kind !== "folder" || old.mode !== undefined)
    return false;
  return declared.some((one) =>
    one.startsWith("~/") ? /^\/(?:root|home(?:\/[^/]+)?)$/.test(path) : one.startsWith(`${path}/`),
  );
}

/** Whether a file was copied by name and now comes with a folder of the build context, which nobody looked into. */
function isUncertain(before: EvaluatedStage, after: EvaluatedStage, path: string): boolean {
  const [old, now] = [before, after].map(({ end }) => end.files.lookUp(path).exists);
  if (old !== "yes" || now !== "maybe") return false;
  const { sources } = after.end.files.lookUp(posix.dirname(path));
  return sources.some(({ kind }) => kind === "context");
}

/** Whether what is known of a file before and after does not contradict: a copy may tell more, or less, of it. */
function isBetterKnown(before: StageState, after: StageState, path: string): boolean {
  const [old, now] = [before.files.lookUp(path), after.files.lookUp(path)];
  if (before.files.find(path)?.kind === "link" || after.files.find(path)?.kind === "link") return false;
  if (old.exists !== now.exists && !(old.exists === "maybe" && now.exists === "yes")) return false;
  const pairs = [
    [old.kind === "unknown" ? undefined : old.kind, now.kind === "unknown" ? undefined : now.kind],
    [old.owner?.user, now.owner?.user],
    [old.owner?.group, now.owner?.group],
    [old.mode, now.mode],
  ];
  return pairs.every(([a, b]) => a === undefined || b === undefined || a === b);
}

function pathsOf({ files }: StageState): readonly string[] {
  return [...files.paths()].map(([path]) => path);
}

/** What stands at a path; of a link, where it leads. */
function describeFile({ files }: StageState, path: string): string {
  const own = files.find(path);
  if (own?.kind === "link") return JSON.stringify([own.exists, own.kind, own.target]);
  const { exists, kind, owner, mode } = files.lookUp(path);
  return JSON.stringify([exists, exists === "no" ? "" : kind, owner?.user, owner?.group, mode]);
}

function describe(state: StageState): Readonly<Record<string, string | undefined>> {
  const { configuration } = state;
  return {
    environment: JSON.stringify([...state.environment.entries()].sort()),
    imageEnvironment: JSON.stringify([...configuration.environment.entries()].sort()),
    workdir: state.workdir,
    user: state.user,
    shell: JSON.stringify(state.shell),
    packages: JSON.stringify([...state.packages.entries()].sort()),
    users: JSON.stringify([...state.users.entries()].sort()),
    groups: JSON.stringify([...state.groups.entries()].sort()),
    ports: JSON.stringify(
      configuration.ports.map(({ text }) => text.replace(/^.*:/, "").toLowerCase()).sort(),
    ),
    volumes: JSON.stringify(configuration.volumes.map(({ path }) => path).sort()),
    stopSignal: configuration.stopSignal,
    entrypoint: commandWords(configuration.entrypoint),
    command: commandWords(configuration.command),
    healthcheck: commandWords(configuration.healthcheck),
  };
}

function commandWords(command: StageState["configuration"]["command"]): string | undefined {
  if (command === undefined) return undefined;
  return JSON.stringify(command.commands().commands.map(({ words }) => words.map(({ value }) => value)));
}
