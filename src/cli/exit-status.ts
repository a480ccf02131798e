/** Exit statuses, the same for every command. */
export const EXIT = {
  /** Nothing at or above the level that fails. */
  fine: 0,
  /** Findings remain, or a gate failed. */
  findings: 1,
  /** The call or its configuration is wrong. */
  usage: 2,
  /** A file, the network or an engine failed. */
  outside: 3,
  /** Our own bug. */
  bug: 4,
} as const;

/** One of the statuses. */
export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];
