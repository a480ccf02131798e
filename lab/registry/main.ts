/**
 * Runs a registry in the foreground until SIGTERM or SIGINT, and writes a line for each request. Before it answers,
 * it takes away what nothing leads to any more.
 *
 * A second signal ends it at once.
 *
 *   --folder DIR   where it keeps images; made if it is not there
 *   --port N       0 takes one that is free
 */
import { parseArgs } from "node:util";
import { startRegistry } from "./server.ts";

const { folder, port } = readArguments();
const log = (line: string) => void process.stdout.write(`${line}\n`);
try {
  const registry = await startRegistry({ folder, port, log, isTidied: true });
  const close = () => void registry.close().then(() => log("closed"));
  process.once("SIGTERM", close).once("SIGINT", close);
  log(`registry on http://${registry.address}, images in ${folder}`);
} catch (error) {
  process.stderr.write(`the registry does not start: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 3;
}

function readArguments(): { readonly folder: string; readonly port: number } {
  try {
    const { values } = parseArgs({ options: { folder: { type: "string" }, port: { type: "string" } } });
    if (values.folder !== undefined && values.port !== undefined && /^\d{1,5}$/.test(values.port))
      return { folder: values.folder, port: Number(values.port) };
  } catch {
    // An option that there is not.
  }
  process.stderr.write("usage: main.ts --folder DIR --port N\n");
  process.exit(2);
}
