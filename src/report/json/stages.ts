import { displayText } from "../../base/index.ts";
import type {
  EvaluatedDockerfile,
  EvaluatedStage,
  FileFact,
  Owner,
  StageState,
  Step,
} from "../../stage/index.ts";

/** What `plimsoll debug stages` prints of one file: every stage, and what each step changed. */
export interface StagesReport {
  readonly path: string;
  readonly target: string | undefined;
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  readonly stages: readonly StageReport[];
}

/** One stage: what it stands on, what it is for, its steps, and what is known at its end. */
export interface StageReport {
  readonly index: number;
  readonly name: string | undefined;
  readonly base: string;
  readonly role: string;
  readonly isReachable: boolean;
  readonly takesFrom: readonly string[];
  readonly steps: readonly StepReport[];
  readonly end: StateReport;
}

/** One step: where it stands, and what it changed. */
export interface StepReport {
  readonly line: number;
  readonly instruction: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly files: readonly FileReportLine[];
  readonly facts: readonly string[];
  readonly notes: readonly string[];
}

/** A path that a step wrote or removed. */
export interface FileReportLine {
  readonly path: string;
  readonly exists: string;
  readonly kind: string;
  readonly owner: string | undefined;
  readonly mode: string | undefined;
  readonly content: string | undefined;
}

/** What is known at one point of a stage. */
export interface StateReport {
  readonly environment: Readonly<Record<string, string>>;
  readonly workdir: string | undefined;
  readonly user: string | undefined;
  readonly shell: readonly string[] | undefined;
  readonly packages: Readonly<Record<string, string>>;
  readonly users: Readonly<Record<string, string>>;
  /** Whether something ran whose effects are not known. */
  readonly isOpen: boolean;
}

/** The stages of an evaluated Dockerfile as plain values. */
export function shapeStages(evaluated: EvaluatedDockerfile): StagesReport {
  const { dockerfile, target, problems, stages } = evaluated;
  return {
    path: displayText(dockerfile.path),
    target: target === undefined ? undefined : nameOf(target),
    problems: [...dockerfile.problems, ...problems].map(({ line, message }) => ({
      line,
      message: displayText(message),
    })),
    stages: stages.map(shapeStage),
  };
}

function shapeStage(stage: EvaluatedStage): StageReport {
  return {
    index: stage.index,
    name: stage.name === undefined ? undefined : displayText(stage.name),
    base: displayText(stage.baseName),
    role: stage.role,
    isReachable: stage.isReachable,
    takesFrom: stage.links.map(({ source, word }) => {
      if (source.kind === "stage") return `stage ${nameOf(source.stage)}`;
      return source.kind === "image"
        ? `image ${displayText(source.name)}`
        : `nothing (${displayText(word.value)})`;
    }),
    steps: stage.steps.map(shapeStep),
    end: shapeState(stage.end),
  };
}

function shapeStep(step: Step): StepReport {
  const { instruction, before, after, run } = step;
  const notes: string[] = [];
  if (step.triggeredAt !== undefined) notes.push("by ONBUILD of the stage below");
  if (!before.isOpen && after.isOpen)
    notes.push("something unknown ran: nothing is certainly absent from here on");
  if (before.workdir !== after.workdir) notes.push(`working directory ${after.workdir ?? "unknown"}`);
  if (before.user !== after.user) notes.push(`user ${displayText(after.user ?? "unknown")}`);
  for (const { name } of step.undefinedVariables) notes.push(`$${displayText(name)} is not defined`);
  return {
    line: instruction.syntax.startLine,
    instruction: displayText(instruction.syntax.name),
    environment: changedEntries(before, after),
    files: changedFiles(step),
    facts: (run?.facts ?? []).map((fact) => {
      const words = fact.use.words.map(({ raw }) => raw).join(" ");
      return displayText(`${fact.kind}${fact.runs === "maybe" ? " (maybe)" : ""}: ${words}`);
    }),
    notes,
  };
}

function changedEntries(before: StageState, after: StageState): Readonly<Record<string, string>> {
  if (before.environment === after.environment) return {};
  const entries = [...after.environment.entries()].filter(
    ([name, value]) => before.environment.get(name) !== value,
  );
  return toRecord(entries);
}

function changedFiles({ before, after }: Step): readonly FileReportLine[] {
  if (before.files === after.files) return [];
  const lines: FileReportLine[] = [];
  for (const [path, fact] of after.files.paths()) {
    if (before.files.find(path) !== fact) lines.push(shapeFile(path, fact));
  }
  return lines.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function shapeFile(path: string, fact: FileFact): FileReportLine {
  return {
    path: displayText(path),
    exists: fact.exists,
    kind: fact.kind,
    owner: showOwner(fact.owner),
    mode: fact.mode?.toString(8).padStart(4, "0"),
    content: fact.content?.kind,
  };
}

function showOwner(owner: Owner | undefined): string | undefined {
  if (owner?.user === undefined) return undefined;
  return displayText(owner.group === undefined ? String(owner.user) : `${owner.user}:${owner.group}`);
}

function shapeState(state: StageState): StateReport {
  const users = [...state.users.entries()].map(([name, { exists, id }]): readonly [string, string] => {
    return [name, id === undefined ? exists : `${exists}, ${id}`];
  });
  return {
    environment: toRecord(state.environment.entries()),
    workdir: state.workdir,
    user: state.user === undefined ? undefined : displayText(state.user),
    shell: state.shell,
    packages: toRecord(state.packages.entries()),
    users: toRecord(users),
    isOpen: state.isOpen,
  };
}

function toRecord(entries: Iterable<readonly [string, string]>): Readonly<Record<string, string>> {
  return Object.fromEntries([...entries].map(([key, value]) => [displayText(key), displayText(value)]));
}

function nameOf({ name, index }: EvaluatedStage): string {
  return name ?? String(index);
}
