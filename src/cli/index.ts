/**
 * The command line as a function of words and a host, so that whole commands run without a process. `main.ts`
 * gives it the words and the host of this one.
 */
export { EXIT, type ExitStatus } from "./exit-status.ts";
export { runCommandLine } from "./run.ts";
