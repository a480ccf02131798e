import { limits } from "../base/index.ts";
import type { BuildEvent, BuildStep, BuildWarning, StepState } from "./build-event.ts";
import type { RedactedStream, Redactor } from "./redact.ts";

/** What a decoder says of a step. */
export interface StepNews {
  readonly id: string;
  readonly name: string;
  readonly state: StepState;
  readonly seconds?: number;
  readonly error?: string;
}

/** A Dockerfile's instruction as builders name it: `[build 3/4] RUN …`; a base is not built, only looked up. */
const INSTRUCTION = /^\[(?:[^\]]* )?\d+\/\d+\] (?!FROM )/;

/**
 * Follows one build: keeps each step's state and last log lines, takes secrets out, and tells what changed.
 * Every decoder of progress feeds one of these, so that nothing secret passes by.
 */
export class BuildTracker {
  readonly #onEvent: (event: BuildEvent) => void;
  readonly #redactor: Redactor;
  readonly #steps = new Map<string, BuildStep>();
  readonly #logs = new Map<string, string[]>();
  readonly #streams = new Map<string, LogStream>();
  /** The last lines that the engine printed beside its progress. */
  readonly notices: string[] = [];

  constructor(redactor: Redactor, onEvent: (event: BuildEvent) => void) {
    this.#redactor = redactor;
    this.#onEvent = onEvent;
  }

  /** A step is there, or has come further. */
  step(news: StepNews): void {
    const before = this.#steps.get(news.id);
    if (before === undefined && this.#steps.size >= limits.buildSteps) return;
    const name = this.#redactor.redact(news.name);
    const step: BuildStep = {
      ...news,
      name,
      isInstruction: INSTRUCTION.test(name),
      ...(news.error === undefined ? {} : { error: this.#redactor.redact(news.error) }),
    };
    this.#steps.set(news.id, step);
    if (hasEnded(step.state)) this.#endStreams(news.id);
    if (before?.state === step.state && before.name === step.name) return;
    this.#onEvent({ kind: "step", step });
  }

  /** A piece of what a step printed, whole lines or not. */
  log(step: string, stream: "output" | "errors", bytes: Uint8Array): void {
    const key = `${stream} ${step}`;
    let open = this.#streams.get(key);
    if (open === undefined) {
      if (this.#streams.size >= 2 * limits.buildSteps) return;
      open = new LogStream(this.#redactor.stream(), (text) => this.#addLine(step, stream, text));
      this.#streams.set(key, open);
    }
    open.push(bytes);
  }

  transfer(event: Omit<Extract<BuildEvent, { readonly kind: "transfer" }>, "kind">): void {
    this.#onEvent({ kind: "transfer", ...event, what: this.#redactor.redact(event.what) });
  }

  warn(warning: BuildWarning): void {
    const redact = (text: string): string => this.#redactor.redact(text);
    this.#onEvent({
      kind: "warning",
      warning: { ...warning, message: redact(warning.message), detail: redact(warning.detail) },
    });
  }

  /** A line that the engine printed beside its progress. */
  notice(text: string): void {
    const shown = this.#redactor.redact(text);
    this.notices.push(shown);
    if (this.notices.length > 2 * limits.logLinesKept) this.notices.shift();
    this.#onEvent({ kind: "notice", text: shown });
  }

  /** The build has ended: what was held back of logs is told. */
  end(): void {
    for (const stream of this.#streams.values()) stream.end();
    this.#streams.clear();
  }

  get steps(): readonly BuildStep[] {
    return [...this.#steps.values()];
  }

  /** The last lines of a step's log. */
  logOf(step: string): readonly string[] {
    return this.#logs.get(step) ?? [];
  }

  #endStreams(step: string): void {
    for (const stream of ["output", "errors"]) {
      const key = `${stream} ${step}`;
      this.#streams.get(key)?.end();
      this.#streams.delete(key);
    }
  }

  #addLine(step: string, stream: "output" | "errors", text: string): void {
    const kept = this.#logs.get(step) ?? [];
    kept.push(text);
    if (kept.length > limits.logLinesKept) kept.shift();
    this.#logs.set(step, kept);
    this.#onEvent({ kind: "log", step, stream, text });
  }
}

/** Whether a step goes no further. */
export function hasEnded(state: StepState): boolean {
  return state !== "waiting" && state !== "running";
}

/** The bytes of one step's output as lines without secrets. */
class LogStream {
  readonly #decoder = new TextDecoder();
  readonly #secrets: RedactedStream;
  readonly #onLine: (text: string) => void;
  #line = "";

  constructor(secrets: RedactedStream, onLine: (text: string) => void) {
    this.#secrets = secrets;
    this.#onLine = onLine;
  }

  push(bytes: Uint8Array): void {
    this.#add(this.#secrets.push(this.#decoder.decode(bytes, { stream: true })));
  }

  end(): void {
    this.#add(this.#secrets.push(this.#decoder.decode()) + this.#secrets.end());
    if (this.#line !== "") this.#onLine(this.#line);
    this.#line = "";
  }

  #add(text: string): void {
    const pieces = (this.#line + text).split("\n");
    const last = pieces.pop() ?? "";
    for (const piece of pieces) this.#tell(piece);
    // A progress bar redraws one line for ever: what is over the bound is told as a line of its own.
    if (last.length > limits.logLineCharacters) {
      this.#tell(last);
      this.#line = "";
    } else this.#line = last;
  }

  #tell(line: string): void {
    // What a carriage return overwrote was never meant to stay.
    const shown = line.replace(/\r+$/, "").split("\r").at(-1) ?? "";
    for (let at = 0; at === 0 || at < shown.length; at += limits.logLineCharacters) {
      this.#onLine(shown.slice(at, at + limits.logLineCharacters));
    }
  }
}
