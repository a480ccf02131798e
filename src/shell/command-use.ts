import type { Problem, Whether } from "../base/index.ts";
import type { CommandNode, ShellScript, ShellWord } from "./tree.ts";

/** The operator in front of a command; undefined in front of the first of a script or of a part of one. */
export type LeadingOperator = "&&" | "||" | ";" | "\n" | "&" | "|" | "|&" | undefined;

/** What a command stands in. `text` is the text of `sh -c`, `eval` or a shell's heredoc. */
export type Enclosure =
  | "condition"
  | "branch"
  | "loop"
  | "function"
  | "subshell"
  | "group"
  | "pipeline"
  | "background"
  | "substitution"
  | "text";

/** A simple command where it stands in a script. */
export interface CommandUse {
  /**
   * The name and the arguments of the command that runs in the end: `sudo`, `env A=b` and the like are taken
   * off. Empty for assignments and redirections without a command.
   */
  readonly words: readonly ShellWord[];
  /** The name without its folder, or undefined where it is not literal or missing. */
  readonly name: string | undefined;
  /** The command as written. */
  readonly node: CommandNode;
  /** The names of the commands taken off (`sudo`, `env`, `exec`), outermost first. */
  readonly through: readonly string[];
  /** The `A=b` words of `env` and `sudo`; assignments in front of the command are in `node`. */
  readonly environment: readonly ShellWord[];
  /** Whether the command gets further words that are not written here (`xargs`). */
  readonly hasMoreWords: boolean;
  /**
   * Whether it runs in every run of the script that ends in success, which are the only ones a build goes on
   * from: in `a && b` both do, in `a && b; c` only `a` and `c`. "no" stands behind an `exit`. In a function
   * it is "maybe", called or not. That a part of a pipeline is killed by a reader who stops early, or a
   * sourced file ends the script, is left out of account.
   */
  readonly runs: Whether;
  readonly operator: LeadingOperator;
  /** What it stands in, outermost first. */
  readonly inside: readonly Enclosure[];
  /** The script it stands in: the one asked about, or one inside it (`sh -c`). */
  readonly script: ShellScript;
}

/** The commands of a script in the order in which they would run. */
export interface CommandList {
  readonly commands: readonly CommandUse[];
  /** Problems of the texts inside (`sh -c`); those of the script itself are in the script. */
  readonly problems: readonly Problem[];
  /** Whether part of what runs could not be looked into: an opaque script, or an inner text that is one. */
  readonly isPartial: boolean;
}
