import type * as Unbash from "unbash";
import type { Conversion } from "./conversion.ts";
import { arithmeticSubstitutions } from "./convert-expansion.ts";
import { convertRedirection } from "./convert-redirection.ts";
import { convertWord } from "./convert-word.ts";
import type { Redirection, ShellList, ShellNode, ShellWord } from "./tree.ts";

/** How what stands inside is converted. It is handed in, because lists and compound commands contain each other. */
interface Inner {
  readonly list: (to: Conversion, list: Unbash.CompoundList) => ShellList;
  readonly node: (to: Conversion, node: Unbash.PipelineNode | Unbash.CompoundList) => ShellNode;
}

/** Turns a compound command, a function or a coprocess of the parser into ours. */
export function convertCompound(
  to: Conversion,
  node: Exclude<Unbash.CommandNode, Unbash.Command> | Unbash.CompoundList,
  inner: Inner,
): ShellNode {
  const span = to.span(node.pos, node.end);
  switch (node.type) {
    case "Redirected": {
      const redirections = node.redirects.map((redirect) => convertRedirection(to, redirect));
      return { ...compound(to, node.command, inner, redirections), span };
    }
    case "Function":
      return { kind: "function", name: convertWord(to, node.name), body: inner.node(to, node.body), span };
    case "Coproc":
      return { kind: "coprocess", body: inner.node(to, node.body), span };
    case "CompoundList":
      // Only what the parser repaired has such a body; it noted an error.
      return { kind: "group", body: inner.list(to, node), redirections: [], span };
    default:
      return compound(to, node, inner, []);
  }
}

function compound(
  to: Conversion,
  node: Unbash.CompoundCommand,
  inner: Inner,
  redirections: readonly Redirection[],
): ShellNode {
  const base = { redirections, span: to.span(node.pos, node.end) };
  switch (node.type) {
    case "Subshell":
      return { kind: "subshell", body: inner.list(to, node.body), ...base };
    case "BraceGroup":
      return { kind: "group", body: inner.list(to, node.body), ...base };
    case "If":
      return {
        kind: "if",
        branches: [node, ...node.elif].map((branch) => ({
          condition: inner.list(to, branch.clause),
          body: inner.list(to, branch.then),
        })),
        otherwise: node.else === undefined ? undefined : inner.list(to, node.else),
        ...base,
      };
    case "For":
    case "Select":
      return {
        kind: node.type === "For" ? "for" : "select",
        variable: convertWord(to, node.name),
        words: node.wordlist?.map((word) => convertWord(to, word)),
        body: inner.list(to, node.body),
        ...base,
      };
    case "ArithmeticFor":
      return {
        kind: "arithmetic-for",
        substitutions: [node.initialize, node.test, node.update].flatMap((part) =>
          arithmeticSubstitutions(to, part, false),
        ),
        body: inner.list(to, node.body),
        ...base,
      };
    case "While":
      return {
        kind: node.kind,
        condition: inner.list(to, node.clause),
        body: inner.list(to, node.body),
        ...base,
      };
    case "Case":
      return {
        kind: "case",
        subject: convertWord(to, node.word),
        items: node.items.map((item) => ({
          patterns: item.pattern.map((word) => convertWord(to, word)),
          body: inner.list(to, item.body),
          span: to.span(item.pos, item.end),
        })),
        ...base,
      };
    case "TestCommand":
      return { kind: "test", words: testWords(to, node.expression), ...base };
    case "ArithmeticCommand":
      return {
        kind: "arithmetic",
        substitutions: arithmeticSubstitutions(to, node.expression, false),
        ...base,
      };
  }
}

/** The operands of `[[ … ]]` in order; the parser itself bounds the depth of its groups. */
function testWords(to: Conversion, expression: Unbash.TestExpression): readonly ShellWord[] {
  switch (expression.type) {
    case "TestUnary":
      return [convertWord(to, expression.operand)];
    case "TestBinary":
      return [convertWord(to, expression.left), convertWord(to, expression.right)];
    case "TestLogical":
      return expression.operands.flatMap((operand) => testWords(to, operand));
    case "TestNot":
      return testWords(to, expression.operand);
    case "TestGroup":
      return to.deeper(() => testWords(to, expression.expression));
  }
}
