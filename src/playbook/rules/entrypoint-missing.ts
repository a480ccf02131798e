import { posix } from "node:path";
import type { Span } from "../../base/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import {
  type EvaluatedStage,
  type StageState,
  type StartCommand,
  whetherCommand,
} from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { isForWindows, isWrittenIn } from "../image/image-name.ts";
import { stagesOf } from "../install/build-tools.ts";
import { runsLifecycleScripts } from "../install/lifecycle-scripts.ts";
import { startsNothing } from "../program/started.ts";
import { scriptOf } from "../program/started-file.ts";
import { settingPlace } from "../user/runtime-user.ts";

/** Reports a program or script that the container is to start and that no instruction brings, or nobody may execute. */
export const rule = defineRule({
  name: "entrypoint-missing",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated, context }) {
    if (stage.role !== "shipped" || isForWindows(stage) || !bringsFiles(stage)) return;
    const start = startedBy(stage.end);
    if (start === undefined || start.command.form === "none") return;
    const missing = unusableFile(start, stage.end);
    if (missing === undefined || (missing.isAbsent && runsLifecycleScripts(stage, context))) return;
    const at: Span | undefined = isWrittenIn(stage, start.instruction) ? missing.word.span : undefined;
    report({
      at: settingPlace(evaluated.dockerfile, stage, start, at),
      message: missing.message,
      about: [start.instruction],
    });
  },
});

/** A stage into which nothing is copied but lists of packages gets its files when it is run, from a volume. */
function bringsFiles(stage: EvaluatedStage): boolean {
  return stagesOf(stage).some(({ steps }) =>
    steps.some(({ instruction }) => {
      if (instruction.kind !== "copy" && instruction.kind !== "add") return false;
      return instruction.files.length > 0 || instruction.sources.some(({ value }) => !MANIFEST.test(value));
    }),
  );
}

const MANIFEST =
  /(?:^|\/)(?:Gemfile|Pipfile|package|npm-shrinkwrap|yarn|pnpm|composer|requirements|poetry|pyproject|uv|go|Cargo|pom|build)[^/]*$|\.(?:lock|toml|conf|cfg|ini|env)$/;

/** Entry points of base images that run the command they are given. */
const PASSES_ON: ReadonlySet<string> = new Set([
  "docker.io/library/node",
  "docker.io/library/php",
  "docker.io/library/eclipse-temurin",
  "docker.io/library/maven",
]);

function startedBy({ configuration, base }: StageState): StartCommand | undefined {
  const { entrypoint, command, isCommandReset } = configuration;
  if (entrypoint !== undefined) return startsNothing(entrypoint) ? command : entrypoint;
  if (base.kind === "unknown" || isCommandReset) return undefined;
  const isPlain = base.kind === "empty" || base.image.entrypoint === undefined;
  return isPlain || (base.kind === "known" && PASSES_ON.has(base.image.repository)) ? command : undefined;
}

interface UnusableFile {
  readonly word: ShellWord;
  readonly message: string;
  /** Whether nothing brings it; else it is there. */
  readonly isAbsent: boolean;
}

function unusableFile(start: StartCommand, state: StageState): UnusableFile | undefined {
  const { commands, isPartial } = start.commands();
  // Where several commands run, an earlier one may make what a later one starts.
  const [use] = commands.filter(({ words }) => words.length > 0);
  if (isPartial || use === undefined || use.runs !== "yes" || use.node !== commands[0]?.node)
    return undefined;
  const program = programOf(use);
  const found = program ?? scriptOf(use);
  if (found === undefined) return undefined;
  const paths = found.names.map((name) => resolve(name, state));
  const first = paths[0];
  if (first === undefined || paths.some((path) => path === undefined || isMountedLater(path, state)))
    return undefined;
  // All are asked about at once, so that the build context is looked into once for all of them.
  const answers = paths.map((path) => (path === undefined ? "maybe" : whetherCommand(state, path)));
  if (answers.every((answer) => answer === "no")) {
    return { word: found.word, message: `nothing brings ${first} into the image`, isAbsent: true };
  }
  const mode = program === undefined ? undefined : modeWithoutExecution(first, state);
  if (mode === undefined) return undefined;
  return {
    word: found.word,
    message: `${first} has the mode ${mode}: nobody may execute it`,
    isAbsent: false,
  };
}

/** The mode of a file that certainly nobody may execute, not even root. */
function modeWithoutExecution(path: string, { files }: StageState): string | undefined {
  const { exists, kind, mode } = files.lookUp(path);
  const isBarred = exists === "yes" && kind === "file" && mode !== undefined && (mode & 0o111) === 0;
  return isBarred ? mode.toString(8) : undefined;
}

/** The program itself, where it is named by a path. */
function programOf(
  use: CommandUse,
): { readonly word: ShellWord; readonly names: readonly string[] } | undefined {
  const word = use.words[0];
  const name = word?.literal;
  if (word === undefined || name === undefined || !name.includes("/") || name.includes("$")) return undefined;
  // What lies in a folder of commands is judged as a command.
  return /^\/(?:usr\/(?:local\/)?)?s?bin\//.test(name) ? undefined : { word, names: [name] };
}

function resolve(name: string, { workdir, base }: StageState): string | undefined {
  if (name.startsWith("/")) return posix.normalize(name);
  const folder = workdir ?? (base.kind === "known" ? base.image.workdir : undefined);
  return folder === undefined ? undefined : posix.join(folder, name);
}

function isMountedLater(path: string, { configuration }: StageState): boolean {
  return configuration.volumes.some(({ path: volume }) => path === volume || path.startsWith(`${volume}/`));
}
