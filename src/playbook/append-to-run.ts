import type { Edit, Span } from "../base/index.ts";
import { type Dockerfile, type Instruction, mapBody, type RunInstruction } from "../dockerfile/index.ts";
import {
  type CommandUse,
  listCommands,
  type OpaqueScript,
  parseShell,
  type ReadScript,
  type ShellNode,
  type Statement,
} from "../shell/index.ts";
import type { RunStep } from "./define-rule.ts";
import { readEdited } from "./edit-instruction.ts";

/**
 * The edits that let a RUN end with one more command, written the way the RUN is written: behind an operator on
 * a line of its own where the others have theirs, as a line of a heredoc, else behind ` && `. The command runs
 * once all that was there has run, and only where that ended in success; the RUN fails where it failed before.
 * Undefined where that cannot be had by writing something behind the last command, or is not certain.
 */
export function appendToRun(
  run: RunStep,
  dockerfile: Dockerfile,
  command: string,
): readonly Edit[] | undefined {
  // What follows a file's mistake is read as something else than its author meant.
  if (dockerfile.problems.length > 0) return undefined;
  const script = editableScript(run);
  const last = script?.list.statements.at(-1);
  if (script === undefined || last === undefined || !canBeFollowed(last)) return undefined;
  const joint = jointOf(run, script, last, dockerfile);
  const at = last.node.span.end;
  const edits = [{ span: { start: at, end: at }, text: `${joint}${command}` }];
  return keepsCommands(run, dockerfile, edits, { added: 1 }) ? edits : undefined;
}

/** The script of a RUN in shell form as far as fixes may change it; undefined where it is a trigger's. */
export function editableScript({ instruction, triggeredAt, run }: RunStep): ReadScript | undefined {
  const script = run?.script;
  if (instruction.command.form !== "shell" || triggeredAt !== undefined || run?.isPartial !== false)
    return undefined;
  if (script?.kind !== "read" || script.problems.length > 0) return undefined;
  return script.source.kind === "placed" ? script : undefined;
}

/**
 * Whether a RUN with edits in it runs the same commands as before, in the same order and under the same
 * conditions, but for words that the edits change in them, and for `added` more at the end.
 */
export function keepsCommands(
  run: RunStep,
  dockerfile: Dockerfile,
  edits: readonly Edit[],
  { added }: { readonly added: number },
): boolean {
  const after = commandsOf(readEdited(dockerfile, run.instruction, edits));
  const before = run.run?.commands;
  if (after === undefined || before === undefined || after.length !== before.length + added) return false;
  return after.every((use, index) => {
    const old = before[index];
    if (old === undefined) return use.runs === "yes" && use.inside.length === 0;
    return use.name === old.name && use.runs === old.runs && use.inside.join(" ") === old.inside.join(" ");
  });
}

/** Whether a RUN stops at the first command that fails, as far as the script or its shell says so itself. */
export function stopsAtFailure(run: RunStep): boolean {
  if (run.before.shell?.slice(1, -1).some((word) => /^-[a-z]*e[a-z]*$/.test(word)) === true) return true;
  const first = run.run?.commands[0];
  if (first?.name !== "set" || first.runs !== "yes" || first.inside.length > 0) return false;
  return first.words.slice(1).some(({ literal }, index, words) => {
    if (literal === undefined) return false;
    return /^-[a-z]*e[a-z]*$/.test(literal) || (literal === "errexit" && words[index - 1]?.literal === "-o");
  });
}

/** Whether the RUN's script is the body of a heredoc. */
export function isHeredocScript({ command, heredocs }: RunInstruction): boolean {
  if (heredocs.length !== 1 || command.form !== "shell") return false;
  return /^[0-9]*<<-?\s*\S+$/.test(command.text.text);
}

function commandsOf(instruction: Instruction | undefined): readonly CommandUse[] | undefined {
  if (instruction?.kind !== "run" || instruction.command.form !== "shell") return undefined;
  const [heredoc] = instruction.heredocs;
  const isBody = isHeredocScript(instruction) && heredoc !== undefined;
  const script: ReadScript | OpaqueScript = parseShell(isBody ? mapBody(heredoc) : instruction.command.text);
  if (script.kind !== "read" || script.problems.length > 0) return undefined;
  const { commands, isPartial } = listCommands(script);
  return isPartial ? undefined : commands;
}

/** In `a || b` nobody sees at a glance what a third command hangs on, even where it is certain. */
function canBeFollowed({ node, separator }: Statement): boolean {
  if (separator === "&") return false;
  if (node.kind === "chain") return node.operators.every(({ text }) => text === "&&");
  return node.kind !== "function" && node.kind !== "coprocess";
}

function jointOf(run: RunStep, script: ReadScript, last: Statement, { text, escape }: Dockerfile): string {
  const { node } = last;
  const isPlain = node.kind === "command" || (node.kind === "pipeline" && !node.negated);
  const mayEnd = isPlain && stopsAtFailure(run);
  if (isHeredocScript(run.instruction)) {
    // The status of a script is that of its last command, which must not get lost.
    return mayEnd ? `${newlineOf(text)}${indentation(text, node.span.start)}` : " && ";
  }
  const operator = mayEnd && usesSemicolons(script) ? ";" : "&&";
  const layout = layoutOf(script, last, text, escape);
  if (layout !== undefined) return layout.replace(/\s*(?:&&|;)/, (old) => respell(old, operator));
  const isOneLine = !text.slice(run.instruction.syntax.span.start, node.span.end).includes("\n");
  if (isOneLine) return operator === ";" ? "; " : " && ";
  const indent = indentation(text, node.span.end) || "    ";
  if (operator === ";") return `; ${escape}${newlineOf(text)}${indent}`;
  return ` ${escape}${newlineOf(text)}${indent}&& `;
}

/** The joint's operator where it is another one: `;` sits at the word, `&&` stands apart. */
function respell(old: string, operator: string): string {
  if (old.endsWith(operator)) return old;
  if (operator === ";") return old.includes("\n") ? old.replace("&&", ";") : ";";
  return old.includes("\n") ? old.replace(";", "&&") : " &&";
}

function usesSemicolons({ list }: ReadScript): boolean {
  return list.statements.at(-2)?.separator === ";";
}

/** How the last two commands on lines of their own are joined, without the comments in between. */
function layoutOf(script: ReadScript, last: Statement, text: string, escape: string): string | undefined {
  const joints: Span[] = [];
  const { statements } = script.list;
  for (const [index, { node }] of statements.entries()) {
    const next = statements[index + 1];
    if (node === last.node) joints.push(...jointsOf(node));
    if (next !== undefined) joints.push({ start: node.span.end, end: next.node.span.start });
  }
  for (const { start, end } of joints.toReversed()) {
    const layout = withoutComments(text.slice(start, end));
    const bare = layout.replaceAll(escape, "").trim();
    if (layout.includes("\n") && (bare === "&&" || bare === ";")) return layout;
  }
  return undefined;
}

function jointsOf(node: ShellNode): readonly Span[] {
  if (node.kind !== "chain") return [];
  return node.members.slice(1).flatMap((member, index) => {
    const before = node.members[index];
    return before === undefined ? [] : [{ start: before.span.end, end: member.span.start }];
  });
}

function withoutComments(between: string): string {
  const lines = between.split("\n");
  return lines
    .filter((line, index) => {
      const isInner = index > 0 && index < lines.length - 1;
      return !isInner || !(line.trim() === "" || line.trimStart().startsWith("#"));
    })
    .join("\n");
}

function newlineOf(text: string): string {
  const at = text.indexOf("\n");
  return at > 0 && text.charAt(at - 1) === "\r" ? "\r\n" : "\n";
}

/** The white space that the line of an offset starts with. */
function indentation(text: string, at: number): string {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, at))?.[0] ?? "";
}
