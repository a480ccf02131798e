import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

/** What the lab could not do, in words for its user; `hint` is the next step. */
export class LabError extends Error {
  override readonly name = "LabError";
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** How a program is run to its end. */
export interface RunOptions {
  readonly folder?: string;
  /** The whole environment; without it this process's own. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Called with every line that the program writes, on either stream. */
  readonly onLine?: (line: string) => void;
  /** Exit statuses that are no failure; 0 without it. */
  readonly good?: readonly number[];
}

/** How many lines of a failed program its error repeats. */
const LAST_LINES = 20;
/** What one program may write to standard output before we stop keeping it. */
const OUTPUT_LIMIT = 64 * 1024 * 1024;

const running = new Set<ChildProcess>();

/**
 * Runs a program to its end and returns what it wrote to standard output.
 * Throws a `LabError` with the last lines of both streams where it fails.
 */
export async function run(
  program: string,
  words: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  // A process group of its own, so that everything it started ends with it.
  const child = spawn(program, words, {
    cwd: options.folder,
    env: options.environment ?? process.env,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  running.add(child);
  const output: string[] = [];
  const last: string[] = [];
  let size = 0;
  const note = (line: string) => {
    last.push(line);
    if (last.length > LAST_LINES) last.shift();
    options.onLine?.(line);
  };
  createInterface({ input: child.stdout }).on("line", (line) => {
    size += line.length;
    if (size < OUTPUT_LIMIT) output.push(line);
    note(line);
  });
  createInterface({ input: child.stderr }).on("line", note);
  child.stdin.on("error", () => {}); // A program that reads nothing may close its input.
  child.stdin.end(options.input ?? "");
  let isMissing = false;
  const end = await new Promise<number | string>((settle) => {
    child.once("error", (error) => {
      const hasFolder = options.folder === undefined || existsSync(options.folder);
      isMissing = "code" in error && error.code === "ENOENT" && hasFolder;
      settle(error.message);
    });
    child.once("close", (status, signal) => settle(status ?? signal ?? "no status"));
  });
  running.delete(child);
  if (typeof end === "number" && (options.good ?? [0]).includes(end)) return output.join("\n");
  if (isMissing) {
    throw new LabError(
      `${program} is missing on this machine`,
      "Install it, and run the same command again.",
    );
  }
  const said = last.length === 0 ? "" : `\n${last.join("\n").replace(/^/gm, "    ")}`;
  throw new LabError(`${[program, ...words].join(" ")}\n  ended with ${end}${said}`);
}

/** Ends every program that `run` has not seen the end of, and what those started. */
export function endRunning(): void {
  for (const { pid } of running) {
    if (pid !== undefined) signalGroup(pid, "SIGTERM");
  }
}

/** A server that goes on when the command that started it ends. */
export interface Daemon {
  readonly program: string;
  readonly words: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
  readonly log: string;
  /** Holds its process id, and when that process started, since ids are used again. */
  readonly pidFile: string;
}

/** Starts a server in a session of its own, its output in its log. */
export function startDaemon(daemon: Daemon): void {
  mkdirSync(dirname(daemon.log), { recursive: true });
  const log = openSync(daemon.log, "w");
  const child = spawn(daemon.program, daemon.words, {
    cwd: daemon.folder,
    env: daemon.environment,
    stdio: ["ignore", log, log],
    detached: true,
  });
  closeSync(log);
  child.on("error", () => {}); // Whoever waits for the server says that it did not come.
  child.unref();
  if (child.pid === undefined) return;
  writeFileSync(daemon.pidFile, `${child.pid} ${startOf(child.pid) ?? ""}\n`);
}

/** The id of the server that a pid file names, while it runs. */
export function daemonPid(pidFile: string): number | undefined {
  const text = readText(pidFile);
  const [, pid, start] = /^(\d+) (\d+)/.exec(text) ?? [];
  return pid !== undefined && startOf(Number(pid)) === start ? Number(pid) : undefined;
}

/** Stops the server of a pid file: asks it, and ends it when it does not listen. */
export async function stopDaemon(pidFile: string, patience = 20_000): Promise<void> {
  const pid = daemonPid(pidFile);
  if (pid !== undefined) {
    process.kill(pid, "SIGTERM");
    if (!(await waitUntil(() => daemonPid(pidFile) === undefined, patience))) {
      process.kill(pid, "SIGKILL");
      await waitUntil(() => daemonPid(pidFile) === undefined, patience);
    }
  }
  rmSync(pidFile, { force: true });
}

/** Waits until a condition holds; false when it did not within the time. */
export async function waitUntil(
  holds: () => boolean | Promise<boolean>,
  milliseconds: number,
): Promise<boolean> {
  const end = Date.now() + milliseconds;
  while (!(await holds())) {
    if (Date.now() > end) return false;
    await pause(50);
  }
  return true;
}

/** The text of a file, or the empty one where there is none. */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** When a process started, in the kernel's ticks; undefined where it is gone, or has ended unreaped. */
export function startOf(pid: number): string | undefined {
  const status = readText(`/proc/${pid}/stat`);
  // The second field is the program's name in parentheses, and may hold anything.
  const fields = status.slice(status.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? undefined : fields[19];
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
