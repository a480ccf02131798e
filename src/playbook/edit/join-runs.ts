import { applyEdits, type Edit } from "../../base/index.ts";
import { type Dockerfile, parseDockerfile } from "../../dockerfile/index.ts";
import type { ShellNode } from "../../shell/index.ts";
import type { RunStep } from "../define-rule.ts";
import { commandsOf, editableScript, isHeredocScript } from "./append-to-run.ts";

/**
 * The edits that make one RUN of two which follow each other: the second one's commands run behind the first one's,
 * where those succeeded, as before. Lines and comments stay where they are; blank lines between the two go, which a
 * continued instruction may not have. Undefined where flags, heredocs, chains with `||`, several statements or what
 * the first leaves in its shell could make a difference. With `isPlaceless` the second one does the same in every folder.
 */
export function joinRuns(
  first: RunStep,
  second: RunStep,
  dockerfile: Dockerfile,
  { isPlaceless = false }: { readonly isPlaceless?: boolean } = {},
): readonly Edit[] | undefined {
  const { text, escape } = dockerfile;
  if (dockerfile.problems.length > 0 || !canLead(first, isPlaceless) || !isOnlyChain(second))
    return undefined;
  const { syntax } = second.instruction;
  const end = editableScript(first)?.list.statements.at(-1)?.node.span.end;
  const start = editableScript(second)?.list.span.start;
  // Behind the last command there may be a comment or a semicolon.
  if (end === undefined || start === undefined || end !== first.instruction.syntax.span.end) return undefined;
  const between = text.slice(end, syntax.span.start);
  const lines = between.split("\n");
  const isPlain = lines.every((line) => line.trim() === "" || line.trimStart().startsWith("#"));
  // A comment that speaks to a tool would no longer stand above an instruction.
  if (!isPlain || lines.length < 2 || /ignore|check=|nosec|noqa|disable/i.test(between)) return undefined;
  const newline = between.includes("\r\n") ? "\r\n" : "\n";
  const kept = lines.slice(1, -1).filter((line) => line.trim() !== "");
  const indent = indentOf(first, text) ?? indentOf(second, text) ?? "    ";
  const inner = kept.map((line) => `${line}\n`).join("");
  const edit = { span: { start: end, end: start }, text: ` && ${escape}${newline}${inner}${indent}` };
  return isSame(first, second, dockerfile, edit) ? [edit] : undefined;
}

/** Whether a RUN leaves nothing in its shell that the commands of another one could notice. */
function canLead(run: RunStep, mayMove: boolean): boolean {
  if (!isOnlyChain(run)) return false;
  return (
    run.run?.commands.every(({ name = "exec", words }) => {
      return words.length > 0 && (!LEAVES.test(name) || (mayMove && MOVES.test(name)));
    }) === true
  );
}

/** Commands that go to another folder. */
const MOVES = /^(?:cd|pushd|popd)$/;

/** Commands that change the shell which runs them. */
const LEAVES =
  /^(?:cd|pushd|popd|export|declare|typeset|local|readonly|unset|set|shopt|umask|ulimit|alias|unalias|source|\.|eval|exec|exit|return|trap|read|hash|enable|getopts|wait|shift)$/;

/** Whether a RUN is nothing but commands joined by `&&`, without flags. */
function isOnlyChain(run: RunStep): boolean {
  const script = editableScript(run);
  const [statement, ...more] = script?.list.statements ?? [];
  if (statement === undefined || more.length > 0 || statement.separator !== undefined) return false;
  if (run.instruction.syntax.flags.length > 0 || isHeredocScript(run.instruction)) return false;
  return run.instruction.heredocs.length === 0 && isAndChain(statement.node);
}

function isAndChain(node: ShellNode): boolean {
  if (node.kind !== "chain") return node.kind === "command";
  return (
    node.operators.every(({ text }) => text === "&&") && node.members.every(({ kind }) => kind === "command")
  );
}

/** How the lines of a RUN behind its first one are indented. */
function indentOf({ instruction }: RunStep, text: string): string | undefined {
  const { start, end } = instruction.syntax.span;
  const indent = /\n([ \t]+)\S/.exec(text.slice(start, end))?.[1];
  // Words of a command stand further in than commands.
  return indent?.startsWith("\t") === true ? "\t" : indent?.slice(0, 4);
}

/** Whether the one RUN that comes out runs exactly what the two ran. */
function isSame(first: RunStep, second: RunStep, dockerfile: Dockerfile, edit: Edit): boolean {
  const edited = applyEdits(dockerfile.text, [edit]);
  if (edited === undefined) return false;
  const read = parseDockerfile("", edited);
  const at = dockerfile.instructions.indexOf(first.instruction);
  if (read.problems.length > 0 || read.instructions.length !== dockerfile.instructions.length - 1)
    return false;
  const names = commandsOf(read.instructions[at])?.map(({ name, words }) =>
    [name, ...words.map(({ raw }) => raw)].join(" "),
  );
  const before = [...(first.run?.commands ?? []), ...(second.run?.commands ?? [])].map(({ name, words }) =>
    [name, ...words.map(({ raw }) => raw)].join(" "),
  );
  return names !== undefined && names.join("\n") === before.join("\n");
}
