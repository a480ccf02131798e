/** Codes of problems in shell text, each with its sentence. They never change meaning. */
export const codes = {
  "shell/cut-off":
    "The shell text is longer, nested deeper or has more heredocs than is read; nothing of it was judged.",
  "shell/syntax": "A shell would refuse this text, or read it in a way that we could not follow.",
  "shell/unreadable": "The shell parser failed on this text; nothing of it was judged.",
} as const satisfies Readonly<Record<string, string>>;

/** A code of this folder. */
export type ShellCode = keyof typeof codes;
