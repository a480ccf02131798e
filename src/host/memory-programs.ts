import { encodeSource } from "../base/index.ts";
import { hostError } from "./error.ts";
import type { Files, HttpAnswer, Program, ProgramEnd, RunningProgram } from "./host.ts";

/** A piece of a recorded program's output, in the order in which it came. */
export interface RecordedPiece {
  readonly stream: "output" | "errors";
  readonly text: string | Uint8Array;
}

/** A program that a host in memory can start: what it answers to, and what it did when it was recorded. */
export interface RecordedProgram {
  readonly file: string;
  /** The arguments it answers to: the first one first, the rest in this order with others between. */
  readonly arguments: readonly string[];
  readonly pieces?: readonly RecordedPiece[];
  readonly output?: string;
  readonly errors?: string;
  /** 0 unless given. */
  readonly status?: number;
  /** Files that it wrote: contents by the path, or by the argument in front of the path, as `--iidfile`. */
  readonly writes?: Readonly<Record<string, string>>;
  /** It goes on after its output until a signal ends it, or its time is over. */
  readonly waits?: boolean;
  /** How often it may be started; after that the next recording speaks. Without end unless given. */
  readonly times?: number;
}

/** A program as it was started. */
export interface RecordedCall {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signals: readonly string[];
}

/** A port of a machine in memory: what it answers, the last answer for ever. */
export interface MemoryPort {
  readonly port: number;
  readonly answers: readonly (HttpAnswer | "closed")[];
}

/** Starts recorded programs. What was not recorded is not installed. */
export function createMemoryPrograms(
  recorded: readonly RecordedProgram[],
  files: Files,
): {
  readonly start: (program: Program) => Promise<RunningProgram>;
  readonly calls: readonly RecordedCall[];
} {
  const calls: RecordedCall[] = [];
  const left = new Map(recorded.map((program) => [program, program.times ?? Number.POSITIVE_INFINITY]));
  const start = async (program: Program): Promise<RunningProgram> => {
    const signals: string[] = [];
    const { file, environment = {} } = program;
    calls.push({ file, arguments: program.arguments, environment, signals });
    const found = recorded.find(
      (one) => one.file === file && (left.get(one) ?? 0) > 0 && holds(program.arguments, one.arguments),
    );
    if (found === undefined) throw hostError("host/program-missing", file);
    left.set(found, (left.get(found) ?? 0) - 1);
    const stopped = Promise.withResolvers<ProgramEnd>();
    return {
      ended: replay(found, program, files, stopped.promise),
      signal: (name) => {
        signals.push(name);
        stopped.resolve({ status: undefined, signal: name, isLate: false });
      },
      killDetached: () => 0,
    };
  };
  return { start, calls };
}

function holds(given: readonly string[], wanted: readonly string[]): boolean {
  if (wanted.length > 0 && given[0] !== wanted[0]) return false;
  let at = 0;
  for (const word of given) if (word === wanted[at]) at++;
  return at === wanted.length;
}

async function replay(
  recorded: RecordedProgram,
  program: Program,
  files: Files,
  stopped: Promise<ProgramEnd>,
): Promise<ProgramEnd> {
  await Promise.resolve();
  for (const { stream, text } of [...(recorded.pieces ?? []), ...wholeStreams(recorded)]) {
    const bytes = typeof text === "string" ? encodeSource(text) : text;
    if (stream === "output") program.onOutput?.(bytes);
    else program.onErrors?.(bytes);
  }
  for (const [name, content] of Object.entries(recorded.writes ?? {})) {
    const flag = program.arguments.indexOf(name);
    await files.write(flag === -1 ? name : (program.arguments[flag + 1] ?? name), encodeSource(content));
  }
  if (recorded.waits === true) {
    if (program.milliseconds === undefined) return stopped;
    return { status: undefined, signal: "SIGKILL", isLate: true };
  }
  return { status: recorded.status ?? 0, signal: undefined, isLate: false };
}

function wholeStreams({ output, errors }: RecordedProgram): readonly RecordedPiece[] {
  return [
    ...(output === undefined ? [] : [{ stream: "output", text: output } as const]),
    ...(errors === undefined ? [] : [{ stream: "errors", text: errors } as const]),
  ];
}
