import { type Edit, sourceSpan } from "../../base/index.ts";
import type { CommandInstruction, Dockerfile, HealthcheckInstruction } from "../../dockerfile/index.ts";
import type { CommandNode, CommandUse, ShellNode, ShellScript } from "../../shell/index.ts";
import { readEdited } from "./edit-instruction.ts";
import { type ExecForm, isKnownProgram, isShellWord } from "./exec-form.ts";
import { insert } from "./quote.ts";

/**
 * The command that a script ends in, where putting `exec` in front of it changes nothing but that the shell is
 * gone: it surely runs last, is a program of its own, nothing runs beside it, and no trap waits for its end.
 */
export function lastCommand(script: ShellScript, commands: readonly CommandUse[]): CommandNode | undefined {
  if (script.kind !== "read" || script.problems.length > 0) return undefined;
  const { statements } = script.list;
  const last = statements.at(-1);
  if (last === undefined || last.separator === "&") return undefined;
  if (statements.some(({ separator, node }) => separator === "&" || node.kind === "function"))
    return undefined;
  if (commands.some(({ name, inside }) => name === "trap" || inside.includes("background"))) return undefined;
  const node = endOf(last.node);
  if (node === undefined || !isProgram(node)) return undefined;
  const first = node.words[0]?.literal ?? "/";
  // A file that is read in may define a function of any name, but for those that everybody knows as programs.
  const mayDefine = commands.some(({ words }) => /^(?:\.|source|eval)$/.test(words[0]?.value ?? ""));
  return mayDefine && !first.includes("/") && !isKnownProgram(first) ? undefined : node;
}

/** The last member of `a && b`: behind `||` what ran before is as likely the last. */
function endOf(node: ShellNode): CommandNode | undefined {
  if (node.kind === "command") return node;
  if (node.kind !== "chain" || node.operators.some(({ text }) => text !== "&&")) return undefined;
  const last = node.members.at(-1);
  return last?.kind === "command" ? last : undefined;
}

function isProgram({ words }: CommandNode): boolean {
  const [first] = words;
  if (first === undefined) return false;
  if (first.literal !== undefined) {
    // A shell within the shell would only be the next one to stay in front.
    const isShell = /^(?:\/bin\/)?(?:sh|ash|dash)$/.test(first.literal) && words[1]?.literal === "-c";
    return first.literal !== "" && !isShellWord(first.literal) && !isShell;
  }
  // A variable alone may hold the name of a builtin; a path in it does not.
  return /^"?\$\{?\w+\}?"?\/[\w./-]+"?$/.test(first.raw);
}

/**
 * The edits that write `["/bin/sh", "-c", "…"]` around a command in shell form, which is what the builder makes
 * of it, with `exec` in front of its last command where that is given. Continuation lines and comments stay.
 */
export function writeShellOut(
  instruction: CommandInstruction | HealthcheckInstruction,
  dockerfile: Dockerfile,
  last: CommandNode | undefined,
): readonly Edit[] | undefined {
  const { command } = instruction;
  if (command.form !== "shell" || dockerfile.escape === "`") return undefined;
  const { text } = command.text;
  // Control characters, tabs among them, need another spelling in JSON.
  if (text.trim() === "" || hasControl(text) || !text.isWellFormed()) return undefined;
  const start = text.length - text.trimStart().length;
  const whole = sourceSpan(command.text, { start, end: text.trimEnd().length });
  const edits: Edit[] = [insert(whole.start, '["/bin/sh", "-c", "')];
  const at = last?.words[0]?.span.start;
  let isWritten = at === undefined;
  for (let index = start; index < text.trimEnd().length; index++) {
    const character = text.charAt(index);
    const source = sourceSpan(command.text, { start: index, end: index + 1 }).start;
    const isLast = source === at;
    isWritten ||= isLast;
    const added = `${isLast ? "exec " : ""}${character === '"' || character === "\\" ? "\\" : ""}`;
    if (added !== "") edits.push(insert(source, added));
  }
  edits.push(insert(whole.end, '"]'));
  return isWritten && isReadBack(instruction, dockerfile, edits, last !== undefined)
    ? merge(edits)
    : undefined;
}

/**
 * The edits that write a command of words alone, quoted as they may be, in exec form: nothing that a shell would
 * replace, no assignment, no redirection. Undefined where there is more, or a continuation cuts a word in two.
 */
export function writeQuotedWords(
  instruction: CommandInstruction,
  dockerfile: Dockerfile,
  script: ShellScript,
  last: CommandNode,
): ExecForm | undefined {
  if (script.kind !== "read" || script.list.statements.length !== 1) return undefined;
  if (script.list.statements[0]?.node !== last || dockerfile.escape === "`") return undefined;
  if (last.assignments.length > 0 || last.redirections.length > 0) return undefined;
  const words: string[] = [];
  const edits: Edit[] = [];
  for (const [at, { literal, raw, span }] of last.words.entries()) {
    if (literal?.isWellFormed() !== true || dockerfile.text.slice(span.start, span.end) !== raw)
      return undefined;
    const end = at === last.words.length - 1 ? "]" : ",";
    edits.push({ span, text: `${at === 0 ? "[" : ""}${JSON.stringify(literal)}${end}` });
    words.push(literal);
  }
  const read = readEdited(dockerfile, instruction, edits);
  if (read?.kind !== instruction.kind || read.command.form !== "exec") return undefined;
  const values = read.command.words.map(({ value }) => value);
  return JSON.stringify(values) === JSON.stringify(words) ? { words, edits } : undefined;
}

/** Two insertions at one place become one, as nobody else may come between them. */
function merge(edits: readonly Edit[]): readonly Edit[] {
  const [first, second, ...rest] = edits;
  if (first === undefined || second === undefined || first.span.start !== second.span.start) return edits;
  return [insert(first.span.start, first.text + second.text), ...rest];
}

function isReadBack(
  instruction: CommandInstruction | HealthcheckInstruction,
  dockerfile: Dockerfile,
  edits: readonly Edit[],
  isReplaced: boolean,
): boolean {
  const { command } = instruction;
  const read = readEdited(dockerfile, instruction, merge(edits));
  if (command.form !== "shell" || read === undefined || read.kind !== instruction.kind) return false;
  if (!("command" in read) || read.command.form !== "exec" || read.command.words.length !== 3) return false;
  const written = read.command.words[2]?.value ?? "";
  const wanted = command.text.text.trim();
  return isReplaced ? written.length === wanted.length + "exec ".length : written === wanted;
}

function hasControl(text: string): boolean {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) < 0x20) return true;
  return false;
}
