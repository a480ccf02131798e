import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Run, type Summary, summarize } from "./statistics.ts";

/** A program to be measured. */
export interface Command {
  readonly name: string;
  readonly program: string;
  readonly words: readonly string[];
  readonly folder: string;
  /** Replaces this process's own environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A pipe as a CI job has it, or the null device where so much is printed that its reader would be measured. */
  readonly output: "pipe" | "null";
  /** The exit statuses that mean that the work was done: a linter that found something exits with 1. */
  readonly good: readonly number[];
}

/** A run that came to its end, or why it did not. */
export type Outcome =
  | { readonly kind: "ran"; readonly run: Run }
  | { readonly kind: "failed"; readonly reason: string };

/** GNU time asks the kernel what a process needed; Node tells this only of itself. */
const TIMER = "/usr/bin/time";

/** Whether memory and processor time of other programs can be measured here. */
export const measuresMemory: boolean = isGnuTime();

function isGnuTime(): boolean {
  if (!existsSync(TIMER)) return false;
  const { stdout, stderr } = spawnSync(TIMER, ["--version"], { encoding: "utf8" });
  return /GNU/.test(`${stdout}${stderr}`);
}

/** Runs a command once and times it. */
export function measureTime(command: Command, timeoutMilliseconds: number): Outcome {
  const { program, words, folder, environment, output } = command;
  const started = performance.now();
  const { status, signal, error, stderr } = spawnSync(program, words, {
    cwd: folder,
    env: environment,
    stdio: ["ignore", output === "pipe" ? "pipe" : "ignore", "pipe"],
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    timeout: timeoutMilliseconds,
  });
  const milliseconds = performance.now() - started;
  if (milliseconds >= timeoutMilliseconds)
    return failed(`it was not done after ${timeoutMilliseconds / 1000} s`);
  if (error !== undefined) return failed(error.message);
  if (status === null) return failed(`it ended by ${signal}`);
  if (!command.good.includes(status)) return failed(`it ended with ${status}: ${lastLine(stderr)}`);
  return {
    kind: "ran",
    run: { milliseconds, processorMilliseconds: undefined, peakKilobytes: undefined },
  };
}

/** Runs a command once under a timer that tells its memory and processor time as well, where there is one. */
export function measureAll(command: Command, timeoutMilliseconds: number): Outcome {
  if (!measuresMemory) return measureTime(command, timeoutMilliseconds);
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-time-"));
  const report = join(folder, "report");
  try {
    const words = ["--quiet", "--format=%e %U %S %M", `--output=${report}`, command.program];
    const timed = { ...command, program: TIMER, words: [...words, ...command.words] };
    const outcome = measureTime(timed, timeoutMilliseconds);
    if (outcome.kind === "failed") return outcome;
    const figures = readFileSync(report, "utf8").trim().split(" ").map(Number);
    const [, user = Number.NaN, system = Number.NaN, peakKilobytes] = figures;
    const processorMilliseconds = (user + system) * 1000;
    return { kind: "ran", run: { ...outcome.run, processorMilliseconds, peakKilobytes } };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How many rounds come before those that count: the first runs fill caches of the disk and of compiled code. */
const WARM_UP_ROUNDS = 3;
const MEMORY_ROUNDS = 3;
const SHORT_TIMEOUT = 60_000;

/**
 * Runs short commands in turns, so that whatever else the machine does meets all of them alike. Time is taken
 * without the timer, which would add its own process; memory from a few more rounds. The names of commands
 * that failed stand in `failures`, with the reason.
 */
export function compareShort(
  commands: readonly Command[],
  rounds: number,
): { readonly summaries: ReadonlyMap<string, Summary>; readonly failures: ReadonlyMap<string, string> } {
  const runs = new Map<string, Run[]>(commands.map(({ name }) => [name, []]));
  const failures = new Map<string, string>();
  const total = WARM_UP_ROUNDS + rounds + MEMORY_ROUNDS;
  const peaks = new Map<string, Run[]>(commands.map(({ name }) => [name, []]));
  for (let round = 0; round < total; round++) {
    const isMemory = round >= WARM_UP_ROUNDS + rounds;
    for (const command of commands) {
      if (failures.has(command.name)) continue;
      const outcome = (isMemory ? measureAll : measureTime)(command, SHORT_TIMEOUT);
      if (outcome.kind === "failed") failures.set(command.name, outcome.reason);
      else if (isMemory) peaks.get(command.name)?.push(outcome.run);
      else if (round >= WARM_UP_ROUNDS) runs.get(command.name)?.push(outcome.run);
    }
  }
  const summaries = new Map<string, Summary>();
  for (const { name } of commands) {
    if (failures.has(name)) continue;
    const { peakKilobytes } = summarize(peaks.get(name) ?? []);
    summaries.set(name, { ...summarize(runs.get(name) ?? []), peakKilobytes });
  }
  return { summaries, failures };
}

/** Runs a long command a few times, each under the timer, and sums them up; one failure ends it. */
export function measureLong(
  command: Command,
  runs: number,
  timeoutMilliseconds: number,
):
  | { readonly kind: "ran"; readonly summary: Summary }
  | { readonly kind: "failed"; readonly reason: string } {
  const done: Run[] = [];
  for (let run = 0; run < runs; run++) {
    const outcome = measureAll(command, timeoutMilliseconds);
    if (outcome.kind === "failed") return outcome;
    done.push(outcome.run);
  }
  return { kind: "ran", summary: summarize(done) };
}

function failed(reason: string): { readonly kind: "failed"; readonly reason: string } {
  return { kind: "failed", reason };
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
