import type { BuildTracker } from "./build-tracker.ts";

/** `[1/2] STEP 3/4: COPY . .`, the stage's number left out where there is one stage alone. */
const STEP = /^(?:\[(\d+\/\d+)\] )?STEP (\d+)\/(\d+): (.*)$/;
const CACHED = /^--> Using cache [0-9a-f]+$/;
const STORED = /^--> [0-9a-f]{10,64}$/;
const COMMIT = /^(?:\[\d+\/\d+\] )?COMMIT\b/;

/** What podman's network service says on machines without syslog, in the middle of a step's output. */
const NOISE = /^failed to connect to syslog: Initialization$/;

/**
 * Follows what podman and buildah print while they build: they have no machine format. A step ends where the
 * next one starts, or the image of it is stored. What a RUN prints stands between, and is its log; a program
 * that prints such lines itself is taken at its word.
 */
export class StepTextDecoder {
  readonly #tracker: BuildTracker;
  readonly #now: () => number;
  #current: { readonly id: string; readonly name: string; readonly started: number } | undefined;
  #isCached = false;

  /** `now` gives milliseconds. */
  constructor(tracker: BuildTracker, now: () => number) {
    this.#tracker = tracker;
    this.#now = now;
  }

  /** A line of standard output. */
  outputLine(line: string): void {
    const step = STEP.exec(line);
    if (step !== null) this.#start(step[1], `${step[2]}/${step[3]}`, step[4] ?? "");
    else if (CACHED.test(line)) this.#isCached = true;
    else if (STORED.test(line) || COMMIT.test(line)) this.#end();
    else this.#log("output", line);
  }

  /** A line of standard error. */
  errorLine(line: string): void {
    if (NOISE.test(line)) return;
    if (/^Error: /.test(line) || this.#current === undefined) this.#tracker.notice(line);
    else this.#log("errors", line);
  }

  /** The program has ended, with an image or without. */
  finish(error: string | undefined): void {
    if (error === undefined || this.#current === undefined) this.#end();
    else {
      const { id, name } = this.#current;
      this.#tracker.step({ id, name, state: "failed", seconds: this.#seconds(), error });
      this.#current = undefined;
    }
  }

  #start(stage: string | undefined, number: string, text: string): void {
    this.#end();
    const place = stage === undefined ? number : `${stage} ${number}`;
    const name = `[${place}] ${text}`;
    this.#current = { id: `step ${place}`, name, started: this.#now() };
    this.#tracker.step({ id: this.#current.id, name, state: "running" });
  }

  #end(): void {
    if (this.#current === undefined) return;
    const { id, name } = this.#current;
    this.#tracker.step({ id, name, state: this.#isCached ? "cached" : "done", seconds: this.#seconds() });
    this.#current = undefined;
    this.#isCached = false;
  }

  #seconds(): number {
    return Math.max(0, this.#now() - (this.#current?.started ?? 0)) / 1000;
  }

  #log(stream: "output" | "errors", line: string): void {
    if (this.#current === undefined) this.#tracker.notice(line);
    else this.#tracker.log(this.#current.id, stream, Buffer.from(`${line}\n`));
  }
}
