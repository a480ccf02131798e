import { renderRatio, type Summary } from "./statistics.ts";

/** One line of a table: a command, and what its runs came to, or why there are none. */
export interface Row {
  readonly name: string;
  readonly result:
    | { readonly kind: "measured"; readonly summary: Summary; readonly files: number }
    | { readonly kind: "failed"; readonly reason: string };
}

/** A table, with the name of the row that the ratios are over. */
export interface Table {
  readonly title: string;
  readonly base: string;
  readonly rows: readonly Row[];
}

/** Renders a table of whole processes on one file: times of a run, and how often the base goes into them. */
export function renderShort({ title, base, rows }: Table): string {
  const over = medianOf(rows, base);
  const head = ["command", "median", "least", `times ${base}`, "peak memory"];
  return renderTable(
    title,
    head,
    rows.map(({ name, result }) => {
      if (result.kind === "failed") return [name, `not measured: ${result.reason}`, "", "", ""];
      const { summary } = result;
      const ratio = over === undefined ? "–" : renderRatio(summary.median, over);
      return [name, `${tenths(summary.median)} ms`, `${tenths(summary.minimum)} ms`, ratio, memory(summary)];
    }),
  );
}

/** Renders a table of runs over many files: what each file takes, in time and in processor time. */
export function renderBulk({ title, base, rows }: Table): string {
  const over = rows.flatMap((row) => (row.name === base ? (perFile(row) ?? []) : []))[0];
  const head = [
    "command",
    "files",
    "whole run",
    "a file",
    `times ${base}`,
    "processor, a file",
    "peak memory",
  ];
  return renderTable(
    title,
    head,
    rows.map((row) => {
      const { name, result } = row;
      if (result.kind === "failed") return [name, `not measured: ${result.reason}`, "", "", "", "", ""];
      const { summary, files } = result;
      const each = summary.median / files;
      const processor = summary.processorMedian;
      return [
        name,
        files.toLocaleString("en"),
        `${(summary.median / 1000).toFixed(2)} s`,
        `${each.toFixed(2)} ms`,
        over === undefined ? "–" : renderRatio(each, over),
        processor === undefined ? "–" : `${(processor / files).toFixed(2)} ms`,
        memory(summary),
      ];
    }),
  );
}

/** Renders what a reader has to know of the machine and the run, a fact a line. */
export function renderFacts(facts: readonly string[]): string {
  return `${facts.map((fact) => `- ${fact}.`).join("\n")}\n`;
}

/** Where a measured part of the page ends; each begins with its name. */
const END = "<!-- measured: end -->";

/**
 * The page with one of its measured parts exchanged: what stands between `<!-- measured: NAME -->` and the next
 * `<!-- measured: end -->`. Throws where the page has lost these markers.
 */
export function replaceMeasured(page: string, name: string, measured: string): string {
  const marker = `<!-- measured: ${name} -->`;
  const begin = page.indexOf(marker);
  const end = page.indexOf(END, begin);
  if (begin === -1 || end === -1) throw new Error(`docs/benchmarks.md has lost the markers of ${name}`);
  return `${page.slice(0, begin + marker.length)}\n\n${measured.trim()}\n\n${page.slice(end)}`;
}

function medianOf(rows: readonly Row[], name: string): number | undefined {
  const result = rows.find((row) => row.name === name)?.result;
  return result?.kind === "measured" ? result.summary.median : undefined;
}

function perFile({ result }: Row): number | undefined {
  return result.kind === "measured" ? result.summary.median / result.files : undefined;
}

function memory({ peakKilobytes }: Summary): string {
  return peakKilobytes === undefined ? "–" : `${Math.round(peakKilobytes / 1024)} MB`;
}

function tenths(milliseconds: number): string {
  return milliseconds.toFixed(1);
}

function renderTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = `|---|${"---:|".repeat(head.length - 1)}`;
  return `### ${title}\n\n${[line(head), rule, ...rows.map(line)].join("\n")}\n`;
}
