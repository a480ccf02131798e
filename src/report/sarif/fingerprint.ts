import type { Finding } from "../../base/index.ts";
import type { LineIndex } from "../place.ts";

/** More of a line tells nothing apart that its start does not. */
const LINE_CHARACTERS = 1_000;

/**
 * Tells the findings of a file apart by rule, path and the text of their line, not by its number, so that a
 * finding keeps its fingerprint while lines above it come and go. Equal ones are counted from the top.
 */
export class Fingerprints {
  readonly #path: string;
  readonly #lines: LineIndex;
  readonly #seen = new Map<string, number>();
  /** The line looked at last, and its hash: findings come in the order of the text, many on one line. */
  #last: { readonly line: number; readonly hash: string } | undefined;

  constructor(path: string, lines: LineIndex) {
    this.#path = path;
    this.#lines = lines;
  }

  /** The fingerprint of the next finding, in the order of the text. */
  next({ rule, span }: Finding): string {
    const line = this.#lines.lineAt(span.start);
    if (this.#last?.line !== line) this.#last = { line, hash: this.#hashLine(line) };
    const hash = hashText(JSON.stringify([rule, this.#path, this.#last.hash]));
    const count = (this.#seen.get(hash) ?? 0) + 1;
    this.#seen.set(hash, count);
    return `${hash}:${count}`;
  }

  #hashLine(line: number): string {
    const { start, end } = this.#lines.lineSpan(line);
    return hashText(this.#lines.text.slice(start, Math.min(end, start + LINE_CHARACTERS)).trim());
  }
}

/**
 * FNV-1a of 64 bits over the bytes of the UTF-16 units, in 16 hexadecimal digits. It has to tell lines apart, not to
 * withstand anybody, and loading Node's `crypto` would cost every check a tenth of its start.
 */
function hashText(text: string): string {
  let [high, low] = [0xcbf29ce4, 0x84222325];
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    for (const byte of [unit & 0xff, unit >>> 8]) {
      low = (low ^ byte) >>> 0;
      // Times 2 ** 40 + 435, the prime of 64 bits; each product stays exact in a double.
      const product = low * 435;
      high = (high * 435 + Math.floor(product / 2 ** 32) + ((low << 8) >>> 0)) % 2 ** 32;
      low = product % 2 ** 32;
    }
  }
  return hex(high) + hex(low);
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}
