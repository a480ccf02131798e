import {
  byteLength,
  limits,
  type MappedText,
  type Span,
  shortenMessage,
  skipGoSpace,
  sliceMapped,
  sourceSpan,
  trimGoSpaceEnd,
} from "../base/index.ts";
import { readArguments } from "./arguments.ts";
import type { DockerfileCode } from "./codes.ts";
import { commentText, DirectiveReader } from "./directives.ts";
import { readFlags } from "./flags.ts";
import { goLower, goUpper } from "./go-case.ts";
import { findHeredocs, readHeredocBody } from "./heredoc.ts";
import { type Line, LineCursor } from "./lines.ts";
import { continuationAt, readLogicalLine } from "./logical-line.ts";
import type { Comment, EscapeCharacter, Heredoc, InstructionSyntax, SyntaxProblem } from "./tree.ts";
import { isSeparator } from "./words.ts";

/** The instructions of a text in order, with what the builder's parser refuses. */
export interface SyntaxTree {
  readonly escape: EscapeCharacter;
  readonly instructions: readonly InstructionSyntax[];
  readonly problems: readonly SyntaxProblem[];
}

/**
 * Reads Dockerfile text the way BuildKit's parser does, and goes on where that gives up: what is refused
 * becomes a problem, and everything else is still read. Never throws.
 */
export function parseSyntax(text: string): SyntaxTree {
  return new SyntaxReader(text).read();
}

/** After this many heredocs without an end, none is looked for: each search reads the rest of the file. */
const OPEN_HEREDOCS = 50;

class SyntaxReader {
  readonly #text: string;
  readonly #cursor: LineCursor;
  readonly #directives = new DirectiveReader();
  readonly #instructions: InstructionSyntax[] = [];
  readonly #problems: SyntaxProblem[] = [];
  #escape: EscapeCharacter = "\\";
  #comments: Comment[] = [];
  #openHeredocs = 0;

  constructor(text: string) {
    this.#text = text;
    this.#cursor = new LineCursor(text);
  }

  read(): SyntaxTree {
    this.#checkLineLengths();
    for (let line = this.#cursor.next(); line !== undefined; line = this.#cursor.next()) {
      if (this.#instructions.length >= limits.instructions) {
        this.#refuseRest(line);
        break;
      }
      this.#readLine(line);
    }
    if (this.#instructions.length === 0) {
      this.#refuse(
        "dockerfile/empty",
        "file with no instructions",
        { start: 0, end: 0 },
        this.#cursor.number,
      );
    }
    this.#problems.sort((a, b) => a.span.start - b.span.start);
    return { escape: this.#escape, instructions: this.#instructions, problems: this.#problems };
  }

  /** The builder may well read on; what we do not read we say. */
  #refuseRest({ start, contentEnd }: Line): void {
    const message = `the file has more than ${limits.instructions} instructions; what stands from here on was not read`;
    this.#refuse(
      "dockerfile/too-many-instructions",
      message,
      { start, end: contentEnd },
      this.#cursor.number,
    );
  }

  #readLine(line: Line): void {
    const start = this.#skipLeading(line);
    const content = this.#text.slice(start, line.contentEnd);
    const isComment = content.startsWith("#");
    const directive = this.#readDirective(content, start, line);
    if (isComment) {
      if (!directive) this.#keepComment(line);
      return;
    }
    const continued = continuationAt(this.#text, start, line.contentEnd, this.#escape) !== undefined;
    if (!continued && start === line.contentEnd) return;
    this.#readInstruction(line, start);
  }

  /** The first line's byte order mark and every line's leading white space are passed over. */
  #skipLeading(line: Line): number {
    let at = line.start;
    if (this.#cursor.number === 1 && this.#text.startsWith("\ufeff")) at++;
    return skipGoSpace(this.#text, at, line.contentEnd);
  }

  #readDirective(content: string, start: number, line: Line): boolean {
    if (this.#directives.done) return false;
    const found = this.#directives.read(content);
    if (found.kind === "none") return false;
    const span = { start, end: line.contentEnd };
    if (found.kind === "repeated") {
      const message = `only one ${found.name} parser directive can be used`;
      this.#refuse("dockerfile/directive-repeated", message, span, this.#cursor.number);
    } else if (found.name === "escape") {
      if (found.value === "\\" || found.value === "`") this.#escape = found.value;
      else {
        const message = `invalid escape token '${found.value}' does not match \` or \\`;
        this.#refuse("dockerfile/escape-invalid", message, span, this.#cursor.number);
      }
    }
    return true;
  }

  #keepComment(line: Line): void {
    const start = this.#cursor.number === 1 && this.#text.startsWith("\ufeff") ? line.start + 1 : line.start;
    const text = commentText(this.#text.slice(start, line.contentEnd));
    if (text === "") this.#comments = [];
    else this.#comments.push({ text, span: { start, end: line.contentEnd }, line: this.#cursor.number });
  }

  #readInstruction(first: Line, start: number): void {
    const startLine = this.#cursor.number;
    const logical = readLogicalLine(this.#text, first, start, this.#cursor, this.#escape);
    const draft = this.#readLogical(logical.line, startLine, 0);
    const heredocs = this.#readHeredocs(draft, logical.line, startLine);
    const last = heredocs.at(-1);
    const syntax: InstructionSyntax = {
      ...draft,
      heredocs,
      emptyLines: logical.emptyLines,
      comments: this.#comments,
      span: { start, end: last === undefined ? logical.contentEnd : last.terminatorSpan.end },
      startLine,
      endLine: this.#cursor.number,
    };
    this.#comments = [];
    this.#instructions.push(syntax);
  }

  /** Keyword, flags and arguments of one logical line; ONBUILD holds another one inside. */
  #readLogical(line: MappedText, startLine: number, depth: number): InstructionSyntax {
    const { keyword, start, rest } = splitKeyword(line);
    const name = goUpper(keyword);
    const lower = goLower(keyword);
    const { flags, rest: text } = readFlags(rest, this.#escape);
    const syntax = {
      keyword: { value: keyword, span: sourceSpan(line, { start, end: start + keyword.length }) },
      name,
      flags,
      text,
      line,
      heredocs: [],
      emptyLines: [],
      comments: [],
      span: sourceSpan(line, { start: 0, end: line.text.length }),
      startLine,
      endLine: startLine,
    };
    if (lower === "onbuild") {
      const trigger = this.#readTrigger(text, startLine, depth);
      return { ...syntax, form: "words", args: [], trigger };
    }
    const { form, args, refused } = readArguments(lower, text, this.#escape);
    if (refused !== undefined) {
      this.#refuse(refused.code, refused.message, refused.at?.span ?? syntax.span, startLine);
    }
    return { ...syntax, form, args, trigger: undefined };
  }

  #readTrigger(text: MappedText, startLine: number, depth: number): InstructionSyntax | undefined {
    if (text.text === "") return undefined;
    if (depth < limits.onbuildDepth) return this.#readLogical(text, startLine, depth + 1);
    const message = `ONBUILD is nested deeper than ${limits.onbuildDepth}; what stands further inside was not read`;
    this.#refuse(
      "dockerfile/too-deep",
      message,
      sourceSpan(text, { start: 0, end: text.text.length }),
      startLine,
    );
    return undefined;
  }

  #readHeredocs(draft: InstructionSyntax, line: MappedText, startLine: number): readonly Heredoc[] {
    if (!canHoldHeredoc(draft) || !line.text.includes("<<")) return [];
    const { openings, refused } = findHeredocs(line.text);
    if (refused !== undefined)
      this.#refuse("dockerfile/heredoc-name-open", refused, draft.keyword.span, startLine);
    const heredocs: Heredoc[] = [];
    for (const opening of openings) {
      const { offset, number } = this.#cursor;
      if (this.#openHeredocs < OPEN_HEREDOCS) {
        const body = readHeredocBody(this.#text, this.#cursor, opening);
        if (body.kind === "closed") {
          heredocs.push(body.heredoc);
          continue;
        }
      }
      // The builder gives up here. What follows is more likely instructions than a body without an end.
      this.#openHeredocs++;
      this.#cursor.rewind(offset, number);
      const message = `unterminated heredoc: no line ends <<${opening.name}`;
      this.#refuse("dockerfile/heredoc-open", message, draft.keyword.span, startLine);
      break;
    }
    return heredocs;
  }

  /** The builder's scanner gives up at the first line that is too long, and refuses the file. */
  #checkLineLengths(): void {
    if (this.#text.length * 3 < limits.dockerfileLineBytes) return;
    const cursor = new LineCursor(this.#text);
    for (let line = cursor.next(); line !== undefined; line = cursor.next()) {
      if ((line.end - line.start) * 3 < limits.dockerfileLineBytes) continue;
      const written = this.#text.slice(line.start, line.end);
      const most = written.endsWith("\n") ? limits.dockerfileLineBytes : limits.dockerfileLineBytes - 1;
      if (byteLength(written) <= most) continue;
      const message = `dockerfile line greater than max allowed size of ${limits.dockerfileLineBytes - 1}`;
      const span = { start: line.start, end: Math.min(line.contentEnd, line.start + 80) };
      this.#refuse("dockerfile/line-too-long", message, span, cursor.number);
      return;
    }
  }

  #refuse(code: DockerfileCode, message: string, span: Span, line: number): void {
    this.#problems.push({ code, message: shortenMessage(message), span, line, phase: "parser" });
  }
}

/** The keyword ends at the first separator; white space of other kinds belongs to it, as in the builder. */
function splitKeyword(line: MappedText): { keyword: string; start: number; rest: MappedText } {
  const source = line.text;
  const start = skipGoSpace(source, 0);
  const stop = trimGoSpaceEnd(source, start, source.length);
  let end = start;
  while (end < stop && !isSeparator(source.charCodeAt(end))) end++;
  let rest = end;
  while (rest < stop && isSeparator(source.charCodeAt(rest))) rest++;
  return { keyword: source.slice(start, end), start, rest: sliceMapped(line, rest, stop) };
}

/** RUN, COPY and ADD take heredocs unless in JSON form; ONBUILD what its trigger takes. */
function canHoldHeredoc(syntax: InstructionSyntax): boolean {
  const holder = syntax.trigger ?? syntax;
  const name = goLower(holder.keyword.value);
  return (name === "run" || name === "copy" || name === "add") && holder.form !== "exec";
}
