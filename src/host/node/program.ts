import { type ChildProcess, spawn } from "node:child_process";
import { hostError } from "../error.ts";
import type { Program, ProgramEnd, RunningProgram } from "../host.ts";
import { nodeErrorCode } from "./failure.ts";
import { killDetached } from "./process-tree.ts";

/** Starts a program in a process group of its own. Throws `host/program-missing` or `host/program-not-started`. */
export async function startProgram(program: Program): Promise<RunningProgram> {
  const child = spawn(program.file, [...program.arguments], {
    cwd: program.folder,
    env: withoutUndefined({ ...process.env, ...program.environment }),
    shell: false,
    detached: process.platform !== "win32",
    windowsHide: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  let isLate = false;
  const closed = closeOf(child);
  await started(child, program.file);
  const { milliseconds } = program;
  const timer =
    milliseconds === undefined
      ? undefined
      : setTimeout(() => {
          isLate = true;
          signalGroup(child, "SIGKILL");
        }, milliseconds);
  child.stdout.on("data", (chunk: Uint8Array) => program.onOutput?.(chunk));
  child.stderr.on("data", (chunk: Uint8Array) => program.onErrors?.(chunk));
  // A program that ends without reading its input breaks the pipe, which says nothing about how it ended.
  child.stdin.on("error", () => {});
  child.stdin.end(program.input);
  let isEnded = false;
  const ended = closed.then(({ status, signal }): ProgramEnd => {
    clearTimeout(timer);
    isEnded = true;
    return { status, signal, isLate };
  });
  return {
    ended,
    signal: (name) => {
      if (!isEnded) signalGroup(child, name);
    },
    killDetached: () => (isEnded || child.pid === undefined ? 0 : killDetached(child.pid)),
  };
}

function withoutUndefined(
  variables: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined));
}

function closeOf(child: ChildProcess): Promise<Pick<ProgramEnd, "status" | "signal">> {
  return new Promise((resolve) => {
    // `close` comes after the streams have ended; without a process there is only `error`.
    child.on("close", (status, signal) =>
      resolve({ status: status ?? undefined, signal: signal ?? undefined }),
    );
    child.on("error", () => {
      if (child.pid === undefined) resolve({ status: undefined, signal: undefined });
    });
  });
}

function started(child: ChildProcess, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("spawn", () => resolve());
    child.once("error", (error) => {
      const code = nodeErrorCode(error);
      const isMissing = code === "ENOENT" || code === "ENOTDIR";
      if (isMissing) reject(hostError("host/program-missing", file, undefined, error));
      else reject(hostError("host/program-not-started", file, error.message, error));
    });
  });
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === "win32") child.kill(name);
    else process.kill(-child.pid, name);
  } catch (error) {
    // The whole group has ended in the meantime.
    if (nodeErrorCode(error) !== "ESRCH") throw error;
  }
}
