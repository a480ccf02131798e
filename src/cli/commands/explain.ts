import { explain, listExplained } from "../../app/index.ts";
import type { Host } from "../../host/index.ts";
import { renderPage } from "../../report/index.ts";
import { wantsColor } from "../color.ts";
import { EXIT, type ExitStatus } from "../exit-status.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

/** `explain`: the page of a name, or everything that has one. */
export async function runExplain(host: Host, name: string | undefined, given: unknown): Promise<ExitStatus> {
  const { color } = readOptions(given, { color: "string" });
  const options = { color: wantsColor(color, host.output, host.environment), columns: host.output.columns };
  if (name === undefined) {
    host.output.write(renderPage(listExplained(), options));
    return EXIT.fine;
  }
  const found = await explain(name);
  if (found.kind === "unknown") {
    const next =
      found.suggestion === undefined ? "plimsoll explain lists all" : `did you mean ${found.suggestion}?`;
    throw new UsageError(`nothing is called ${JSON.stringify(name)}`, next);
  }
  host.output.write(found.pages.map((page) => renderPage(page, options)).join("\n"));
  return EXIT.fine;
}
