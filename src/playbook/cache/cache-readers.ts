import type { CommandUse } from "../../shell/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage, LanguageManager, Step } from "../../stage/index.ts";
import { isRunStep } from "../commands.ts";
import type { RunStep } from "../define-rule.ts";
import { bottomStage } from "../image/image-name.ts";
import { isCopiedOut, stagesOn } from "./cache-mount.ts";

/** A tool that reads what its package manager downloaded where that lies, whenever it builds. */
interface Reader {
  readonly names: RegExp;
  /** What it is told, without options, where it does not look there, or leaves a program that needs nothing of it. */
  readonly idle: RegExp;
  /** How it is told to make do with what is there: a cache mount may have been emptied meanwhile. */
  readonly offline: RegExp;
  /** What a container would run that reads the folder. */
  readonly starts: RegExp;
  /** How the folder, or something in it, is named where somebody has a use of his own for it. */
  readonly folder: RegExp;
}

const READERS: ReadonlyMap<LanguageManager, Reader> = new Map([
  [
    "go",
    {
      names: /^go$/,
      idle: /^(?:version|env|clean.*|fmt.*|help|doc|telemetry|install(?: \S+@\S+)+)?$/,
      offline: /^GOPROXY=off|^GOFLAGS=.*-mod=vendor/,
      starts: /\bgo +(?:run|test|build|install|get|tool|generate)\b/,
      folder: /\/pkg\/mod\b/,
    },
  ],
  [
    "cargo",
    {
      names: /^(?:cargo|cross)$/,
      idle: /^(?:version|clean|fmt|new .*|init|login|help|chef prepare.*|install(?: [\w-][\w@.-]*)+)?$/,
      offline: /^--(?:offline|frozen)$|^CARGO_NET_OFFLINE=true/,
      starts: /\bcargo\b/,
      folder: /\/registry\b|\bcargo\/git\b|(?:CARGO_HOME\}?|\.cargo)\/?(?:["'\s]|$)/,
    },
  ],
  [
    "maven",
    {
      names: /^mvnw?$/,
      idle: /^(?:version)?$/,
      offline: /^(?:-o|--offline|-Dmaven\.repo\.local.*)$/,
      starts: /\b(?:mvn|mvnw|maven)\b/,
      folder: /\.m2\b(?!\/(?:settings|toolchains|wrapper))/,
    },
  ],
  [
    "gradle",
    {
      names: /^gradlew?$/,
      idle: /^(?:help|wrapper)?$/,
      offline: /^(?:--offline|-g|--gradle-user-home.*|-Dgradle\.user\.home.*)$/,
      starts: /\bgradlew?\b/,
      folder: /(?<![\w-])\.gradle\b(?!\/gradle\.properties)/,
    },
  ],
]);

/** Whether a manager's downloads are read where they lie, by commands that come later. */
export function isReadInPlace(manager: LanguageManager): boolean {
  return READERS.has(manager);
}

/**
 * The RUNs of a stage, of those that it stands on and those that stand on them, whose commands read a manager's downloads where they lie: a cache
 * has to be mounted in all of them. Undefined where somebody else may read it who gets no mount: what a container
 * starts, another stage, a tool that nobody here knows, or a build that is not to fetch what is missing.
 */
export function runsThatRead(
  manager: LanguageManager,
  folder: string,
  stage: EvaluatedStage,
  evaluated: EvaluatedDockerfile,
): readonly RunStep[] | undefined {
  const reader = READERS.get(manager);
  // A mount above would hide what a RUN below left in its layer.
  const bottom = bottomStage(stage);
  if (reader === undefined || isCopiedOut(folder, bottom, evaluated)) return undefined;
  const steps = [bottom, ...stagesOn(bottom, evaluated)].flatMap((each) => each.steps);
  const runs: RunStep[] = [];
  for (const step of steps) {
    const { kind, syntax } = step.instruction;
    const text = [syntax.text.text, ...syntax.heredocs.map(({ content }) => content)].join("\n");
    if (kind === "run" && isRunStep(step)) {
      if (step.run === undefined || step.run.isPartial) return undefined;
      const uses = step.run.commands.filter(({ name = "" }) => reader.names.test(name));
      const reading = uses.filter((use) => !reader.idle.test(toldTo(use)));
      if (reading.some((use) => isOffline(use, step, reader))) return undefined;
      if (reading.length > 0) runs.push(step);
      else if (runs.length > 0 && mayHideReader(step)) return undefined;
    } else if (kind === "cmd" || kind === "entrypoint" || kind === "onbuild" || kind === "healthcheck") {
      if (reader.starts.test(text.replace(/["',]+/g, " "))) return undefined;
    } else if (kind === "copy" || kind === "add") {
      if (reader.folder.test(text)) return undefined;
    }
  }
  return runs;
}

/** Whether a text names the folder of a manager's downloads, or something in it. */
export function namesFolder(manager: LanguageManager, text: string): boolean {
  return READERS.get(manager)?.folder.test(text) === true;
}

/** Whether a command of a RUN is of the tool that reads a manager's downloads. */
export function isReader(manager: LanguageManager, { name = "" }: CommandUse): boolean {
  return READERS.get(manager)?.names.test(name) === true;
}

/** What a command is told to do: its words without options. */
function toldTo({ words }: CommandUse): string {
  return words
    .slice(1)
    .map(({ value }) => value)
    .filter((value) => !/^[-+]/.test(value))
    .join(" ");
}

function isOffline(
  { words, node, environment }: CommandUse,
  { before, instruction }: RunStep,
  { offline }: Reader,
): boolean {
  if (instruction.network?.value === "none") return true;
  const texts = [
    ...[...words, ...environment].map(({ value }) => value),
    ...node.assignments.map(({ name, value }) => `${name}=${value?.value ?? ""}`),
    ...[...before.environment.entries()].map(([name, value]) => `${name}=${value}`),
  ];
  return texts.some((text) => offline.test(text));
}

/** Whether a RUN without the tool in sight may still run it: scripts, tools that nobody here knows, `make`. */
function mayHideReader({ run }: Step): boolean {
  return (run?.facts ?? []).some((fact) => {
    if (fact.kind === "unknown-command") return true;
    if (fact.kind === "download") return fact.isPipedToShell;
    return fact.kind === "build" && /^(?:make|cmake|ninja|bazel|npm|yarn|pnpm)$/.test(fact.tool);
  });
}
