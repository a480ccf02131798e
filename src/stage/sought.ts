import type { Whether } from "../base/index.ts";

/**
 * What is asked for: a tool of the system, such as curl, is nothing that a language's packages or builds bring;
 * a file that somebody wrote is nothing that its packages bring.
 */
export type Sought = "anything" | "tool" | "source";

/** How it is asked whether something was brought. */
export interface Asked {
  readonly sought: Sought;
  /** Whether what is asked about was copied out of this tree, so that its base counts too. */
  readonly isCopied: boolean;
}

/** Asks the build context whether a path is there and sent. */
export type AskContext = (path: string) => Whether;
