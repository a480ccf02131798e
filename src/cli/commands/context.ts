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
    const isOurs = UNREAD.has(listed.problem.code);
    const what = isOurs ? "the context cannot be listed" : "the builder refuses the ignore file";
    host.errors.write(`plimsoll: ${what}: ${listed.reason}\n`);
    return isOurs ? EXIT.outside : EXIT.usage;
  }
  for (const { path, message } of listed.problems) {
    host.errors.write(`plimsoll: ${displayText(path === undefined ? message : `${path}: ${message}`)}\n`);
  }
  if (listed.kind === "weighed") host.output.write(renderContextWeight(listed));
  else if (listed.lines.length > 0) host.output.write(`${listed.lines.join("\n")}\n`);
  return listed.problems.some(({ code }) => INCOMPLETE.has(code)) ? EXIT.outside : EXIT.fine;
}

/** Problems that come from outside, or from our own bounds, and not from what the ignore file says. */
const UNREAD: ReadonlySet<string> = new Set([
  "context/ignore-file-unreadable",
  "context/unreadable-folder",
  "context/too-many-patterns",
]);

/** Problems after which paths are missing. */
const INCOMPLETE: ReadonlySet<string> = new Set(["context/too-deep", "context/too-many-paths"]);
