import type * as Unbash from "unbash";
import type { Conversion } from "./conversion.ts";
import { convertCompound } from "./convert-compound.ts";
import { convertRedirection } from "./convert-redirection.ts";
import { assignmentWord, convertAssignment, convertWord } from "./convert-word.ts";
import type {
  CommandNode,
  Redirection,
  ShellAssignment,
  ShellList,
  ShellNode,
  ShellOperator,
  ShellWord,
  Statement,
} from "./tree.ts";

/** Turns a script of the parser into a list, and notes what the parser could not follow. */
export function convertScript(to: Conversion, script: Unbash.ParsedScript): ShellList {
  for (const error of script.errors ?? []) to.report(error);
  return convertList(to, script);
}

function convertList(to: Conversion, list: Unbash.Script | Unbash.CompoundList): ShellList {
  const { commands } = list;
  const statements: Statement[] = [];
  for (const [index, statement] of commands.entries()) {
    statements.push({
      node: convertNode(to, statement.command),
      separator: separatorOf(to.source.text, statement, commands[index + 1]),
      span: to.span(statement.pos, statement.end),
    });
  }
  return { statements, span: to.span(list.pos, list.end) };
}

function convertNode(
  to: Conversion,
  node: Unbash.PipelineNode | Unbash.AndOr | Unbash.CompoundList,
): ShellNode {
  switch (node.type) {
    case "Command":
      return convertCommand(to, node);
    case "AndOr":
      return {
        kind: "chain",
        members: node.commands.map((member) => convertNode(to, member)),
        operators: convertOperators(to, node.commands, node.operators),
        span: to.span(node.pos, node.end),
      };
    case "Pipeline":
      return {
        kind: "pipeline",
        negated: node.prefixes.filter((prefix) => prefix.type === "Negation").length % 2 === 1,
        members: node.commands.map((member) => convertNode(to, member)),
        operators: convertOperators(to, node.commands, node.operators),
        span: to.span(node.pos, node.end),
      };
    default:
      return to.deeper(() => convertCompound(to, node, { list: convertList, node: convertNode }));
  }
}

function convertCommand(to: Conversion, node: Unbash.Command): CommandNode {
  const words: ShellWord[] = [];
  const assignments: ShellAssignment[] = [];
  const redirections: Redirection[] = [];
  for (const item of node.prefix) {
    if (item.type === "Assignment") assignments.push(convertAssignment(to, item));
    else redirections.push(convertRedirection(to, item));
  }
  if (node.name !== undefined) words.push(convertWord(to, node.name));
  for (const item of node.suffix) {
    if (item.type === "Word") words.push(convertWord(to, item));
    else if (item.type === "Assignment") words.push(assignmentWord(to, item));
    else redirections.push(convertRedirection(to, item));
  }
  return { kind: "command", words, assignments, redirections, span: to.span(node.pos, node.end) };
}

function convertOperators<Text extends string>(
  to: Conversion,
  members: readonly Unbash.PipelineNode[],
  operators: readonly Text[],
): ShellOperator<Text>[] {
  return operators.map((text, index) => {
    const found = to.source.text.indexOf(text, members[index]?.end ?? 0);
    const next = members[index + 1]?.pos ?? to.source.text.length;
    // Behind a part that the parser gave up on, its end is no use; the operator is then in front of the next.
    const at = found === -1 || found > next ? next : found;
    return { text, span: to.span(at, at === next ? at : at + text.length) };
  });
}

function separatorOf(
  text: string,
  statement: Unbash.Statement,
  next: Unbash.Statement | undefined,
): Statement["separator"] {
  if (statement.background === true) return "&";
  let at = statement.end;
  while (text.charAt(at) === " " || text.charAt(at) === "\t") at++;
  if (text.charAt(at) === ";" && text.charAt(at + 1) !== ";") return ";";
  return next === undefined ? undefined : "\n";
}
