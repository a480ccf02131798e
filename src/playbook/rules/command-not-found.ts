import type { Edit } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import {
  type EvaluatedStage,
  type RunFact,
  type StageState,
  type StartCommand,
  type Step,
  whetherCommand,
  whetherShellAt,
} from "../../stage/index.ts";
import { defineRule, type FoundFix, type Report } from "../define-rule.ts";
import { imageName, isForWindows, isWrittenIn } from "../image/image-name.ts";
import { isPackageManager } from "../install/package-managers.ts";
import { placeAt, placeOfKeyword } from "../place.ts";
import { startsNothing } from "../program/started.ts";
import type { DockerfileSubject } from "../subject.ts";
import { settingPlace } from "../user/runtime-user.ts";
import { writeUseradd } from "../user/write-useradd.ts";

/** Reports commands that the base image is known to lack and that nothing in the stage brings. */
export const rule = defineRule({
  name: "command-not-found",
  practice: "works",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, file) {
    if (isForWindows(stage)) return;
    const told = new Set<string>();
    for (const step of stage.steps) tellRun(step, stage, file, report, told);
    if (stage.role === "shipped") tellStart(stage, file, report, told);
  },
});

type Missing = Extract<RunFact, { readonly kind: "missing-command" }>;

function tellRun(
  step: Step,
  stage: EvaluatedStage,
  { evaluated }: DockerfileSubject,
  report: Report,
  told: Set<string>,
): void {
  const { instruction, run, before, triggeredAt } = step;
  if (instruction.kind !== "run" || run === undefined) return;
  const isShell = instruction.command.form === "shell";
  if (isShell && whetherShellAt(before, before.shell?.[0] ?? "/bin/sh") === "no") return;
  const missing = run.facts.filter((fact): fact is Missing => fact.kind === "missing-command");
  for (const { name, word, fails } of missing) {
    if (told.has(name) || isPackageManager(name)) continue;
    told.add(name);
    const { dockerfile } = evaluated;
    report({
      at:
        triggeredAt === undefined
          ? placeAt(dockerfile, instruction, word.span)
          : placeOfKeyword(dockerfile, triggeredAt),
      message: `${name} is not in ${imageName(stage)}, and nothing here brings it${hintOf(name, before)}`,
      severity: fails ? "error" : "warning",
      fix: triggeredAt === undefined && fails ? makeOtherwise(name, stage, dockerfile) : undefined,
      about: [instruction],
    });
  }
}

/** Every call of adduser or addgroup in the stage by the tools that Debian's images do have; all of them or none. */
function makeOtherwise(name: string, stage: EvaluatedStage, { text }: Dockerfile): FoundFix | undefined {
  if (name !== "adduser" && name !== "addgroup") return undefined;
  const edits: Edit[] = [];
  for (const { run, before, triggeredAt } of stage.steps) {
    for (const fact of run?.facts ?? []) {
      if (fact.kind !== "missing-command" || fact.name !== name) continue;
      const written = writeUseradd(fact.use);
      const [tool = ""] = written?.split(" ", 1) ?? [];
      const { words } = fact.use;
      const span = { start: fact.word.span.start, end: words.at(-1)?.span.end ?? fact.word.span.end };
      const isPlain = words.every((word) => text.slice(word.span.start, word.span.end) === word.raw);
      if (written === undefined || triggeredAt !== undefined || !isPlain) return undefined;
      if (fact.use.inside.includes("text") || text.slice(span.start, span.end).includes("\n"))
        return undefined;
      if (whetherCommand(before, tool) !== "yes") return undefined;
      edits.push({ span, text: written });
    }
  }
  if (edits.length === 0) return undefined;
  return { title: `Use ${edits[0]?.text.split(" ", 1)[0]}, which is there`, applicability: "unsafe", edits };
}

/** What the container starts: ENTRYPOINT, or CMD where there is no entry point that it would be given to. */
function tellStart(
  stage: EvaluatedStage,
  { evaluated }: DockerfileSubject,
  report: Report,
  told: Set<string>,
): void {
  const { end } = stage;
  const start = startedBy(end);
  if (start === undefined || start.commands().isPartial) return;
  if (start.command.form === "shell" && whetherShellAt(end, start.shell[0] ?? "/bin/sh") !== "yes") return;
  const missing = firstMissing(start.commands().commands, end);
  if (missing === undefined) return;
  const { name, word } = missing;
  if (told.has(name)) return;
  const at = isWrittenIn(stage, start.instruction) ? word.span : undefined;
  report({
    at: settingPlace(evaluated.dockerfile, stage, start, at),
    message: `${name} is not in ${imageName(stage)}, and nothing here brings it${hintOf(name, end)}`,
    about: [start.instruction],
  });
}

function startedBy({ configuration, base }: StageState): StartCommand | undefined {
  const { entrypoint, command, isCommandReset } = configuration;
  if (entrypoint !== undefined) return startsNothing(entrypoint) ? command : entrypoint;
  // The base's own entry point decides what becomes of the command.
  const isPlain = base.kind === "empty" || (base.kind === "known" && base.image.entrypoint === undefined);
  return isPlain && !isCommandReset ? command : undefined;
}

function firstMissing(
  commands: readonly CommandUse[],
  state: StageState,
): { readonly name: string; readonly word: ShellWord } | undefined {
  const [use] = commands;
  // Later commands may find what earlier ones made.
  if (use === undefined || use.runs !== "yes" || use.node.assignments.length > 0) return undefined;
  const wrappers = use.node.words.slice(0, use.node.words.length - use.words.length);
  const outer = wrappers.filter((word, at) => at === 0 || use.through.includes(word.value));
  for (const word of [...outer, ...use.words.slice(0, 1)]) {
    const name = word.literal;
    if (name === undefined || !COMMAND.test(name)) return undefined;
    if (SHELL_WORDS.has(name)) continue;
    if (isScript(name)) return undefined;
    if (whetherCommand(state, name) === "no") return { name, word };
  }
  return undefined;
}

/** A name that is looked for on PATH, or a path below one of the usual folders of commands. */
const COMMAND = /^(?:\/(?:usr\/(?:local\/)?)?s?bin\/)?[A-Za-z0-9][A-Za-z0-9._+-]*$/;

/** Words that a shell knows itself, and that nobody would call missing in shell form. */
const SHELL_WORDS: ReadonlySet<string> = new Set("exec command builtin time env".split(" "));

/** A file of somebody's own, which is no command that an image would have. */
function isScript(name: string): boolean {
  return /\.(?:sh|py|js|pl|rb|jar|bash|wasm)$/.test(name);
}

/** The package that brings a command, where its name is another. */
function hintOf(name: string, { base }: StageState): string {
  if (base.kind !== "known" || base.image.packageManager !== "apt") return "";
  const [first] = base.providers(name);
  return first === undefined || first === name ? "" : `; package ${first} has it`;
}
