/** The permission bits of an octal mode, or undefined for a symbolic one, which depends on what was there. */
export function readMode(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-7]{3,4}$/.test(text) ? Number.parseInt(text, 8) : undefined;
}
