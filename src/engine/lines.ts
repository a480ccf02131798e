import { limits } from "../base/index.ts";

/** Cuts bytes that come in pieces into lines of text. */
export class LineReader {
  readonly #decoder = new TextDecoder();
  readonly #onLine: (line: string) => void;
  readonly #onTooLong: () => void;
  #parts: string[] = [];
  #length = 0;
  #isSkipping = false;

  /** `onTooLong` is called once for each line that has more than `limits.engineLineBytes`; it is left out. */
  constructor(onLine: (line: string) => void, onTooLong: () => void = () => {}) {
    this.#onLine = onLine;
    this.#onTooLong = onTooLong;
  }

  /** One more piece. */
  push(bytes: Uint8Array): void {
    const text = this.#decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", from)) {
      this.#add(text.slice(from, at));
      this.#finish();
      from = at + 1;
    }
    this.#add(text.slice(from));
  }

  /** The last line, where it has no end. */
  end(): void {
    this.#add(this.#decoder.decode());
    if (this.#length > 0) this.#finish();
  }

  #add(part: string): void {
    if (part === "" || this.#isSkipping) return;
    this.#parts.push(part);
    this.#length += part.length;
    if (this.#length <= limits.engineLineBytes) return;
    this.#isSkipping = true;
    this.#parts = [];
    this.#onTooLong();
  }

  #finish(): void {
    const line = this.#parts.join("");
    const isSkipped = this.#isSkipping;
    this.#parts = [];
    this.#length = 0;
    this.#isSkipping = false;
    if (!isSkipped) this.#onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
  }
}
