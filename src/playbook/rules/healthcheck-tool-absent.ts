import { type Span, sourceSpan } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import { type Healthcheck, type StageState, whetherCommand, whetherShellAt } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { imageName, isForWindows, isWrittenIn } from "../image/image-name.ts";
import { probeCommand, readProbeUrl, writeWords } from "../program/http-probe.ts";
import { settingPlace } from "../user/runtime-user.ts";

/** Reports a HEALTHCHECK that asks with a tool which the image does not have: the container is never healthy. */
export const rule = defineRule({
  name: "healthcheck-tool-absent",
  practice: "healthcheck",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const { healthcheck } = stage.end.configuration;
    if (stage.role !== "shipped" || healthcheck === undefined || isForWindows(stage)) return;
    const missing = missingTool(healthcheck, stage.end);
    if (missing === undefined) return;
    const { name, word } = missing;
    const at = isWrittenIn(stage, healthcheck.instruction) ? word.span : undefined;
    report({
      at: settingPlace(evaluated.dockerfile, stage, healthcheck, at),
      message: `${name} is not in ${imageName(stage)} and nothing here brings it: the check fails every time`,
      about: [healthcheck.instruction],
      fix: at === undefined ? undefined : askOtherwise(evaluated.dockerfile, healthcheck, stage.end),
    });
  },
});

interface Missing {
  readonly name: string;
  readonly word: ShellWord;
}

function missingTool(healthcheck: Healthcheck, state: StageState): Missing | undefined {
  const { command, shell } = healthcheck;
  if (command.form === "none") return undefined;
  if (command.form === "shell" && whetherShellAt(state, shell[0] ?? "/bin/sh") !== "yes") return undefined;
  const { commands, isPartial } = healthcheck.commands();
  if (isPartial) return undefined;
  for (const [at, use] of commands.entries()) {
    const missing = whatIsMissing(use, state);
    if (missing !== undefined && !hasOtherWay(commands, at, state)) return missing;
    // What stands behind a question is asked for some of its answers only.
    if (use.inside.includes("condition") || use.runs !== "yes") return undefined;
  }
  return undefined;
}

function whatIsMissing(use: CommandUse, state: StageState): Missing | undefined {
  const word = use.words[0];
  const name = word?.literal;
  if (word === undefined || name === undefined || use.runs !== "yes" || use.inside.includes("condition"))
    return undefined;
  if (!/^(?:\/(?:usr\/(?:local\/)?)?s?bin\/)?[A-Za-z0-9][A-Za-z0-9._+-]*$/.test(name)) return undefined;
  if (/\.(?:sh|py|js)$/.test(name) || use.node.assignments.some((each) => each.name === "PATH"))
    return undefined;
  return whetherCommand(state, name) === "no" ? { name, word } : undefined;
}

/** Whether `a || b` asks in another way: with something that may be there and does more than fail. */
function hasOtherWay(commands: readonly CommandUse[], at: number, state: StageState): boolean {
  const isOther = ({ name, words }: CommandUse) =>
    name === undefined || (!FAILING.has(name) && whetherCommand(state, words[0]?.value ?? "") !== "no");
  const before = commands[at - 1];
  if (commands[at]?.operator === "||" && before !== undefined && isOther(before)) return true;
  for (const next of commands.slice(at + 1)) {
    if (next.operator === "||") return isOther(next);
    if (next.operator !== "|" && next.operator !== "|&" && next.operator !== "&&") return false;
  }
  return false;
}

const FAILING: ReadonlySet<string> = new Set(["exit", "false", "return", "kill", "echo"]);

/** The same question by what is in the image: for one call of curl or wget, with or without `|| exit 1` behind it. */
function askOtherwise(
  { text }: Dockerfile,
  healthcheck: Healthcheck,
  state: StageState,
): FoundFix | undefined {
  if (healthcheck.triggeredAt !== undefined) return undefined;
  const [use, exit, ...others] = healthcheck.commands().commands;
  if (use === undefined || others.length > 0 || use.inside.includes("text")) return undefined;
  if (exit !== undefined && (exit.name !== "exit" || exit.operator !== "||")) return undefined;
  const url = questionOf(use);
  const probe = url === undefined ? undefined : readProbeUrl(url.text, url.isStrict);
  const ask = probe === undefined ? undefined : probeCommand(state, probe);
  const span = commandSpan(text, healthcheck);
  if (ask === undefined || span === undefined || text.slice(span.start, span.end).includes("\n"))
    return undefined;
  return {
    title: `Ask by ${ask.tool}, which is in the image`,
    applicability: "unsafe",
    edits: [{ span, text: writeWords(ask.words) }],
  };
}

/** The only address of a call without anything that makes it more than a question for a page. */
function questionOf({
  name,
  words,
  node,
}: CommandUse): { readonly text: string; readonly isStrict: boolean } | undefined {
  if (name !== "curl" && name !== "wget") return undefined;
  if (node.assignments.length > 0 || !node.redirections.every(({ kind }) => kind === "file"))
    return undefined;
  const texts = words.slice(1).map(({ literal }) => literal);
  const urls: string[] = [];
  let isStrict = name === "wget";
  for (const [at, text] of texts.entries()) {
    if (text === undefined) return undefined;
    if (name === "curl" && (text === "--fail" || /^-[sSLIko]*f[sSLIko]*$/.test(text))) isStrict = true;
    const isValue =
      /^-(?:[sSLIkfq]*o|O|m|T|t|-timeout|-tries|-output|-max-time|-connect-timeout|-retry|[qnv]*O)$/.test(
        texts[at - 1] ?? "",
      );
    if (text.startsWith("-")) {
      if (!KNOWN_OPTIONS.test(text)) return undefined;
    } else if (!isValue) urls.push(text);
  }
  const [url] = urls;
  if (url === undefined || urls.length > 1) return undefined;
  return { text: /^[a-z]+:\/\//i.test(url) ? url : `http://${url}`, isStrict };
}

/** Options that change how much is said, where the page goes, or how long it is waited. */
const KNOWN_OPTIONS =
  /^(?:-[sSLIkfqo]+|-q?O-?|-q?O\/dev\/null|-qnv|-nv|-m|-T|-t|-[Tt][0-9]+|--(?:fail|silent|show-error|location|head|spider|quiet|no-verbose|output|max-time|connect-timeout|retry|no-check-certificate|insecure)|--(?:tries|timeout|max-time|connect-timeout|output-document|retry)=\S+)$/;

function commandSpan(text: string, { command }: Healthcheck): Span | undefined {
  if (command.form === "shell") {
    const whole = command.text.text;
    return sourceSpan(command.text, {
      start: whole.length - whole.trimStart().length,
      end: whole.trimEnd().length,
    });
  }
  const [first, last] = command.form === "exec" ? [command.words[0], command.words.at(-1)] : [];
  if (first === undefined || last === undefined) return undefined;
  const start = text.lastIndexOf("[", first.span.start);
  const end = text.indexOf("]", last.span.end) + 1;
  return start === -1 || end === 0 ? undefined : { start, end };
}
