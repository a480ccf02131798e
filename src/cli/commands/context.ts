import { listBuildContext, weighBuildContext } from "../../app/index.ts";
import { displayText } from "../../base/index.ts";
import type { Host } from "../../host/index.ts";
import { renderContextWeight } from "../../report/index.ts";
import { EXIT, type ExitStatus } from "../exit-status.ts";
import { readOptions } from "../read-options.ts";

/** `context`: the paths a build would send, or what they weigh by folder. */
export async function runContext(host: Host, folder: string, given: unknown): Promise<ExitStatus> {
  const { list, file } = readOptions(given, { list: "boolean", file: "string" });
  const request = file === undefined ? { folder } : { folder, dockerfile: file };
  const listed = list ? await listBuildContext(host, request) : await weighBuildContext(host, request);
  if (listed.kind === "refused") {
    host.errors.write(`plimsoll: the builder refuses the ignore file: ${listed.reason}\n`);
    return EXIT.usage;
  }
  for (const { path, message } of listed.problems) {
    host.errors.write(`plimsoll: ${displayText(path === undefined ? message : `${path}: ${message}`)}\n`);
  }
  if (listed.kind === "weighed") host.output.write(renderContextWeight(listed));
  else if (listed.lines.length > 0) host.output.write(`${listed.lines.join("\n")}\n`);
  return EXIT.fine;
}
