import type { Edit, Span } from "../../base/index.ts";
import { type Dockerfile, type Instruction, mapBody, type RunInstruction } from "../../dockerfile/index.ts";
import {
  type CommandUse,
  listCommands,
  type OpaqueScript,
  parseShell,
  type ReadScript,
  type ShellNode,
  type Statement,
} from "../../shell/index.ts";
import type { RunStep } from "../define-rule.ts";
import { readEdited } from "./edit-instruction.ts";
import { insert } from "./quote.ts";

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
  const script = editableScript(run);
  const last = script?.list.statements.at(-1);
  if (script === undefined || last === undefined || !canBeFollowed(last)) return undefined;
  const place: Place = { script, statement: last, node: last.node };
  return insertAt(run, dockerfile, place, { command, at: run.run?.commands.length ?? 0 });
}

/**
 * The edits that put a command right behind another one of a RUN, in the same ways as `appendToRun`. Undefined where
 * the other may not run, stands in a pipeline, a branch or the like, or in a chain with `||`.
 */
export function insertBehind(
  run: RunStep,
  dockerfile: Dockerfile,
  use: CommandUse,
  command: string,
): readonly Edit[] | undefined {
  const script = editableScript(run);
  const index = run.run?.commands.indexOf(use) ?? -1;
  if (script === undefined || index === -1 || use.runs !== "yes" || use.inside.length > 0) return undefined;
  const statement = script.list.statements.find(({ node }) => membersOf(node).includes(use.node));
  if (statement === undefined || !canBeFollowed(statement)) return undefined;
  return insertAt(run, dockerfile, { script, statement, node: use.node }, { command, at: index + 1 });
}

/** A node of a script that something is to stand behind: a whole statement, or a member of its chain. */
interface Place {
  readonly script: ReadScript;
  readonly statement: Statement;
  readonly node: ShellNode;
}

function insertAt(
  run: RunStep,
  dockerfile: Dockerfile,
  place: Place,
  { command, at }: { readonly command: string; readonly at: number },
): readonly Edit[] | undefined {
  // What follows a file's mistake is read as something else than its author meant.
  if (dockerfile.problems.length > 0) return undefined;
  const edit = insert(place.node.span.end, `${jointOf(run, place, dockerfile)}${command}`);
  return keepsCommands(run, dockerfile, [edit], { added: at }) ? [edit] : undefined;
}

/** The script of a RUN in shell form as far as fixes may change it; undefined where it is a trigger's. */
export function editableScript({ instruction, triggeredAt, run }: RunStep): ReadScript | undefined {
  const script = run?.script;
  if (instruction.command.form !== "shell" || triggeredAt !== undefined || run?.isPartial !== false)
    return undefined;
  if (script?.kind !== "read" || script.problems.length > 0) return undefined;
  return script.source.kind === "placed" ? script : undefined;
}

/** What edits change of the commands of a RUN: nothing besides words, or these as well. */
export interface CommandChange {
  /** The number of a command that is new. */
  readonly added?: number;
  /** Commands that go. */
  readonly removed?: readonly CommandUse[];
}

/**
 * Whether a RUN with edits in it runs the same commands as before, in the same order and under the same
 * conditions, but for words that the edits change in them, and for what is said to come and go.
 */
export function keepsCommands(
  run: RunStep,
  dockerfile: Dockerfile,
  edits: readonly Edit[],
  { added, removed = [] }: CommandChange = {},
): boolean {
  const after = commandsOf(readEdited(dockerfile, run.instruction, edits));
  const before = run.run?.commands.filter((use) => !removed.includes(use));
  if (after === undefined || before === undefined) return false;
  const [more] = added === undefined ? [] : after.splice(added, 1);
  if (added !== undefined && (more?.runs !== "yes" || more.inside.length > 0)) return false;
  if (after.length !== before.length) return false;
  return after.every((use, index) => {
    const old = before[index];
    if (use.name !== old?.name || use.runs !== old?.runs) return false;
    return use.inside.join(" ") === old.inside.join(" ");
  });
}

/**
 * The edit that takes a command of a RUN away together with what joins it to the one in front of it, or where it is the
 * first, to the next. Undefined where the status of the RUN may be another one without it.
 */
export function dropCommand(run: RunStep, dockerfile: Dockerfile, use: CommandUse): Edit | undefined {
  const script = editableScript(run);
  if (script === undefined || use.runs !== "yes" || use.inside.length > 0) return undefined;
  const statements = script.list.statements;
  const index = statements.findIndex(({ node }) => membersOf(node).includes(use.node));
  const statement = statements[index];
  if (statement === undefined || !canBeFollowed(statement)) return undefined;
  const members = membersOf(statement.node);
  const before = members[members.indexOf(use.node) - 1] ?? statements[index - 1]?.node;
  if (before === undefined) return removeCommand(run, dockerfile, use);
  // Behind `;` the last command decides alone whether the RUN fails.
  const isAlone = members.length === 1;
  if (isAlone && index === statements.length - 1 && !stopsAtFailure(run)) return undefined;
  const joint = dockerfile.text.slice(before.span.end, use.node.span.start);
  if (!/^\s*(?:&&|;)?\s*[\\`]?\s*(?:&&)?\s*$/.test(joint)) return undefined;
  return { span: { start: before.span.end, end: use.node.span.end }, text: "" };
}

/**
 * The edit that takes a command of a RUN away together with what joins it to the next one. Undefined where there is no
 * next one, a comment stands between the two, or the command may not run.
 */
export function removeCommand(run: RunStep, { text }: Dockerfile, use: CommandUse): Edit | undefined {
  const script = editableScript(run);
  if (script === undefined || use.runs !== "yes" || use.inside.length > 0) return undefined;
  const nodes = script.list.statements.flatMap(({ node, separator }) => {
    return canBeFollowed({ node, separator }) ? membersOf(node) : [];
  });
  const next = nodes[nodes.indexOf(use.node) + 1];
  if (!nodes.includes(use.node) || next === undefined) return undefined;
  const { start } = use.node.span;
  const joint = text.slice(use.node.span.end, next.span.start);
  if (!/^\s*(?:&&|;)?\s*[\\`]?\s*(?:&&)?\s*$/.test(joint)) return undefined;
  return { span: { start, end: next.span.start }, text: "" };
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

/** The commands of a RUN that was read again; undefined where they cannot be told. */
export function commandsOf(instruction: Instruction | undefined): CommandUse[] | undefined {
  if (instruction?.kind !== "run" || instruction.command.form !== "shell") return undefined;
  const [heredoc] = instruction.heredocs;
  const isBody = isHeredocScript(instruction) && heredoc !== undefined;
  const script: ReadScript | OpaqueScript = parseShell(isBody ? mapBody(heredoc) : instruction.command.text);
  if (script.kind !== "read" || script.problems.length > 0) return undefined;
  const { commands, isPartial } = listCommands(script);
  return isPartial ? undefined : [...commands];
}

/** In `a || b` nobody sees at a glance what a third command hangs on, even where it is certain. */
function canBeFollowed({ node, separator }: Pick<Statement, "node" | "separator">): boolean {
  if (separator === "&") return false;
  if (node.kind === "chain") return node.operators.every(({ text }) => text === "&&");
  return node.kind !== "function" && node.kind !== "coprocess";
}

function membersOf(node: ShellNode): readonly ShellNode[] {
  return node.kind === "chain" ? node.members : [node];
}

function jointOf(run: RunStep, place: Place, { text, escape }: Dockerfile): string {
  const { node, statement, script } = place;
  const isWhole = node === statement.node;
  const isPlain = isWhole && (node.kind === "command" || (node.kind === "pipeline" && !node.negated));
  const isLast = statement === script.list.statements.at(-1);
  if (isHeredocScript(run.instruction) && isWhole) {
    // The status of a script is that of its last command, which must not get lost.
    const mayEnd = isPlain && (!isLast || stopsAtFailure(run));
    if (mayEnd) return `${newlineOf(text)}${indentation(text, node.span.start)}`;
  }
  const operator = isPlain && stopsAtFailure(run) && usesSemicolons(script) ? ";" : "&&";
  const layout = layoutOf(place, text, escape);
  if (layout !== undefined) return layout.replace(/\s*(?:&&|;)/, (old) => respell(old, operator));
  const isOneLine = !text.slice(run.instruction.syntax.span.start, node.span.end).includes("\n");
  if (isOneLine || isHeredocScript(run.instruction)) return operator === ";" ? "; " : " && ";
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
  return list.statements.some(
    ({ separator }, index) => index < list.statements.length - 1 && separator === ";",
  );
}

/**
 * How two commands on lines of their own are joined around a place, without the comments in between: that behind the
 * place, else the nearest one in front of it.
 */
function layoutOf({ script, statement, node }: Place, text: string, escape: string): string | undefined {
  const joints: Span[] = [];
  const { statements } = script.list;
  for (const [index, { node: each }] of statements.entries()) {
    const next = statements[index + 1];
    if (each === statement.node) joints.push(...jointsOf(each));
    if (next !== undefined) joints.push({ start: each.span.end, end: next.node.span.start });
  }
  const behind = joints.find(({ start }) => start === node.span.end);
  const before = joints.filter(({ end }) => end <= node.span.start || node === statement.node).toReversed();
  for (const { start, end } of behind === undefined ? before : [behind, ...before]) {
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
