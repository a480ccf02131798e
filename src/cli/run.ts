import { CommanderError } from "commander";
import { displayText, PlimsollError, shortenMessage } from "../base/index.ts";
import type { Host } from "../host/index.ts";
import { EXIT, type ExitStatus } from "./exit-status.ts";
import { createProgram } from "./program.ts";
import { UsageError } from "./usage-error.ts";

/** Runs one command line against a host and tells its exit status. Never throws. */
export async function runCommandLine(words: readonly string[], host: Host): Promise<ExitStatus> {
  let status: ExitStatus = EXIT.fine;
  const program = createProgram(host, (ended) => {
    status = ended;
  });
  try {
    await program.parseAsync([...words], { from: "user" });
    return status;
  } catch (error) {
    return explainFailure(error, host);
  }
}

function explainFailure(error: unknown, host: Host): ExitStatus {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  if (error instanceof UsageError) {
    say(host, error.message, error.hint);
    return EXIT.usage;
  }
  if (error instanceof PlimsollError) {
    say(host, error.message, error.hint);
    // What `app` refuses is the request itself; everything else that is thrown comes from outside.
    return error.code.startsWith("app/") ? EXIT.usage : EXIT.outside;
  }
  const message = error instanceof Error ? error.message : String(error);
  say(
    host,
    `this is a bug in Plimsoll: ${message}`,
    "please report it, with the file that shows it; PLIMSOLL_DEBUG=1 prints where it happened",
  );
  if (host.environment.PLIMSOLL_DEBUG !== undefined && error instanceof Error)
    host.errors.write(`${error.stack}\n`);
  return EXIT.bug;
}

function say(host: Host, message: string, hint: string | undefined): void {
  host.errors.write(`plimsoll: ${displayText(shortenMessage(message))}\n`);
  if (hint !== undefined) host.errors.write(`  ${displayText(hint)}\n`);
}
