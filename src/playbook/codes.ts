/** Codes of what was left out while a file was judged. They never change meaning. */
export const codes = {
  "playbook/too-many-findings":
    "A rule found more in one file than anyone reads; the first findings are shown, and it was not asked on.",
  "playbook/too-many-suppressions":
    "A file holds more comments that ask for silence than are heeded; those further down had no effect.",
} as const satisfies Readonly<Record<string, string>>;

/** A code of this folder. */
export type PlaybookCode = keyof typeof codes;
