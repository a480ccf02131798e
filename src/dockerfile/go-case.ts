// Go maps case character by character, JavaScript by the full rules: "İ" becomes two characters here and
// one there, and a last "Σ" is special. Keywords are ASCII in practice, which is the first branch.
const ASCII = /^[\x00-\x7f]*$/;

/** `strings.ToLower`. */
export function goLower(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase();
  let out = "";
  for (const character of text) out += character === "\u0130" ? "i" : character.toLowerCase();
  return out;
}

/** `strings.ToUpper`. */
export function goUpper(text: string): string {
  if (ASCII.test(text)) return text.toUpperCase();
  let out = "";
  for (const character of text) {
    const upper = character.toUpperCase();
    out += [...upper].length === 1 ? upper : character;
  }
  return out;
}
