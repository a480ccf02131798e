import { type FixEvent, type FixRequest, fix } from "../../app/index.ts";
import { isAtLeast, type Problem, type Severity } from "../../base/index.ts";
import type { Host, Output } from "../../host/index.ts";
import {
  type FixedFile,
  type FixJson,
  type FixOptions,
  type FixReporting,
  type FixResult,
  loadFixReport,
} from "../../report/index.ts";
import { wantsColor } from "../color.ts";
import { EXIT, type ExitStatus } from "../exit-status.ts";
import { version } from "../generated/version.ts";
import { JUDGING_OPTIONS, judgingRequest } from "../judging-options.ts";
import { readLevel } from "../read-level.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

const OPTIONS = { ...JUDGING_OPTIONS, diff: "boolean", unsafe: "boolean", restructure: "boolean" } as const;

/** `fix`: mends Dockerfiles and shows what changed and what is left. */
export async function runFix(host: Host, paths: readonly string[], given: unknown): Promise<ExitStatus> {
  const options = readOptions(given, OPTIONS);
  const isInput = paths.includes("-");
  if (isInput && paths.length > 1)
    throw new UsageError("- stands alone", "run plimsoll fix once for standard input and once for files");
  const failOn = readLevel(options.failOn);
  const request: FixRequest = {
    ...judgingRequest(paths, options),
    unsafe: options.unsafe,
    restructure: options.restructure,
    writes: !options.diff && !isInput,
  };
  const reporting = await loadFixReport();
  const view = viewOf(host, reporting, { ...options, isInput, failOn });
  const run = await collect(fix(host, request), view);
  view.end(run.result);
  if (run.isInterrupted) host.errors.write(`plimsoll: ${interruption(run.result, request.writes)}\n`);
  else if (run.result.files.length === 0 && run.result.problems.length === 0) {
    host.errors.write(`plimsoll: no Dockerfile found in ${paths.join(", ")}\n`);
  }
  return run.isInterrupted ? EXIT.outside : statusOf(run.result, { failOn, isDiff: options.diff });
}

interface Collected {
  readonly result: FixResult;
  readonly isInterrupted: boolean;
}

async function collect(events: AsyncIterable<FixEvent>, view: FixView): Promise<Collected> {
  const files: FixedFile[] = [];
  const problems: Problem[] = [];
  let isInterrupted = false;
  for await (const event of events) {
    if (event.kind === "problem") problems.push(event.problem);
    else if (event.kind === "interrupted") isInterrupted = true;
    else if (event.kind === "file") {
      view.file(event.file);
      files.push(keep(event.file));
    }
  }
  return { result: { files, problems }, isInterrupted };
}

/** What the end still needs of a file: whether it changed, and the counts; thousands of texts are let go. */
function keep(file: FixedFile): FixedFile {
  return { ...file, before: "", after: file.before === file.after ? "" : "changed" };
}

/** How a run is shown: each file as it comes, and the end. */
interface FixView {
  readonly file: (file: FixedFile) => void;
  readonly end: (result: FixResult) => void;
}

interface ViewOptions {
  readonly diff: boolean;
  readonly format: string | undefined;
  readonly color: string | undefined;
  readonly quiet: boolean;
  readonly failOn: Severity | "never";
  readonly isInput: boolean;
}

function viewOf(host: Host, reporting: FixReporting, options: ViewOptions): FixView {
  const writes = !options.diff && !options.isInput;
  if (options.format === "json") return jsonView(host.output, new reporting.FixJson({ version, writes }));
  // What a program reads, a patch or the mended file, is alone on standard output.
  const isForProgram = !host.output.isTerminal && options.diff;
  const said = isForProgram || (options.isInput && !options.diff) ? host.errors : host.output;
  const shown: FixOptions = {
    color: wantsColor(options.color, said, host.environment),
    columns: said.columns,
    quiet: options.quiet,
    failOn: options.failOn,
    // Of standard input the mended text was printed, which is as good as written.
    writes: !options.diff,
  };
  return {
    file: (file) => {
      if (options.isInput && !options.diff) host.output.write(file.after);
      else if (isForProgram && options.color !== "always") host.output.write(reporting.renderFilePatch(file));
      else host.output.write(reporting.renderFileDiff(file, shown));
      said.write(reporting.renderFixedFile(file, shown));
    },
    end: (result) => said.write(reporting.renderFixSummary(result, shown)),
  };
}

function jsonView(output: Output, json: FixJson): FixView {
  return {
    file: (file) => json.file(file),
    end: ({ problems }) => {
      for (const piece of json.end(problems)) output.write(piece);
    },
  };
}

function isChanged({ before, after, others }: FixedFile): boolean {
  return before !== after || others.length > 0;
}

function interruption({ files }: FixResult, writes: boolean): string {
  const written = writes ? files.filter(isChanged).length : 0;
  return `interrupted; ${written} ${written === 1 ? "file was" : "files were"} written, all others are as they were`;
}

/** A file that could not be read or written outranks findings: the work is not complete. */
function statusOf(
  { files, problems }: FixResult,
  { failOn, isDiff }: { readonly failOn: Severity | "never"; readonly isDiff: boolean },
): ExitStatus {
  // A broken compose or workflow file beside a Dockerfile only leaves its context unknown.
  if (problems.some(({ code }) => !code.startsWith("pipeline/"))) return EXIT.outside;
  if (isDiff && files.some(isChanged)) return EXIT.findings;
  if (failOn === "never") return EXIT.fine;
  const fails = files.some(
    ({ left, isDevelopment }) => !isDevelopment && left.some(({ severity }) => isAtLeast(severity, failOn)),
  );
  return fails ? EXIT.findings : EXIT.fine;
}
