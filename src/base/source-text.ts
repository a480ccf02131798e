import { isUtf8 } from "node:buffer";

/**
 * Text that was read from bytes and can be turned back into exactly these bytes.
 *
 * Bytes that are not UTF-8 are kept as lone low surrogates, U+DC80 to U+DCFF, one for each byte, a value
 * that no valid text contains. `encodeSource` turns them back; reports show them as U+FFFD.
 */
export interface SourceText {
  /** The path as the user gave it, or a name such as `<stdin>`. */
  readonly path: string;
  readonly text: string;
}

/** A place for people: line and column count from 1, the column in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const INVALID_BASE = 0xdc00;
/** The text of each byte where it is no UTF-8. */
const INVALID: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  String.fromCharCode(INVALID_BASE + byte),
);

/** Turns bytes into text without losing any: see `SourceText`. A byte order mark stays in the text. */
export function decodeSource(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isUtf8(buffer) ? buffer.toString("utf8") : decodeMixed(buffer);
}

/** The bytes that `decodeSource` was given; the inverse for any text that it returned. */
export function encodeSource(text: string): Uint8Array {
  if (!hasInvalidBytes(text)) return Buffer.from(text, "utf8");
  const bytes = Buffer.allocUnsafe(byteLength(text));
  let length = 0;
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (!isInvalidByteAt(text, at)) continue;
    if (at > from) length += bytes.write(text.slice(from, at), length, "utf8");
    bytes[length++] = text.charCodeAt(at) - INVALID_BASE;
    from = at + 1;
  }
  bytes.write(text.slice(from), length, "utf8");
  return bytes;
}

/** Whether the text holds bytes that were not UTF-8. */
export function hasInvalidBytes(text: string): boolean {
  return !text.isWellFormed();
}

/** The text as people and JSON see it: each byte that was not UTF-8 becomes U+FFFD. */
export function displayText(text: string): string {
  return text.toWellFormed();
}

/** How many bytes the text takes as stored. */
export function byteLength(text: string): number {
  const length = Buffer.byteLength(text, "utf8");
  if (!hasInvalidBytes(text)) return length;
  let invalid = 0;
  for (let at = 0; at < text.length; at++) if (isInvalidByteAt(text, at)) invalid++;
  // A lone surrogate counts as the three bytes of U+FFFD, and stands for one.
  return length - 2 * invalid;
}

/** The offset at which every line starts; a line ends after its line feed. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The place of an offset, given the text's `lineStarts`. */
export function positionAt(starts: readonly number[], offset: number): Position {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
}

function isInvalidByteAt(text: string, at: number): boolean {
  const unit = text.charCodeAt(at);
  if (unit < 0xdc80 || unit > 0xdcff) return false;
  const before = at > 0 ? text.charCodeAt(at - 1) : 0;
  return before < 0xd800 || before > 0xdbff;
}

/** Decodes valid stretches as they are and every other byte on its own, as Go's decoder counts them. */
function decodeMixed(buffer: Buffer): string {
  const parts: string[] = [];
  let from = 0;
  let at = 0;
  while (at < buffer.length) {
    const length = sequenceLength(buffer, at);
    if (length > 0) {
      at += length;
      continue;
    }
    if (at > from) parts.push(buffer.toString("utf8", from, at));
    parts.push(INVALID[buffer[at] ?? 0] ?? "");
    at += 1;
    from = at;
  }
  parts.push(buffer.toString("utf8", from));
  return parts.join("");
}

/** The length of the valid UTF-8 sequence at `at`, or 0. Spec: Unicode 16, table 3-7. */
function sequenceLength(buffer: Buffer, at: number): number {
  const first = buffer[at] ?? 0;
  if (first < 0x80) return 1;
  const [length, low, high] = sequenceShape(first);
  if (length === 0 || at + length > buffer.length) return 0;
  const second = buffer[at + 1] ?? 0;
  if (second < low || second > high) return 0;
  for (let i = 2; i < length; i++) {
    const next = buffer[at + i] ?? 0;
    if (next < 0x80 || next > 0xbf) return 0;
  }
  return length;
}

/** Length and bounds of the second byte, by the first. */
function sequenceShape(first: number): readonly [number, number, number] {
  if (first >= 0xc2 && first <= 0xdf) return [2, 0x80, 0xbf];
  if (first === 0xe0) return [3, 0xa0, 0xbf];
  if (first === 0xed) return [3, 0x80, 0x9f];
  if (first >= 0xe1 && first <= 0xef) return [3, 0x80, 0xbf];
  if (first === 0xf0) return [4, 0x90, 0xbf];
  if (first >= 0xf1 && first <= 0xf3) return [4, 0x80, 0xbf];
  if (first === 0xf4) return [4, 0x80, 0x8f];
  return [0, 0, 0];
}
