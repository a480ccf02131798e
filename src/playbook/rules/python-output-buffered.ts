import type { Dockerfile, Instruction } from "../../dockerfile/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import type { EvaluatedStage, StageState } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { insertAbove } from "../edit/insert-lines.ts";
import { placeAt } from "../place.ts";

/** Reports a Python program as the container's command without unbuffered output. */
export const rule = defineRule({
  name: "python-output-buffered",
  practice: "stdout-logging",
  severity: "information",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, file) {
    if (stage.role !== "shipped" || isSet(stage.end) || !isBaseKnown(stage)) return;
    const { entrypoint, command } = stage.end.configuration;
    const start = entrypoint ?? command;
    if (start === undefined || start.triggeredAt !== undefined) return;
    if (!stage.section.instructions.includes(start.instruction)) return;
    const use = start.commands().commands.findLast(({ words }) => words.length > 0);
    const word = use?.words[0];
    if (use === undefined || word === undefined || !runsProgram(use)) return;
    report({
      at: placeAt(file.evaluated.dockerfile, start.instruction, word.span),
      message: `${use.name} holds back what the program prints, as no PYTHONUNBUFFERED is set and -u is not given`,
      fix: setVariable(file.evaluated.dockerfile, start.instruction),
    });
  },
});

function setVariable(dockerfile: Dockerfile, instruction: Instruction): FoundFix | undefined {
  const edit = insertAbove(dockerfile, instruction, ["ENV PYTHONUNBUFFERED=1"]);
  if (edit === undefined) return undefined;
  return { title: "Set PYTHONUNBUFFERED=1 in the image", applicability: "unsafe", edits: [edit] };
}

/** A script or a module of the project; servers write their logs to standard error, which is not buffered. */
function runsProgram({ name, words, node, environment }: CommandUse): boolean {
  if (name === undefined || !/^python[23]?(?:\.[0-9]+)?$/.test(name)) return false;
  if (node.assignments.some((each) => each.name === "PYTHONUNBUFFERED")) return false;
  if (environment.some(({ value }) => value.startsWith("PYTHONUNBUFFERED="))) return false;
  const texts = words.slice(1).map(({ value }) => value);
  const program = texts.findIndex((text) => !text.startsWith("-"));
  const options = program === -1 ? texts : texts.slice(0, program);
  if (options.some((text) => /^-[a-zA-Z]*[uVh]/.test(text) || text === "--version" || text === "-c"))
    return false;
  if (options.includes("-m")) return !SERVERS.has(texts[program] ?? "");
  return program !== -1 && /\.py$/.test(texts[program] ?? "") && !texts.includes("runserver");
}

const SERVERS: ReadonlySet<string> = new Set(
  "http.server SimpleHTTPServer BaseHTTPServer CGIHTTPServer gunicorn uvicorn hypercorn flask django jupyter notebook pytest pip celery awslambdaric daphne".split(
    " ",
  ),
);

function isSet({ environment, base }: StageState): boolean {
  const value = environment.get("PYTHONUNBUFFERED");
  if (value !== undefined) return true;
  return base.kind === "known" && base.image.environment.has("PYTHONUNBUFFERED");
}

/** An image that nobody knows may set the variable. */
function isBaseKnown({ end }: EvaluatedStage): boolean {
  return end.base.kind !== "unknown";
}
