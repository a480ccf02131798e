import type { Output } from "../host/index.ts";

/** Files after which a run counts as long enough for progress. */
const LONG = 50;

/** A line on the terminal that says how far a long run has come; nothing in pipes. */
export class Progress {
  readonly #output: Output;
  readonly #isShown: boolean;
  #total = 0;
  #done = 0;
  #width = 0;

  constructor(output: Output, isShown: boolean) {
    this.#output = output;
    this.#isShown = isShown && output.isTerminal;
  }

  /** Says how many there will be. */
  expect(total: number): void {
    this.#total += total;
  }

  /** One more is done; the line is cleared first, as what follows is printed in its place. */
  advance(path: string): void {
    this.#done++;
    if (!this.#isShown || this.#total < LONG) return;
    this.#clear();
    if (this.#done === this.#total) return;
    const text = `checked ${this.#done} of ${this.#total}: ${path}`.slice(
      0,
      Math.max(20, this.#output.columns - 1),
    );
    this.#output.write(text);
    this.#width = text.length;
  }

  /** Takes the line away. */
  end(): void {
    if (this.#isShown) this.#clear();
  }

  #clear(): void {
    if (this.#width === 0) return;
    this.#output.write(`\r${" ".repeat(this.#width)}\r`);
    this.#width = 0;
  }
}
