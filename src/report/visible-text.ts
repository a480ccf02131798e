/**
 * What a terminal or a log acts upon instead of showing it: controls (C0, C1), format characters such as the
 * marks that turn the direction of writing, line and paragraph separators, and halves of surrogate pairs.
 * The joiners U+200C and U+200D stay: scripts and emoji need them, and they change nothing but shapes.
 */
const ACTING = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Text that is shown as it stands. */
const PRINTABLE = /^[\x20-\x7e]*$/;

/**
 * The text with everything that a terminal would act upon made visible, as `<U+001B>`; bytes that are no
 * UTF-8 become U+FFFD. What comes out holds no line break.
 */
export function visibleText(text: string): string {
  return PRINTABLE.test(text) ? text : text.replace(ACTING, nameCharacter);
}

/** Whether a text is plain ASCII, where one character takes one column. */
export function isPrintable(text: string): boolean {
  return PRINTABLE.test(text);
}

function nameCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return "\ufffd";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}
