import type { EvaluatedDockerfile, EvaluatedStage, FileFact, StageState } from "../../src/stage/index.ts";

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

/**
 * The paths that a page names, in backticks, under "Why the fix is safe": what a fix takes away. `~/x` stands for
 * that path in the home of any user.
 */
export function declaredPaths(page: string): readonly string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith("Why the fix is safe\n")) ?? "";
  return [...section.matchAll(/`(~?\/[^`\s]*?)\/?\*?`/g)].map(([, path = ""]) => path);
}

/** A declared path may go with all below it; of the folders above it, it may be all that was known. */
function isDeclared(path: string, declared: readonly string[]): boolean {
  const below = path.replace(/^(?:\/root|\/home\/[^/]+)(?=\/|$)/, "~");
  return declared.some((one) =>
    [path, below].some(
      (own) => own === one || own.startsWith(`${one}/`) || one.startsWith(own === "/" ? own : `${own}/`),
    ),
  );
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
  for (const path of paths) {
    if (isDeclared(path, declared)) continue;
    const [a, b] = [before.end.files.lookUp(path), after.end.files.lookUp(path)];
    if (describeFile(a) !== describeFile(b)) words.push(`${path}: ${describeFile(a)} -> ${describeFile(b)}`);
  }
  return words;
}

function pathsOf({ files }: StageState): readonly string[] {
  return [...files.paths()].map(([path]) => path);
}

function describeFile({ exists, kind, owner, mode }: FileFact): string {
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
