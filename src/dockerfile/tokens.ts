import type { MappedText, Span } from "../base/index.ts";
import type { Dockerfile } from "./dockerfile.ts";
import type { InstructionSyntax } from "./tree.ts";

/** What a token is. `text` is what belongs to nothing else, such as separators in broken instructions. */
export type TokenKind =
  | "byte-order-mark"
  | "white-space"
  | "line-end"
  | "comment"
  | "directive"
  | "keyword"
  | "flag"
  | "argument"
  | "continuation"
  | "heredoc-body"
  | "heredoc-end"
  | "text";

/** A stretch of the source. The tokens of a file tile it: joined, they are its text. */
export interface Token {
  readonly kind: TokenKind;
  readonly span: Span;
}

/** Cuts the source of a parsed Dockerfile into tokens, in order and without gaps. */
export function tokenize(dockerfile: Dockerfile): readonly Token[] {
  const { text } = dockerfile;
  const marked: Token[] = dockerfile.directives.map(({ span }) => ({ kind: "directive", span }));
  for (const { syntax } of dockerfile.instructions) markInstruction(syntax, marked);
  marked.sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  const tokens: Token[] = [];
  let at = 0;
  for (const token of marked) {
    // Words of a broken instruction may overlap; what an earlier token has is not given twice.
    const start = Math.max(token.span.start, at);
    if (start >= token.span.end) continue;
    tileGap(text, at, start, dockerfile.escape, tokens);
    tokens.push({ kind: token.kind, span: { start, end: token.span.end } });
    at = token.span.end;
  }
  tileGap(text, at, text.length, dockerfile.escape, tokens);
  return tokens;
}

function markInstruction(syntax: InstructionSyntax, marked: Token[]): void {
  markPieces("keyword", syntax.keyword.span, syntax.line, marked);
  for (const { span } of syntax.flags) markPieces("flag", span, syntax.line, marked);
  for (const { span } of syntax.args) markPieces("argument", span, syntax.line, marked);
  if (syntax.trigger !== undefined) markInstruction({ ...syntax.trigger, heredocs: [] }, marked);
  for (const { bodySpan, terminatorSpan } of syntax.heredocs) {
    if (bodySpan.end > bodySpan.start) marked.push({ kind: "heredoc-body", span: bodySpan });
    if (terminatorSpan.end > terminatorSpan.start) marked.push({ kind: "heredoc-end", span: terminatorSpan });
  }
}

/** A word that goes on over continuation lines becomes one token for each stretch of it. */
function markPieces(kind: TokenKind, span: Span, line: MappedText, marked: Token[]): void {
  line.pieces.forEach((piece, index) => {
    const length = (line.pieces[index + 1]?.at ?? line.text.length) - piece.at;
    const start = Math.max(span.start, piece.source);
    const end = Math.min(span.end, piece.source + length);
    if (start < end) marked.push({ kind, span: { start, end } });
  });
}

const GAP =
  /(?<mark>^\ufeff)|(?<lineEnd>\r?\n)|(?<space>[^\S\r\n]+|\r+(?!\n))|(?<comment>#[^\r\n]*)|(?<text>[^\s#]+)/gu;

function tileGap(text: string, start: number, end: number, escape: string, tokens: Token[]): void {
  let at = start;
  const gap = text.slice(start, end);
  for (const match of gap.matchAll(GAP)) {
    const from = start + match.index;
    if (from > at) tokens.push({ kind: "text", span: { start: at, end: from } });
    at = from + match[0].length;
    tokens.push({ kind: gapKind(match, from, escape), span: { start: from, end: at } });
  }
  if (at < end) tokens.push({ kind: "text", span: { start: at, end } });
}

function gapKind({ groups = {}, 0: matched }: RegExpMatchArray, from: number, escape: string): TokenKind {
  if (groups.mark !== undefined) return from === 0 ? "byte-order-mark" : "white-space";
  if (groups.lineEnd !== undefined) return "line-end";
  if (groups.space !== undefined) return "white-space";
  if (groups.comment !== undefined) return "comment";
  return matched === escape ? "continuation" : "text";
}
