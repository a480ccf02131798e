import type { BuildEvent, BuildStep } from "../../engine/index.ts";
import { visibleText } from "../visible-text.ts";
import { showBytes, showSeconds } from "./bytes.ts";
import { makeStyle, type Style } from "./style.ts";
import type { TerminalOptions } from "./terminal-options.ts";
import { displayWidth } from "./width.ts";

/** How progress is shown. */
export interface BuildProgressOptions extends Pick<TerminalOptions, "color" | "unicode" | "columns"> {
  /** Whether lines that were written can be taken back: on terminals. */
  readonly isLive: boolean;
}

interface Running {
  readonly step: BuildStep;
  readonly since: number;
  readonly transfers: Map<string, { readonly bytes: number; readonly total: number }>;
  line: string;
}

/** A live display of more steps than this pushes what was written out of sight. */
const LIVE_LINES = 12;

/**
 * Shows how a build goes on. On a terminal the steps that run stand at the bottom, with their times and last lines,
 * and those that have ended above; in pipes there is a line for each step's end and each line that a step prints.
 * Gives text to write and writes nothing itself; `now` is in milliseconds.
 */
export class BuildProgress {
  readonly #options: BuildProgressOptions;
  readonly #style: Style;
  readonly #running = new Map<string, Running>();
  readonly #told = new Set<string>();
  readonly #sums = new Map<string, number>();
  #drawn = 0;

  constructor(options: BuildProgressOptions) {
    this.#options = options;
    this.#style = makeStyle(options);
  }

  /** What an event changes. */
  event(event: BuildEvent, now: number): string {
    const lines = this.#linesOf(event, now);
    if (!this.#options.isLive) return lines.map((line) => `${line}\n`).join("");
    // Logs and bytes change the display only, which is drawn when the time comes.
    return lines.length === 0 ? "" : this.#redraw(lines, now);
  }

  /** The display as it is by now; for terminals, a few times a second. */
  tick(now: number): string {
    return this.#options.isLive ? this.#redraw([], now) : "";
  }

  /** Takes the display away: the build has ended. */
  end(): string {
    const cleared = this.#clear();
    this.#running.clear();
    return cleared;
  }

  #linesOf(event: BuildEvent, now: number): readonly string[] {
    switch (event.kind) {
      case "step":
        return this.#step(event.step, now);
      case "log": {
        const running = this.#running.get(event.step);
        if (running !== undefined) running.line = event.text;
        if (this.#options.isLive) return [];
        return [`  ${this.#style.paint("faint", "|")} ${visibleText(event.text)}`];
      }
      case "transfer":
        this.#running.get(event.step)?.transfers.set(event.what, event);
        this.#sums.set(event.step, sumOf(this.#running.get(event.step)?.transfers));
        return [];
      case "warning":
      case "notice":
        // Warnings of the builder are among the findings of the check; notices frame what is told in the end.
        return [];
    }
  }

  #step(step: BuildStep, now: number): readonly string[] {
    if (step.state === "waiting") return [];
    if (step.state === "running") {
      if (this.#running.has(step.id)) return [];
      this.#running.set(step.id, { step, since: now, transfers: new Map(), line: "" });
      // A builder that has looked a step up starts it again; it is announced once.
      if (this.#options.isLive || this.#told.has(step.id) || !isAnnounced(step)) return [];
      return [`  ${visibleText(step.name)}`];
    }
    const isNew = this.#running.delete(step.id) || !this.#told.has(step.id);
    if (!isNew || !isShown(step) || (this.#told.has(step.id) && !isContext(step))) return [];
    // A builder looks into its cache first, which looks like a step that has ended.
    if (isContext(step) && (this.#sums.get(step.id) ?? 0) === 0) return [];
    this.#told.add(step.id);
    return [this.#endLine(step)];
  }

  #endLine(step: BuildStep): string {
    const { paint, marks } = this.#style;
    const bytes = this.#sums.get(step.id) ?? 0;
    const size = bytes === 0 ? "" : `, ${showBytes(bytes)}`;
    const name = visibleText(step.name);
    switch (step.state) {
      case "cached":
        return `${paint("faint", "=")} ${name} ${paint("faint", "cached")}`;
      case "failed":
        return `${paint("error", marks.status.broken)} ${name} ${paint("error", "failed")}`;
      case "canceled":
        return `${paint("faint", "-")} ${name} ${paint("faint", "canceled")}`;
      default:
        return `${paint("good", marks.status.kept)} ${name} ${paint("faint", showSeconds(step.seconds ?? 0) + size)}`;
    }
  }

  #redraw(lines: readonly string[], now: number): string {
    const cleared = this.#clear();
    const written = lines.map((line) => `${line}\n`).join("");
    const shown = [...this.#running.values()]
      .slice(-LIVE_LINES)
      .flatMap((running) => this.#live(running, now));
    this.#drawn = shown.length;
    return cleared + written + shown.map((line) => `${line}\n`).join("");
  }

  #live({ step, since, transfers, line }: Running, now: number): readonly string[] {
    const { paint, columns, marks } = this.#style;
    const time = showSeconds((now - since) / 1000);
    const bytes = sumOf(transfers);
    const total = [...transfers.values()].reduce((sum, one) => sum + one.total, 0);
    const of = total > 0 ? ` of ${showBytes(total)}` : "";
    const end = `${bytes === 0 ? "" : `${showBytes(bytes)}${of}  `}${time}`;
    const head = cut(`> ${visibleText(step.name)}`, columns - end.length - 3, marks.ellipsis);
    const first = `${head}  ${paint("faint", end)}`;
    const text = visibleText(line);
    return text === "" ? [first] : [first, paint("faint", cut(`  | ${text}`, columns - 1, marks.ellipsis))];
  }

  #clear(): string {
    const lines = this.#drawn;
    this.#drawn = 0;
    // Up to the first line of the display, and everything from there on is taken away.
    return lines === 0 ? "" : `\r\x1b[${lines}A\x1b[J`;
  }
}

/** Steps that say something to the user: instructions, bases, the context, exports; no bookkeeping. */
function isShown(step: BuildStep): boolean {
  if (step.state === "failed" || isContext(step)) return true;
  return !step.name.startsWith("[internal]") && !step.name.startsWith("resolving provenance");
}

/** In pipes a step is announced where it may take long and print: its end is told for all. */
function isAnnounced(step: BuildStep): boolean {
  return step.isInstruction;
}

function isContext({ name }: BuildStep): boolean {
  return name === "[internal] load build context";
}

function sumOf(transfers: Running["transfers"] | undefined): number {
  return [...(transfers?.values() ?? [])].reduce((sum, { bytes }) => sum + bytes, 0);
}

function cut(text: string, columns: number, ellipsis: string): string {
  const room = Math.max(columns, 10);
  if (displayWidth(text) <= room) return text;
  let shown = "";
  let left = room - ellipsis.length;
  for (const character of text) {
    left -= displayWidth(character);
    if (left < 0) break;
    shown += character;
  }
  return shown + ellipsis;
}
