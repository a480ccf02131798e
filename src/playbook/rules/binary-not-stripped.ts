import { posix } from "node:path";
import type { Edit } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import type { EvaluatedStage, RunFact } from "../../stage/index.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { addOption } from "../edit/add-option.ts";
import { editableScript, keepsCommands } from "../edit/append-to-run.ts";
import { insert } from "../edit/quote.ts";
import { commandSpan, isWithin } from "../install/installs.ts";
import { startCommands } from "../program/started.ts";
import { isInImage } from "../shipped.ts";
import type { DockerfileSubject } from "../subject.ts";

/** Reports Go programs that are shipped with their tables of symbols and data for debuggers. */
export const rule = defineRule({
  name: "binary-not-stripped",
  practice: "lean-layers",
  severity: "information",
  fix: "sometimes",
  replaces: [],

  facts: ["build"],
  onRun(run, report, { stage, file }) {
    for (const fact of run.run?.facts ?? []) {
      if (!isGoBuild(fact) || fact.output === undefined) continue;
      const { content } = stage.end.files.lookUp(fact.output);
      if (content?.kind !== "binary" || content.isStripped !== "no") continue;
      if (!isShipped(fact.output, stage, file)) continue;
      report({
        at: commandSpan(file.evaluated.dockerfile, fact.use),
        message: `${posix.basename(fact.output)} is shipped with its symbols and debug data; -ldflags="-s -w" leaves them out`,
        fix: leaveOut(run, fact.use, file),
      });
    }
  },
});

type Build = Extract<RunFact, { readonly kind: "build" }>;

function isGoBuild(fact: RunFact): fact is Build {
  return (
    fact.kind === "build" &&
    fact.tool === "go" &&
    fact.runs === "yes" &&
    !fact.use.words.some(({ value }) => /^-?-gcflags|^-race$/.test(value))
  );
}

/** Whether a file is in a shipped image: built there, or copied into it. */
function isShipped(path: string, stage: EvaluatedStage, { evaluated }: DockerfileSubject): boolean {
  if (isInImage(stage, evaluated)) return true;
  return evaluated.stages.some(
    (other) =>
      isInImage(other, evaluated) &&
      other.links.some(({ by, source, instruction }) => {
        if ("flag" in by || source.kind !== "stage" || source.stage !== stage) return false;
        const step = other.steps.find((each) => each.instruction === instruction);
        return by.sources.some((word) =>
          isWithin(path, posix.resolve("/", step?.valueOf(word) ?? word.value)),
        );
      }),
  );
}

/** With the linker's flags, in front of those that are given; none where a debugger is started, or a pattern stands first. */
function leaveOut(run: RunStep, use: CommandUse, { evaluated }: DockerfileSubject): FoundFix | undefined {
  const { dockerfile } = evaluated;
  if (editableScript(run) === undefined || dockerfile.problems.length > 0 || isDebugged(evaluated))
    return undefined;
  const given = use.words.filter(({ value }) => /^--?ldflags(?:=|$)/.test(value));
  const [option, ...more] = given;
  if (more.length > 0) return undefined;
  const edit =
    option === undefined
      ? addOption(run, use, use.words[1], '-ldflags="-s -w"')
      : addFlags(use, option, dockerfile);
  if (edit === undefined || !keepsCommands(run, dockerfile, [edit])) return undefined;
  return { title: 'Build without symbols: -ldflags="-s -w"', applicability: "unsafe", edits: [edit] };
}

/** The edit that writes flags in front of those in the quotes of `-ldflags`, in the same word or the next one. */
function addFlags(use: CommandUse, option: ShellWord, { text }: Dockerfile): Edit | undefined {
  const isApart = !option.value.includes("=");
  const word = isApart ? use.words[use.words.indexOf(option) + 1] : option;
  if (word === undefined || use.inside.includes("text") || word.source.kind !== "placed") return undefined;
  // What does not begin with a flag may be a pattern of packages: `all=-X …`.
  const [, before] = /^((?:--?ldflags=)?["'])\s*-/.exec(word.raw) ?? [];
  if (before === undefined || !text.startsWith(before, word.span.start)) return undefined;
  const flags = /(?:^|[\s"'])-w(?:[\s"']|$)/.test(word.raw) ? "-s " : "-s -w ";
  return insert(word.span.start + before.length, flags);
}

function isDebugged({ stages }: DockerfileSubject["evaluated"]): boolean {
  return stages.some((stage) =>
    startCommands(stage).some((start) =>
      start.commands().commands.some(({ name }) => name === "dlv" || name === "gdb"),
    ),
  );
}
