import type * as Unbash from "unbash";
import type { Conversion } from "./conversion.ts";
import { escapeStretches } from "./escapes.ts";
import { forEachChild } from "./parser.ts";
import { joinStretches, type ShellText } from "./shell-text.ts";
import type { ShellList, ShellWord, WordPart } from "./tree.ts";

/** A part of the parser's that a shell replaces by something else. */
type Expansion =
  | Unbash.SimpleExpansionPart
  | Unbash.ParameterExpansionPart
  | Unbash.CommandExpansionPart
  | Unbash.ProcessSubstitutionPart
  | Unbash.ArithmeticExpansionPart;

/** Turns a variable, a command substitution or an arithmetic expansion into ours. */
export function convertExpansion(
  to: Conversion,
  part: Expansion,
  quoted: boolean,
  convertWord: (to: Conversion, word: Unbash.Word) => ShellWord,
): WordPart {
  const raw = to.source.text.slice(part.pos, part.end);
  const base = { raw, quoted, at: part.pos, span: to.span(part.pos, part.end) };
  switch (part.type) {
    case "SimpleExpansion":
      return {
        kind: "variable",
        name: raw.slice(1),
        prefix: undefined,
        operator: undefined,
        operands: [],
        ...base,
      };
    case "ParameterExpansion": {
      const operands = to.deeper(() =>
        [part.index, ...operandsOf(part.operation)]
          .filter((word) => word !== undefined)
          .map((word) => convertWord(to, word)),
      );
      const operator = part.operation?.operator;
      return { kind: "variable", name: part.parameter, prefix: part.prefix, operator, operands, ...base };
    }
    case "ArithmeticExpansion":
      return {
        kind: "arithmetic",
        substitutions: arithmeticSubstitutions(to, part.expression, quoted),
        ...base,
      };
    default: {
      const form = part.type === "ProcessSubstitution" ? "process" : "command";
      return { kind: "substitution", form, list: substitutionList(to, part, quoted), ...base };
    }
  }
}

/** What the command substitutions inside arithmetic run. */
export function arithmeticSubstitutions(
  to: Conversion,
  expression: Unbash.ArithmeticExpression | undefined,
  quoted: boolean,
): readonly ShellList[] {
  const lists: ShellList[] = [];
  // A long sum is nested as deep as it is long, so that this loop keeps a stack of its own.
  const waiting: Unbash.SyntaxNode[] = expression === undefined ? [] : [expression];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "CommandExpansion" || node.type === "ArithmeticCommandExpansion") {
      lists.push(substitutionList(to, node, quoted));
    } else {
      const children: Unbash.SyntaxNode[] = [];
      forEachChild(node, (child) => children.push(child));
      for (const child of children.reverse()) waiting.push(child);
    }
  }
  return lists;
}

function operandsOf(operation: Unbash.ParameterOperation | undefined): readonly (Unbash.Word | undefined)[] {
  if (operation === undefined) return [];
  switch (operation.type) {
    case "Names":
    case "Unknown":
      return [];
    case "Replace":
      return [operation.pattern, operation.replacement];
    case "Slice":
      return [operation.offset, operation.length];
    default:
      return [operation.operand];
  }
}

type Substitution =
  | Unbash.CommandExpansionPart
  | Unbash.ProcessSubstitutionPart
  | Unbash.ArithmeticCommandExpansion;

function substitutionList(to: Conversion, part: Substitution, quoted: boolean): ShellList {
  const { script } = part;
  if (script === undefined) return { statements: [], span: to.span(part.pos, part.end) };
  const inner = script.source === undefined ? to : to.within(backquotedText(to, part, script.source, quoted));
  return inner.deeper(() => inner.readScript(inner, script));
}

/** The text inside backquotes, which loses a level of backslashes before a shell reads it. */
function backquotedText(to: Conversion, part: Substitution, decoded: string, quoted: boolean): ShellText {
  const { text } = to.source;
  const end = text.charAt(part.end - 1) === "`" ? part.end - 1 : part.end;
  const context = quoted ? "double-backquote" : "backquote";
  const inner = joinStretches(to.source, escapeStretches(text, part.pos + 1, end, context));
  if (inner.text === decoded) return inner;
  return { kind: "unplaced", text: decoded, span: to.span(part.pos, part.end) };
}
