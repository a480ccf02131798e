/** What each code of this folder means, in one sentence; `plimsoll explain` prints it. */
export const contextCodes = {
  "context/bad-pattern": "A line of the ignore file is no valid pattern, and the builder stops at it.",
  "context/empty-exclusion":
    "A line of the ignore file is a `!` that names nothing, and the builder stops at it.",
  "context/line-too-long": "A line of the ignore file has 65,536 bytes or more, which the builder refuses.",
  "context/too-many-patterns": "The ignore file has more patterns than we follow, though the builder would.",
  "context/ignore-file-unreadable":
    "The ignore file is there and cannot be read: a folder, too large, or not permitted.",
  "context/unreadable-folder":
    "A folder that is to be sent cannot be listed, so the builder would stop with an error.",
  "context/special-file": "A socket, pipe or device is sent by name; the builder sends none of its content.",
  "context/too-deep": "A folder lies deeper than we follow, so what is in it is missing from the list.",
  "context/too-many-paths": "The context holds more paths than we list, and the rest is missing.",
} as const;

/** The codes of the problems that this folder reports. */
export type ContextCode = keyof typeof contextCodes;
