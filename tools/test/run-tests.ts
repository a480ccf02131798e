import { globSync } from "node:fs";
import { join, relative } from "node:path";
import { run } from "node:test";
import { inspect } from "node:util";

/** How a run went; `skipped` holds one line for each test or suite that was left out. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

/** Where the tests are. */
const PATTERNS = ["src/**/*.test.ts", "tests/**/*.test.ts", "lab/**/*.test.ts"];
/** Suites that need images or an engine: the lab runs them. */
const LAB_SUITE = /\.lab\.test\.ts$/;

/** A file that takes longer hangs: the slowest suites read the whole corpus in under a minute. */
const FILE_TIMEOUT_MILLISECONDS = 10 * 60 * 1000;
/** Suites of the lab build dozens of images, and wait for downloads. */
export const LAB_FILE_TIMEOUT_MILLISECONDS = 30 * 60 * 1000;

/** The test files below `root`, in the order of their names, each written with `/`. */
export function findTests(root: string): readonly string[] {
  return findAll(root).filter((file) => !LAB_SUITE.test(file));
}

/** The suites below `root` that build and run images, in the order of their names. */
export function findLabTests(root: string): readonly string[] {
  return findAll(root).filter((file) => LAB_SUITE.test(file));
}

function findAll(root: string): readonly string[] {
  return globSync(PATTERNS, { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .sort();
}

/**
 * Runs test files, each in a process of its own and two at a time, and writes what fails in full. A file
 * that holds no test, or ends before its tests report, has failed.
 */
export async function runTests(
  root: string,
  files: readonly string[],
  write: (text: string) => void,
  timeout = FILE_TIMEOUT_MILLISECONDS,
): Promise<TestCounts> {
  // The processes share compiled code: without it each strips the types of everything it imports again.
  process.env.NODE_COMPILE_CACHE ??= join(root, "node_modules", ".cache", "tests");
  const events = run({
    files: files.map((file) => join(root, file)),
    concurrency: 2,
    isolation: "process",
    timeout,
  });
  const counts = { passed: 0, failed: 0, skipped: [] as string[] };
  const names = new Map<string, string[]>();
  for await (const { type, data } of events) {
    if (type === "test:start") noteName(names, data);
    else if (type === "test:stdout" || type === "test:stderr") write(data.message);
    else if (type === "test:pass" || type === "test:fail") {
      const outcome = judge(type === "test:pass", data);
      if (outcome === "passed") counts.passed++;
      if (outcome === "skipped") counts.skipped.push(describeSkip(root, names, data));
      if (outcome === "failed") {
        counts.failed++;
        write(describeFailure(root, names, data));
      }
    }
  }
  return counts;
}

/** The closing lines of a run: what was skipped and why, then the counts alone on the last line. */
export function renderCounts({ passed, failed, skipped }: TestCounts): string {
  const reasons = skipped.map((line) => `skipped: ${line}\n`).join("");
  const more = skipped.length === 0 ? "" : `, ${skipped.length} skipped`;
  return `${reasons}${passed} passed, ${failed} failed${more}\n`;
}

/** What we read of node:test's reports of one test, one suite or one file. */
interface Report {
  readonly name: string;
  readonly nesting: number;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly skip?: string | boolean | undefined;
  readonly todo?: string | boolean | undefined;
  readonly details: { readonly type?: string | undefined; readonly error?: unknown };
}

function judge(isPass: boolean, report: Report): "passed" | "failed" | "skipped" | "ignored" {
  // A skipped suite counts once: the tests inside it are not even registered.
  if (report.skip !== undefined && report.skip !== false) return "skipped";
  if (report.todo !== undefined && report.todo !== false) return "skipped";
  if (!isPass)
    return property(report.details.error, "failureType") === "subtestsFailed" ? "ignored" : "failed";
  if (report.details.type === "suite") return "ignored";
  // node:test reports a file as a test only when nothing inside it reported.
  return report.name === report.file ? "failed" : "passed";
}

function noteName(names: Map<string, string[]>, { file = "", nesting, name }: Omit<Report, "details">): void {
  const path = names.get(file) ?? [];
  path.splice(nesting, path.length, name);
  names.set(file, path);
}

function describeSkip(root: string, names: Map<string, string[]>, report: Report): string {
  const mark = report.skip === undefined || report.skip === false ? report.todo : report.skip;
  const reason = typeof mark === "string" && mark !== "" ? mark : "gives no reason";
  return `${title(names, report)} (${place(root, report)}): ${reason}`;
}

function describeFailure(root: string, names: Map<string, string[]>, report: Report): string {
  const error = report.details.error;
  const cause = property(error, "cause") ?? error ?? "It holds no test.";
  const status = property(error, "exitCode") ?? property(error, "signal");
  const ended = status === undefined || status === null ? "" : `\nIts process ended with ${status}.`;
  const text = (typeof cause === "string" ? cause : inspect(cause, { depth: 8 })) + ended;
  return `\nFAILED ${title(names, report)} (${place(root, report)})\n${text.replace(/^/gm, "  ")}\n\n`;
}

/** The names of a test and of the suites around it. */
function title(names: Map<string, string[]>, report: Report): string {
  if (report.name === report.file) return "the whole file";
  const around = (names.get(report.file ?? "") ?? []).slice(0, report.nesting);
  return [...around, report.name].join(" > ");
}

function place(root: string, { file = root, line }: Report): string {
  return `${relative(root, file).replaceAll("\\", "/")}:${line ?? 1}`;
}

function property(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
