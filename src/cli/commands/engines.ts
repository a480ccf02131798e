import { listEngines } from "../../app/index.ts";
import type { Host } from "../../host/index.ts";
import { loadBuildReport } from "../../report/index.ts";
import { wantsColor } from "../color.ts";
import { EXIT, type ExitStatus } from "../exit-status.ts";
import { readOptions } from "../read-options.ts";

/** `engines`: the container engines there are, and what each can do. */
export async function runEngines(host: Host, given: unknown): Promise<ExitStatus> {
  const { format, color } = readOptions(given, { format: "string", color: "string" });
  const engines = await listEngines(host);
  if (format === "json") host.output.write(`${JSON.stringify({ version: 1, engines }, null, 2)}\n`);
  else {
    const isColored = wantsColor(color, host.output, host.environment);
    const { renderEngines } = await loadBuildReport();
    host.output.write(renderEngines(engines, { color: isColored, columns: host.output.columns }));
  }
  return engines.some(({ isChosen }) => isChosen) ? EXIT.fine : EXIT.outside;
}
