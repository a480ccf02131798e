import { byteLength, decodeSource, encodeSource, type MappedText, sliceMapped } from "../base/index.ts";

const PLAIN = /^[\x00-\x7f]*$/;

/**
 * A text as the bytes it is stored in, one character for each: parts of BuildKit's parser look at bytes
 * where they should look at characters, and so must we. ASCII text is its own view, at no cost.
 */
export class ByteView {
  readonly #text: MappedText;
  readonly #bytes: Buffer | undefined;
  #units: Uint32Array | undefined;
  /** The bytes, each as a character U+0000 to U+00FF. */
  readonly binary: string;

  constructor(text: MappedText) {
    this.#text = text;
    this.#bytes = PLAIN.test(text.text) ? undefined : Buffer.from(encodeSource(text.text));
    this.binary = this.#bytes === undefined ? text.text : this.#bytes.toString("latin1");
  }

  /** The offset in the text of a byte; inside a character, of the characters decoded before it. */
  unitAt(byte: number): number {
    if (this.#bytes === undefined) return byte;
    this.#units ??= unitsOfBytes(this.#text.text, this.#bytes.length);
    return Math.min(this.#units[byte] ?? this.#text.text.length, this.#text.text.length);
  }

  /** The text between two bytes; halves of a character that was cut are kept as single bytes. */
  slice(start: number, end: number = this.binary.length): MappedText {
    const mapped = sliceMapped(
      this.#text,
      this.unitAt(start),
      Math.max(this.unitAt(end), this.unitAt(start)),
    );
    if (this.#bytes === undefined) return mapped;
    const text = decodeSource(this.#bytes.subarray(start, end));
    return text === mapped.text ? mapped : { text, pieces: mapped.pieces };
  }
}

/** White space to Go's `unicode.IsSpace` of a single byte. */
export function isByteSpace(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d) || unit === 0x85 || unit === 0xa0;
}

/** The offset in the text of every byte. Bytes of a character that was begun count as one unit each, as when decoded. */
function unitsOfBytes(text: string, length: number): Uint32Array {
  const units = new Uint32Array(length + 1);
  let byte = 0;
  for (let at = 0; at < text.length; ) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    for (const end = byte + byteLength(character), start = byte; byte < end; byte++)
      units[byte] = at + byte - start;
    at += character.length;
  }
  units[byte] = text.length;
  return units;
}
