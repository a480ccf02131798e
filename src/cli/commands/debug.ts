import { readStages, readTokens, readTree } from "../../app/index.ts";
import { displayText, PlimsollError } from "../../base/index.ts";
import type { Host } from "../../host/index.ts";
import { renderStages, shapeStages, shapeTree } from "../../report/index.ts";
import { EXIT, type ExitStatus } from "../exit-status.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

/** `debug tree`: one JSON object a file; a file that cannot be read is said on standard error, the rest printed. */
export async function runDebugTree(
  host: Host,
  paths: readonly string[],
  given: unknown,
): Promise<ExitStatus> {
  const { format } = readOptions(given, { format: "string" });
  if (format === "json" && paths.length > 1) {
    throw new UsageError("--format json prints one file", "use --format jsonl for several");
  }
  let status: ExitStatus = EXIT.fine;
  for (const path of paths) {
    try {
      const tree = shapeTree(await readTree(host, path));
      host.output.write(`${format === "json" ? JSON.stringify(tree, undefined, 2) : JSON.stringify(tree)}\n`);
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error;
      host.errors.write(`plimsoll: ${displayText(error.message)}\n`);
      status = EXIT.outside;
    }
  }
  return status;
}

/** `debug stages`: what the interpreter saw, for reading or as JSON. */
export async function runDebugStages(host: Host, path: string, given: unknown): Promise<ExitStatus> {
  const { format } = readOptions(given, { format: "string" });
  const stages = shapeStages(await readStages(host, path));
  host.output.write(format === "json" ? `${JSON.stringify(stages, undefined, 2)}\n` : renderStages(stages));
  return EXIT.fine;
}

/** `debug tokens`: a line for each token. */
export async function runDebugTokens(host: Host, path: string): Promise<ExitStatus> {
  const tokens = await readTokens(host, path);
  const lines = tokens.map(({ kind, line, column, text }) => {
    return `${`${line}:${column}`.padEnd(9)} ${kind.padEnd(15)} ${JSON.stringify(text)}\n`;
  });
  host.output.write(lines.join(""));
  return EXIT.fine;
}
