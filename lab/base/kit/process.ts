import { spawn } from "node:child_process";
import type { RunOptions } from "./definition.ts";

/** How much of a failed program's output its error shows. */
const TAIL_LENGTH = 4000;

/** Runs a program to its end and gives what it printed on standard output. Throws where it fails. */
export function runProcess(
  command: string,
  words: readonly string[],
  options: RunOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, words, {
      cwd: options.folder,
      env: { ...process.env, LC_ALL: "C.UTF-8", ...options.environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const output: Buffer[] = [];
    let tail = "";
    child.stdout.on("data", (bytes: Buffer) => output.push(bytes));
    child.stderr.on("data", (bytes: Buffer) => {
      tail = (tail + bytes.toString("utf8")).slice(-TAIL_LENGTH);
    });
    child.on("error", (cause) => reject(new Error(`${command} could not be started`, { cause })));
    child.on("close", (status, signal) => {
      const text = Buffer.concat(output).toString("utf8");
      if (status === 0) resolve(text);
      else {
        const said = tail.trim() === "" ? text.slice(-TAIL_LENGTH) : tail;
        reject(
          new Error(`${command} ${words.slice(0, 3).join(" ")} … ended with ${signal ?? status}:\n${said}`),
        );
      }
    });
    // A program that ends without reading its input is no mistake of ours.
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.input ?? "");
  });
}
