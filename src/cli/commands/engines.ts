import { listEngines } from "../../app/index.ts";
import type { Host } from "../../host/index.ts";
import { loadBuildReport } from "../../report/index.ts";
import { wantsColor } from "../color.ts";
import { EXIT, type ExitStatus } from "../exit-status.ts";
import { version } from "../generated/version.ts";
import { readOptions } from "../read-options.ts";

/** `engines`: the container engines there are, and what each can do. */
export async function runEngines(host: Host, given: unknown): Promise<ExitStatus> {
  const { format, color } = readOptions(given, { format: "string", color: "string" });
  const engines = await listEngines(host);
  const { renderEngines, renderEnginesJson } = await loadBuildReport();
  if (format === "json") host.output.write(renderEnginesJson(version, engines));
  else {
    const isColored = wantsColor(color, host.output, host.environment);
    host.output.write(renderEngines(engines, { color: isColored, columns: host.output.columns }));
  }
  return engines.some(({ isChosen }) => isChosen) ? EXIT.fine : EXIT.outside;
}
