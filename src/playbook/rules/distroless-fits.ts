import { posix } from "node:path";
import type { EvaluatedStage, StartCommand, Step } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { imageName } from "../image/image-name.ts";
import { placeAt } from "../place.ts";

/** Reports shipped stages on a whole system that start a static program and use nothing of the system. */
export const rule = defineRule({
  name: "distroless-fits",
  practice: "minimal-base",
  severity: "information",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const { base, start, end, section } = stage;
    if (stage.role !== "shipped" || base.kind !== "image" || start.base.kind !== "known") return;
    if (start.base.image.role !== "os" || end.isOpen || !stage.steps.every(needsNoSystem)) return;
    const { entrypoint, command, healthcheck } = end.configuration;
    const started = entrypoint ?? command;
    const program = started === undefined ? undefined : programOf(started, stage);
    if (program === undefined || (healthcheck !== undefined && !isOf(healthcheck, program, stage))) return;
    report({
      at: placeAt(evaluated.dockerfile, section.from, section.from.image.span),
      message: `${program} is a static program, and nothing in this file uses the rest of ${imageName(stage)}`,
    });
  },
});

/** The path of a program that is started in exec form and is certainly static. */
function programOf(start: StartCommand, { end }: EvaluatedStage): string | undefined {
  const [first] = start.command.form === "exec" ? start.command.words : [];
  if (first === undefined) return undefined;
  const folders = first.value.includes("/")
    ? [end.workdir ?? ""]
    : (end.environment.get("PATH") ?? "").split(":");
  for (const folder of folders) {
    const path = posix.resolve("/", folder, first.value);
    const { content } = end.files.lookUp(path);
    if (content?.kind === "binary" && content.isStatic === "yes") return path;
  }
  return undefined;
}

function isOf(healthcheck: StartCommand, program: string, stage: EvaluatedStage): boolean {
  return healthcheck.command.form === "none" || programOf(healthcheck, stage) === program;
}

/** Whether a step does only what a distroless image has done already, or what a COPY can do. */
function needsNoSystem({ run, instruction }: Step): boolean {
  if (instruction.kind !== "run") return instruction.kind !== "shell" && instruction.kind !== "volume";
  if (run === undefined || run.isPartial) return false;
  const isPlain = run.commands.every(({ name }) => name !== undefined && PLAIN.has(name));
  return (
    isPlain &&
    run.facts.every((fact) => {
      if (fact.kind !== "os-packages" || fact.action !== "install") return true;
      return fact.packages.every(({ name }) => PROVIDED.has(name));
    })
  );
}

/** Users, folders, certificates and time zones. */
const PLAIN: ReadonlySet<string> = new Set(
  "apk apt-get apt adduser addgroup useradd groupadd mkdir chown chmod rm set true update-ca-certificates".split(
    " ",
  ),
);
const PROVIDED: ReadonlySet<string> = new Set(["ca-certificates", "tzdata"]);
