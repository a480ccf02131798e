/** What each error code of this folder means, in one sentence; `plimsoll explain` prints it. */
export const hostCodes = {
  "host/not-found": "There is nothing at this path, or a link on the way leads nowhere.",
  "host/no-permission": "The file system refuses to let this user read the path.",
  "host/not-a-file": "The path is a folder, a device, a socket or a pipe, and only files are read.",
  "host/not-a-folder": "The path is no folder, so it has no entries to list.",
  "host/too-large": "The input is larger than the bound that keeps memory use in check.",
  "host/unreadable": "The path could not be read for the reason that the message quotes.",
  "host/unwritable":
    "The file or output could not be written; a file that stood there before is as it was, and nothing is half written.",
  "host/changed":
    "The file holds something else than when it was read, so that it was left alone: somebody else is writing it.",
  "host/program-missing": "The program that was to be started is not installed, or not in PATH.",
  "host/program-not-started":
    "The system refused to start a program, for the reason that the message quotes.",
  "host/unreachable": "Nothing answered on a port of this machine, or not in time.",
} as const;

/** The codes of the errors that a host throws. */
export type HostCode = keyof typeof hostCodes;
