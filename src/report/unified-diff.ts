import { displayText, encodeSource, hasInvalidBytes } from "../base/index.ts";
import { diffLines, type LineChange, splitLines } from "./line-diff.ts";

/** What a line of a diff is. */
export type DiffLineKind = "file" | "hunk" | "same" | "removed" | "added" | "note";

/** A line of a unified diff: its mark is told by its kind. */
export interface DiffLine {
  readonly kind: DiffLineKind;
  /** Without the mark before it and the line feed behind it; a carriage return stays. */
  readonly text: string;
}

/** Lines that are shown around a change, as everywhere. */
const AROUND = 3;

const MARKS: Readonly<Record<DiffLineKind, string>> = {
  file: "",
  hunk: "",
  same: " ",
  removed: "-",
  added: "+",
  note: "\\ ",
};

/** The texts of a diff as they may be shown, line for line those that differ. */
export interface ShownTexts {
  readonly before: string;
  readonly after: string;
}

/**
 * The unified diff of a file, in lines; none where nothing differs. A file that is made has no text before. `patch -p1`
 * and `git apply` take it, joined by `joinDiff`, where nothing else is `shown` than what differs.
 * Spec: POSIX.1-2024, diff, "Diff -u Output Format".
 */
export function unifiedDiff(
  path: string,
  before: string | undefined,
  after: string,
  shown: ShownTexts = { before: before ?? "", after },
): readonly DiffLine[] {
  if (before === after) return [];
  const [a, b] = [splitLines(before ?? ""), splitLines(after)];
  const [shownA, shownB] = [splitLines(shown.before), splitLines(shown.after)];
  const out: DiffLine[] = [
    { kind: "file", text: before === undefined ? "--- /dev/null" : `--- ${fileName("a", path)}` },
    { kind: "file", text: `+++ ${fileName("b", path)}` },
  ];
  for (const hunk of groupChanges(diffLines(a, b))) {
    for (const line of renderHunk(hunk, shownA, shownB)) out.push(line);
  }
  return out;
}

/** The diff as text, byte for byte what stands in the files once it is encoded. */
export function joinDiff(lines: readonly DiffLine[]): string {
  return lines.map((line) => `${diffMark(line)}${line.text}\n`).join("");
}

/** What stands before the text of a line. */
export function diffMark({ kind }: DiffLine): string {
  return MARKS[kind];
}

/** Changes whose surroundings meet are one hunk. */
function groupChanges(changes: readonly LineChange[]): readonly (readonly LineChange[])[] {
  const hunks: LineChange[][] = [];
  for (const change of changes) {
    const last = hunks.at(-1);
    const end = last?.at(-1)?.before.end ?? 0;
    if (last !== undefined && change.before.start - end <= 2 * AROUND) last.push(change);
    else hunks.push([change]);
  }
  return hunks;
}

function renderHunk(
  changes: readonly LineChange[],
  before: readonly string[],
  after: readonly string[],
): readonly DiffLine[] {
  const [first, last] = [changes[0], changes.at(-1)];
  if (first === undefined || last === undefined) return [];
  const lead = Math.min(AROUND, first.before.start);
  const trail = Math.min(AROUND, before.length - last.before.end);
  const from = first.before.start - lead;
  const old = { start: from, end: last.before.end + trail };
  const made = { start: first.after.start - lead, end: last.after.end + trail };
  const out: DiffLine[] = [{ kind: "hunk", text: `@@ -${stretch(old)} +${stretch(made)} @@` }];
  let at = from;
  const add = (kind: DiffLineKind, lines: readonly string[]): void => {
    for (const line of lines) for (const shown of renderLine(kind, line)) out.push(shown);
  };
  for (const change of changes) {
    add("same", before.slice(at, change.before.start));
    add("removed", before.slice(change.before.start, change.before.end));
    add("added", after.slice(change.after.start, change.after.end));
    at = change.before.end;
  }
  add("same", before.slice(at, old.end));
  return out;
}

function renderLine(kind: DiffLineKind, line: string): readonly DiffLine[] {
  if (line.endsWith("\n")) return [{ kind, text: line.slice(0, -1) }];
  return [
    { kind, text: line },
    { kind: "note", text: "No newline at end of file" },
  ];
}

/** Line numbers count from 1; of no lines the one before is named. */
function stretch({ start, end }: LineChange["before"]): string {
  const count = end - start;
  if (count === 1) return `${start + 1}`;
  return `${count === 0 ? start : start + 1},${count}`;
}

/** A path below `a/` or `b/`, in quotes where it holds what would end it, and with a tab behind spaces, as Git does. */
function fileName(side: "a" | "b", path: string): string {
  const name = `${side}/${path.replace(/^(?:\.?\/)+/, "")}`;
  if (!/[\u0000-\u001f"\\\u007f]/.test(name) && !hasInvalidBytes(name)) {
    return name.includes(" ") ? `${name}\t` : name;
  }
  const quoted = [...encodeSource(name)].map(quoteByte).join("");
  return `"${displayText(quoted)}"`;
}

function quoteByte(byte: number): string {
  if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\${byte.toString(8).padStart(3, "0")}`;
}
