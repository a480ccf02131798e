import { run } from "../../process.ts";
import type { RunOptions } from "./definition.ts";

/** Runs a program to its end and gives what it printed on standard output. Throws where it fails. */
export function runProcess(
  command: string,
  words: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  const environment = { ...process.env, LC_ALL: "C.UTF-8", ...options.environment };
  return run(command, words, { ...options, environment });
}
