import { styleText } from "node:util";
import { endRunning } from "./process.ts";

/** Says what the lab does: one line a step, live on a terminal, plain in pipes and logs. */
export interface Progress {
  /** Does one piece of work under a title, with the seconds it took behind it. */
  step<T>(title: string, work: (note: (line: string) => void) => Promise<T>): Promise<T>;
  /** Says one thing. */
  say(text: string): void;
}

/** How often a live line is drawn again. */
const FRAME_MILLISECONDS = 120;
/** How often a log hears that a step goes on. */
const STILL_MILLISECONDS = 20_000;
/** Steps that take less are nobody's question: their seconds are left out. */
const WORTH_TELLING = 0.05;

/** Progress on standard output; every line begins with the part that it is about. */
export function progressFor(part: string, output: NodeJS.WriteStream = process.stdout): Progress {
  const label = part.padEnd(9);
  const isLive = output.isTTY === true && process.env.TERM !== "dumb";
  const paint = (style: "dim" | "bold" | "red", text: string) =>
    styleText(style, text, { stream: output, validateStream: true });
  // What is said while a live line stands takes its place; the line is drawn again below.
  const write = (text: string) =>
    void output.write(`${isLive ? "\r\u001b[K" : ""}${paint("bold", label)} ${text}\n`);
  return {
    say: write,
    async step(title, work) {
      const start = performance.now();
      const seconds = () => (performance.now() - start) / 1000;
      let last = "";
      const draw = () => {
        const room = Math.max(0, (output.columns ?? 80) - label.length - title.length - 12);
        const tail = paint("dim", last.slice(0, room));
        output.write(`\r\u001b[K${paint("bold", label)} ${title} ${seconds().toFixed(0)} s ${tail}`);
      };
      const still = () => write(`${title}: still at it after ${seconds().toFixed(0)} s`);
      const timer = setInterval(isLive ? draw : still, isLive ? FRAME_MILLISECONDS : STILL_MILLISECONDS);
      let isDone = false;
      try {
        const value = await work((line) => {
          last = line.trim();
        });
        isDone = true;
        return value;
      } finally {
        clearInterval(timer);
        if (isLive) output.write("\r\u001b[K");
        const took = seconds() < WORTH_TELLING ? "" : ` ${seconds().toFixed(1)} s`;
        write(isDone ? `${title}${paint("dim", took)}` : `${title} ${paint("red", "failed")}`);
      }
    },
  };
}

/** Ends what runs when the user interrupts, and this process with the status that a shell expects. */
export function endOnSignals(atEnd: () => void): void {
  for (const [signal, status] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    process.once(signal, () => {
      endRunning();
      atEnd();
      process.stdout.write(`\nInterrupted. What is done is kept; the same command goes on from here.\n`);
      process.exit(status);
    });
  }
}
