import type { Edit, Span } from "../../base/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { insertAbove } from "../edit/insert-lines.ts";
import { gracefulStop, signalName } from "../program/signals.ts";
import { isOwn, startedProgram } from "../program/started.ts";

/** Reports signals that end a server in the middle of its work. */
export const rule = defineRule({
  name: "stop-signal-ungraceful",
  practice: "clean-shutdown",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    if (stage.role !== "shipped") return;
    const set = lastStopSignal(stage);
    const started = startedProgram(stage);
    const stop = gracefulStop(started?.use.name);
    if (set !== undefined) {
      const signal = signalName(set.value);
      if (UNCATCHABLE.has(signal)) {
        report({
          at: set.span,
          message: `no program can catch SIG${signal} and end what it is at`,
          fix: set.isPlain ? replace(set.span, stop?.signal ?? "TERM") : undefined,
        });
      } else if (stop !== undefined && ABRUPT.has(signal)) {
        report({
          at: set.span,
          message: `${stop.title} drops open requests on SIG${signal}; on SIG${stop.signal} it ends them`,
          fix: set.isPlain ? replace(set.span, stop.signal) : undefined,
        });
      }
      return;
    }
    if (stop === undefined || started === undefined || !isOwn(stage, started.start)) return;
    // A shell that is given one plain command lets it take its place; before any other it may stay in front.
    const isAlone = started.use.inside.length === 0 && started.use.through.length === 0;
    if (started.start.command.form !== "exec" && !isAlone && !started.use.through.includes("exec")) return;
    const word = started.use.words[0];
    const inherited = stage.end.configuration.stopSignal ?? stopSignalOfBase(stage);
    if (word === undefined || inherited === undefined || !ABRUPT.has(signalName(inherited))) return;
    report({
      at: word.span,
      message: `${stop.title} drops open requests on SIG${signalName(inherited)}; a STOPSIGNAL of SIG${stop.signal} lets it end them`,
      severity: "information",
      fix: add(
        insertAbove(evaluated.dockerfile, started.start.instruction, [`STOPSIGNAL SIG${stop.signal}`]),
      ),
    });
  },
});

/** Signals that end a program whatever it does. */
const UNCATCHABLE: ReadonlySet<string> = new Set(["KILL", "STOP"]);

/** Signals on which the servers of the table end at once. */
const ABRUPT: ReadonlySet<string> = new Set(["TERM", "INT"]);

/** The last STOPSIGNAL that stands in a stage. */
function lastStopSignal(stage: EvaluatedStage) {
  const step = stage.steps.findLast(({ instruction }) => instruction.kind === "stopsignal");
  if (step?.instruction.kind !== "stopsignal" || step.triggeredAt !== undefined) return undefined;
  const { value } = step.instruction;
  const text = step.valueOf(value);
  return text.includes("$") || text === ""
    ? undefined
    : { value: text, span: value.span, isPlain: /^\w+$/.test(value.value) };
}

/** What the base image sets; of systems and languages, whose programs are brought by others, the default. */
function stopSignalOfBase({ end }: EvaluatedStage): string | undefined {
  if (end.base.kind === "empty") return "TERM";
  if (end.base.kind !== "known") return undefined;
  const { stopSignal, role } = end.base.image;
  return stopSignal ?? (role === "os" ? "TERM" : undefined);
}

function replace(span: Span, signal: string): FoundFix {
  return {
    title: `Stop it with SIG${signal}`,
    applicability: "unsafe",
    edits: [{ span, text: `SIG${signal}` }],
  };
}

function add(edit: Edit | undefined): FoundFix | undefined {
  if (edit === undefined) return undefined;
  return { title: `Add ${edit.text.trim()}`, applicability: "unsafe", edits: [edit] };
}
