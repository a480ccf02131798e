/**
 * Whether any of the names stands in the text as a word or at the end of a path, anywhere: in a comment or
 * a string too. A cheap question to ask before parsing: "no" means that no command has such a name, unless
 * the name is put together by quotes or variables.
 */
export function mentionsCommand(text: string, names: Iterable<string>): boolean {
  for (const name of names) {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      if (!isNameUnit(text.charCodeAt(at - 1)) && !isNameUnit(text.charCodeAt(at + name.length))) return true;
    }
  }
  return false;
}

/** Whether a character continues a command name: letters, digits, `-` and `_`. Outside the text is none. */
function isNameUnit(unit: number): boolean {
  if (unit >= 97) return unit <= 122 || unit >= 0x80;
  return (unit >= 65 && unit <= 90) || (unit >= 48 && unit <= 57) || unit === 45 || unit === 95;
}
