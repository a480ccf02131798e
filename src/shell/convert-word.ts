import type * as Unbash from "unbash";
import type { Span } from "../base/index.ts";
import type { Conversion } from "./conversion.ts";
import { convertExpansion } from "./convert-expansion.ts";
import { type EscapeContext, removeEscapes } from "./escapes.ts";
import type { LiteralPart, OtherPart, ShellAssignment, ShellWord, WordPart } from "./tree.ts";

/** Characters that mean nothing to any shell in the middle of a word. */
const PLAIN = /^[\w./:,@%+^=-]+$/;

/**
 * Where `~` is a home folder: at the start of a word; behind colons too, in the value of an assignment; and,
 * in Bash, also in an argument that looks like an assignment.
 */
const TILDES = { word: /^~[^/]*/g, value: /(?<=^|:)~[^/:]*/g, argument: /(?<=^\w+=|:)~[^/:]*/g } as const;

/** Turns a word of the parser into one of ours. */
export function convertWord(to: Conversion, word: Unbash.Word, inside: "word" | "value" = "word"): ShellWord {
  const raw = to.source.text.slice(word.pos, word.end);
  if (PLAIN.test(raw)) return plainWord(to, raw, word.pos);
  const parts = isSimplyQuoted(raw)
    ? [literalPart(to, { start: word.pos + 1, end: word.end - 1 }, undefined)]
    : convertParts(to, word.parts, { start: word.pos, end: word.end }, "bare");
  const rule = inside === "word" && /^[A-Za-z_]\w*=/.test(raw) ? "argument" : inside;
  return buildWord(to, splitTildes(to, parts, rule), { start: word.pos, end: word.end });
}

/** Turns `A=b` in front of a command into ours. */
export function convertAssignment(to: Conversion, node: Unbash.Assignment): ShellAssignment {
  const span = to.span(node.pos, node.end);
  const base = { name: node.name, append: node.append === true, span };
  if (node.value.type === "ArrayValue") {
    const words = node.value.elements.map((element) => convertWord(to, element));
    return { ...base, value: undefined, words };
  }
  const word = convertWord(to, node.value, "value");
  return { ...base, value: node.index === undefined ? word : undefined, words: [word] };
}

/** The argument `A=b` of `export` and the like as a word of the command. */
export function assignmentWord(to: Conversion, node: Unbash.Assignment): ShellWord {
  const assignment = convertAssignment(to, node);
  const whole = { start: node.pos, end: node.end };
  const { value } = assignment;
  const name: WordPart[] = [literalPart(to, { start: node.pos, end: value?.at ?? node.end }, "bare")];
  return { ...buildWord(to, value === undefined ? name : name.concat(value.parts), whole), assignment };
}

/** The body of a heredoc as a word. */
export function convertHeredocBody(to: Conversion, node: Unbash.HereDoc): ShellWord {
  const at = { start: node.body.pos, end: node.body.end };
  const parts =
    node.delimiter?.quoted === true
      ? [literalPart(to, at, undefined)]
      : convertParts(to, node.body.parts, at, "heredoc");
  return buildWord(to, parts, at);
}

/** The commonest word: its one part is all of it. */
function plainWord(to: Conversion, raw: string, at: number): ShellWord {
  const span = to.span(at, at + raw.length);
  const part: WordPart = { kind: "literal", value: raw, escapes: "bare", raw, quoted: false, at, span };
  return { raw, value: raw, literal: raw, parts: [part], source: to.source, at, span };
}

/** Whether a word is one pair of quotes around text without escapes and expansions. */
function isSimplyQuoted(raw: string): boolean {
  const quote = raw.charAt(0);
  if (quote !== "'" && quote !== '"') return false;
  const last = raw.length - 1;
  return last > 0 && raw.indexOf(quote, 1) === last && (quote === "'" || !/[$`\\]/.test(raw));
}

function buildWord(to: Conversion, parts: readonly WordPart[], at: Span): ShellWord {
  let value = "";
  let isLiteral = true;
  for (const part of parts) {
    if (part.kind !== "literal") isLiteral = false;
    value += "value" in part ? part.value : part.raw;
  }
  return {
    raw: to.source.text.slice(at.start, at.end),
    value,
    literal: isLiteral ? value : undefined,
    parts,
    source: to.source,
    at: at.start,
    span: to.span(at.start, at.end),
  };
}

/** The parts of a stretch; where the parser gives none, the stretch is text. */
function convertParts(
  to: Conversion,
  parts: readonly Unbash.WordPart[] | undefined,
  at: Span,
  context: EscapeContext,
): WordPart[] {
  if (parts === undefined) return [literalPart(to, at, context)];
  const into: WordPart[] = [];
  for (const part of parts) convertPart(to, part, context, into);
  return into;
}

function convertPart(to: Conversion, part: Unbash.WordPart, context: EscapeContext, into: WordPart[]): void {
  const at = { start: part.pos, end: part.end };
  switch (part.type) {
    case "Literal":
      into.push(literalPart(to, at, context));
      return;
    case "SingleQuoted": {
      // The end of the text closes a quote too, and the parser noted that.
      const isClosed = at.end - at.start > 1 && part.text.endsWith("'");
      into.push(literalPart(to, { start: at.start + 1, end: isClosed ? at.end - 1 : at.end }, undefined));
      return;
    }
    case "DoubleQuoted":
      for (const child of quotedChildren(to, part.parts, at)) into.push(child);
      return;
    case "LocaleString":
      // Only its `$` is in doubt: some shells take it for text.
      into.push(otherPart(to, "dollar-quote", { start: at.start, end: at.start + 1 }, ""));
      for (const child of quotedChildren(to, part.parts, { ...at, start: at.start + 1 })) into.push(child);
      return;
    case "AnsiCQuoted":
      into.push(otherPart(to, "dollar-quote", at, part.value));
      return;
    case "Glob":
    case "ExtendedGlob":
    case "BraceExpansion": {
      const kind = part.type === "BraceExpansion" ? "brace" : "glob";
      const inner = part.parts === undefined ? [] : convertParts(to, part.parts, at, context);
      into.push(otherPart(to, kind, at, to.source.text.slice(at.start, at.end), inner));
      return;
    }
    default:
      into.push(convertExpansion(to, part, context !== "bare", convertWord));
  }
}

/** What stands in double quotes; nothing at all is an empty text, which is a word nevertheless. */
function quotedChildren(to: Conversion, parts: readonly Unbash.DoubleQuotedChild[], at: Span): WordPart[] {
  if (parts.length > 0) return convertParts(to, parts, at, "double");
  const inside = Math.min(at.start + 1, at.end);
  return [literalPart(to, { start: inside, end: inside }, "double")];
}

function literalPart(to: Conversion, at: Span, escapes: EscapeContext | undefined): LiteralPart {
  const value = removeEscapes(to.source.text, at.start, at.end, escapes);
  return { kind: "literal", value, escapes, ...place(to, at, escapes !== "bare") };
}

function otherPart(
  to: Conversion,
  kind: OtherPart["kind"],
  at: Span,
  value: string,
  parts: readonly WordPart[] = [],
): WordPart {
  return { kind, value, parts, ...place(to, at, kind === "dollar-quote") };
}

function place(to: Conversion, at: Span, quoted: boolean) {
  const raw = to.source.text.slice(at.start, at.end);
  return { raw, quoted, at: at.start, span: to.span(at.start, at.end) };
}

/** Sets `~` and `~name` apart, which the parser leaves in the text around them. */
function splitTildes(
  to: Conversion,
  parts: readonly WordPart[],
  rule: keyof typeof TILDES,
): readonly WordPart[] {
  if (!parts.some((part) => part.kind === "literal" && !part.quoted && part.raw.includes("~"))) return parts;
  const result: WordPart[] = [];
  for (const [index, part] of parts.entries()) {
    // Text behind another part starts no word; what it holds in front of its first colon is no start either.
    const isCandidate = part.kind === "literal" && !part.quoted && (index === 0 || rule !== "word");
    const tildes = isCandidate ? [...part.raw.matchAll(TILDES[rule])] : [];
    let from = part.at;
    for (const tilde of tildes) {
      if (tilde.index === 0 && index > 0) continue;
      const start = part.at + tilde.index;
      if (start > from) result.push(literalPart(to, { start: from, end: start }, "bare"));
      from = start + tilde[0].length;
      result.push(otherPart(to, "tilde", { start, end: from }, tilde[0]));
    }
    const end = part.at + part.raw.length;
    if (from === part.at) result.push(part);
    else if (end > from) result.push(literalPart(to, { start: from, end }, "bare"));
  }
  return result;
}
