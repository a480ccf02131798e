/** One physical line: offsets of its start, of its end before `\r` and `\n`, and behind its line feed. */
export interface Line {
  readonly start: number;
  readonly contentEnd: number;
  readonly end: number;
}

/** Walks the physical lines of a text; a line ends behind its line feed. */
export class LineCursor {
  readonly #text: string;
  #next: number;
  #number = 0;

  constructor(text: string) {
    this.#text = text;
    this.#next = 0;
  }

  /** How many lines have been read. */
  get number(): number {
    return this.#number;
  }

  /** The offset where the next line starts. */
  get offset(): number {
    return this.#next;
  }

  /** Takes the next line, or undefined at the end. */
  next(): Line | undefined {
    const start = this.#next;
    if (start >= this.#text.length) return undefined;
    const feed = this.#text.indexOf("\n", start);
    const end = feed === -1 ? this.#text.length : feed + 1;
    this.#next = end;
    this.#number++;
    return { start, contentEnd: trimLineEnd(this.#text, start, end), end };
  }

  /** Goes back to a place where a line starts, given its number of lines before it. */
  rewind(offset: number, number: number): void {
    this.#next = offset;
    this.#number = number;
  }
}

/** All trailing carriage returns and line feeds go, however many. */
function trimLineEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start) {
    const unit = text.charCodeAt(at - 1);
    if (unit !== 0x0a && unit !== 0x0d) break;
    at--;
  }
  return at;
}
