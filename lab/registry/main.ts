/**
 * Runs a registry in the foreground until SIGTERM or SIGINT, and writes a line for each request.
 *
 *   --folder DIR   where it keeps images; made if it is not there
 *   --port N       0 takes one that is free
 */
import { parseArgs } from "node:util";
import { startRegistry } from "./server.ts";

const { values } = parseArgs({ options: { folder: { type: "string" }, port: { type: "string" } } });
const port = Number(values.port);
if (values.folder === undefined || values.port === undefined || !Number.isInteger(port)) {
  process.stderr.write("usage: main.ts --folder DIR --port N\n");
  process.exit(2);
}
const log = (line: string) => void process.stdout.write(`${line}\n`);
const registry = await startRegistry({ folder: values.folder, port, log });
log(`registry on http://${registry.address}, images in ${values.folder}`);

let isClosing = false;
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, async () => {
    if (isClosing) return;
    isClosing = true;
    await registry.close();
    log("closed");
  });
}
