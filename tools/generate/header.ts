/** The first line of every generated module. */
export const HEADER = "// Made by tools/generate.ts: edit what it reads, not this file.\n";
