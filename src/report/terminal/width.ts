import { isPrintable } from "../visible-text.ts";

/**
 * Ranges of characters that take two columns: East Asian Width W and F, by blocks.
 * Spec: Unicode 16, UAX 11. Emoji come from their own property.
 */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18dff],
  [0x1aff0, 0x1b2ff],
  [0x1f200, 0x1f2ff],
  [0x20000, 0x3fffd],
];

/** Combining marks, the two joiners, and the parts of Hangul syllables that join the part before them. */
const ZERO = /^(?:\p{Mn}|\p{Me}|\u200c|\u200d|[\u1160-\u11ff])$/u;
const EMOJI = /^\p{Emoji_Presentation}$/u;

/**
 * The columns that one visible character takes: 2 for East Asian wide ones and emoji, 0 for combining ones.
 * Emoji that are joined from several are counted one by one, as most terminals draw them.
 */
export function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (ZERO.test(character)) return 0;
  return isWide(code) || EMOJI.test(character) ? 2 : 1;
}

/** The columns that a text takes; it holds nothing that a terminal acts upon. */
export function displayWidth(text: string): number {
  if (isPrintable(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function isWide(code: number): boolean {
  return WIDE.some(([first, last]) => code >= first && code <= last);
}
