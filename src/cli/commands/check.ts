import { type CheckRequest, check, loadRulePages } from "../../app/index.ts";
import { type Finding, isAtLeast, type Problem, SEVERITIES, type Severity } from "../../base/index.ts";
import type { Host } from "../../host/index.ts";
import {
  type CheckedFile,
  CheckJson,
  type CheckResult,
  firstSentence,
  renderCheckedFile,
  renderGithub,
  renderSarif,
  renderSummary,
} from "../../report/index.ts";
import { wantsColor } from "../color.ts";
import { EXIT, type ExitStatus } from "../exit-status.ts";
import { version } from "../generated/version.ts";
import { JUDGING_OPTIONS, judgingRequest } from "../judging-options.ts";
import { Progress } from "../progress.ts";
import { readLevel } from "../read-level.ts";
import { readOptions } from "../read-options.ts";
import { Sink } from "../sink.ts";

const OPTIONS = { ...JUDGING_OPTIONS, output: "string" } as const;

/** `check`: judges Dockerfiles and prints what was found. */
export async function runCheck(host: Host, paths: readonly string[], given: unknown): Promise<ExitStatus> {
  const options = readOptions(given, OPTIONS);
  const request = judgingRequest(paths, options);
  const failOn = readLevel(options.failOn);
  const sink = new Sink(host, options.output);
  const format = options.format ?? "terminal";
  const result = await collect(host, request, format, sink, { ...options, failOn });
  await sink.close();
  return statusOf(result, failOn);
}

interface PrintOptions {
  readonly color: string | undefined;
  readonly quiet: boolean;
  readonly failOn: Severity | "never";
}

/** Judges everything. Where the format allows, a file is printed as soon as it is judged, and its text let go. */
async function collect(
  host: Host,
  request: CheckRequest,
  format: string,
  sink: Sink,
  options: PrintOptions,
): Promise<CheckResult> {
  const files: CheckedFile[] = [];
  const problems: Problem[] = [];
  const progress = new Progress(host.errors, format === "terminal" && sink.isTerminal);
  const printer = await createPrinter(format, host, sink, options);
  for await (const event of check(host, request)) {
    if (event.kind === "found") progress.expect(event.files);
    else if (event.kind === "problem") problems.push(event.problem);
    else {
      progress.advance(event.file.path);
      sink.write(printer.file(event.file));
      files.push(printer.keep(event.file));
    }
  }
  progress.end();
  const result: CheckResult = { files, problems };
  for (const piece of printer.end(result)) sink.write(piece);
  if (files.length === 0 && problems.length === 0) {
    host.errors.write(`plimsoll: no Dockerfile found in ${request.paths.join(", ")}\n`);
  }
  return result;
}

/** How a format is printed: of each file, and after them. */
interface Printer {
  readonly file: (file: CheckedFile) => string;
  readonly end: (result: CheckResult) => Iterable<string>;
  /** What of a file the end still needs: thousands of texts and checklists are not to be held for nothing. */
  readonly keep: (file: CheckedFile) => CheckedFile;
}

async function createPrinter(
  format: string,
  host: Host,
  sink: Sink,
  options: PrintOptions,
): Promise<Printer> {
  if (format === "terminal") return createTerminalPrinter(host, sink, options);
  if (format === "json") {
    const json = new CheckJson(version);
    return {
      file: (file) => json.file(file),
      end: ({ problems }) => json.end(problems),
      keep: (file) => ({ ...file, text: "", checklist: [], findings: gravestOf(file.findings) }),
    };
  }
  const page = await loadRulePages();
  const end = (result: CheckResult): readonly string[] => [
    format === "github" ? renderGithub(result) : renderSarif(result, { version, page }),
  ];
  return { file: () => "", end, keep: (file) => file };
}

async function createTerminalPrinter(
  host: Host,
  sink: Sink,
  { color, quiet, failOn }: PrintOptions,
): Promise<Printer> {
  const page = await loadRulePages();
  const reasons = new Map<string, string | undefined>();
  const why = (rule: string): string | undefined => {
    if (!reasons.has(rule)) reasons.set(rule, firstSentence(page(rule) ?? ""));
    return reasons.get(rule);
  };
  const options = {
    color: sink.isFile ? color === "always" : wantsColor(color, host.output, host.environment),
    columns: host.output.columns,
    quiet,
    failOn,
    why,
  };
  return {
    file: (file) => renderCheckedFile(file, options),
    end: (result) => [renderSummary(result, options)],
    keep: (file) => ({ ...file, text: "" }),
  };
}

/** One finding of the gravest level, which is all that the exit status asks for. */
function gravestOf(findings: readonly Finding[]): readonly Finding[] {
  const [gravest] = findings.toSorted(
    (a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
  );
  return gravest === undefined ? [] : [gravest];
}

/** A file that could not be read outranks findings: the check is not complete. */
function statusOf({ files, problems }: CheckResult, failOn: Severity | "never"): ExitStatus {
  // A broken compose or workflow file beside a Dockerfile only leaves its context unknown.
  if (problems.some(({ code }) => !code.startsWith("pipeline/"))) return EXIT.outside;
  if (failOn === "never") return EXIT.fine;
  const fails = files.some(
    ({ findings, isDevelopment }) =>
      !isDevelopment && findings.some(({ severity }) => isAtLeast(severity, failOn)),
  );
  return fails ? EXIT.findings : EXIT.fine;
}
