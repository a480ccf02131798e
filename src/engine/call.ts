import { limits, PlimsollError } from "../base/index.ts";
import type { Host, ProgramEnd } from "../host/index.ts";
import type { EngineCode } from "./codes.ts";

/** A program and its arguments. */
export type CommandWords = readonly [string, ...string[]];

/** What a short call of a command line gave. */
export interface CallResult {
  readonly end: ProgramEnd;
  readonly output: string;
  readonly errors: string;
}

/** How a short call is made. */
export interface CallOptions {
  /** Milliseconds after which it is ended. */
  readonly milliseconds: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** Runs a program that answers at once; its output is bounded, and so is its time. Throws `host/program-…`. */
export async function callProgram(
  host: Host,
  [file, ...words]: CommandWords,
  { milliseconds, environment }: CallOptions,
): Promise<CallResult> {
  const [output, errors] = [new BoundedText(), new BoundedText()];
  const program = await host.start({
    file,
    arguments: words,
    milliseconds,
    onOutput: (bytes) => output.push(bytes),
    onErrors: (bytes) => errors.push(bytes),
    ...(environment === undefined ? {} : { environment }),
  });
  return { end: await program.ended, output: output.text, errors: errors.text };
}

/** The output of a call that must succeed. Throws `engine/refused` with what the engine said, or `engine/timeout`. */
export async function callOrThrow(host: Host, command: CommandWords, options: CallOptions): Promise<string> {
  const result = await callProgram(host, command, options);
  const what = command.slice(0, 2).join(" ");
  if (result.end.isLate) {
    throw engineError("engine/timeout", `${what} did not answer within ${options.milliseconds / 1000} s`);
  }
  if (result.end.status === 0) return result.output;
  throw engineError("engine/refused", `${what} failed: ${lastLine(result.errors) || endText(result.end)}`);
}

/** An error of this folder. */
export function engineError(
  code: EngineCode,
  message: string,
  hint?: string,
  cause?: unknown,
): PlimsollError {
  return new PlimsollError({ code, message, ...(hint === undefined ? {} : { hint }), cause });
}

/** The last line that says something; engines put warnings in front of their errors. */
export function lastLine(text: string): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return (lines.at(-1) ?? "").trim().replace(/^(?:error|ERROR|Error)(?: response from daemon)?:\s*/, "");
}

/** How a program ended, in words. */
export function endText({ status, signal }: ProgramEnd): string {
  return signal === undefined ? `it ended with status ${status ?? "unknown"}` : `it was ended by ${signal}`;
}

class BoundedText {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;

  push(bytes: Uint8Array): void {
    if (this.#length + bytes.length > limits.engineOutputBytes) return;
    this.#chunks.push(bytes);
    this.#length += bytes.length;
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
