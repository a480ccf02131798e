import type { Applicability, Finding } from "../../base/index.ts";
import { type FixedFile, type MendedFinding, secretValues } from "../../playbook/index.ts";
import { hideSecrets } from "../hide-secrets.ts";
import { LineIndex } from "../place.ts";
import { type DiffLine, type DiffLineKind, diffMark, joinDiff, unifiedDiff } from "../unified-diff.ts";
import { visibleText } from "../visible-text.ts";
import { renderFileProblem } from "./problem-lines.ts";
import { countOf, joinLines, showMessage, wrapBehind } from "./prose.ts";
import { makeStyle, type Style, type Tone } from "./style.ts";
import type { TerminalOptions } from "./terminal-options.ts";

/** How a fix is put on a terminal. */
export interface FixOptions extends TerminalOptions {
  /** Whether files were written, or only looked at. */
  readonly writes: boolean;
}

/**
 * What a file's fixes change, as lines for people: nothing in them acts upon a terminal, and the values of secrets are
 * starred out. Empty where nothing changes.
 */
export function renderFileDiff(file: FixedFile, options: FixOptions): string {
  const style = makeStyle(options);
  return fileDiffs(file)
    .map(({ lines, isUniform }) => lines.map((line) => `${paintLine(line, style, isUniform)}\n`).join(""))
    .join("");
}

/**
 * The same for programs, byte for byte but for the values of secrets: a log keeps what is printed, so that a patch
 * stands back where a secret is in its lines, and only a run that writes mends there.
 */
export function renderFilePatch(file: FixedFile): string {
  return fileDiffs(file)
    .map(({ lines }) => joinDiff(lines))
    .join("");
}

interface ShownDiff {
  readonly lines: readonly DiffLine[];
  /** Whether every line ends in CRLF: there is nothing to tell apart then. */
  readonly isUniform: boolean;
}

/** Of the file itself, and of those that are written with it. */
function fileDiffs({ path, before, after, others, secrets }: FixedFile): readonly ShownDiff[] {
  const values = [...secretValues(before, secrets.before), ...secretValues(after, secrets.after)];
  const shown = {
    before: hideSecrets(before, secrets.before, values),
    after: hideSecrets(after, secrets.after, values),
  };
  const own = { lines: unifiedDiff(path, before, after, shown), isUniform: isUniform(before, after) };
  return [
    own,
    ...others.map((other) => ({
      lines: unifiedDiff(other.path, other.before, other.after),
      isUniform: isUniform(other.before ?? "", other.after),
    })),
  ];
}

function isUniform(before: string, after: string): boolean {
  return endsUniformly(before) && endsUniformly(after);
}

const TONES: Readonly<Record<DiffLineKind, Tone | undefined>> = {
  file: "strong",
  hunk: "code",
  same: undefined,
  removed: "removed",
  added: "added",
  note: "faint",
};

function paintLine(line: DiffLine, { paint }: Style, isUniform: boolean): string {
  const text = isUniform && line.text.endsWith("\r") ? line.text.slice(0, -1) : line.text;
  const shown = diffMark(line) + text.split("\t").map(visibleText).join("\t");
  const tone = TONES[line.kind];
  return tone === undefined ? shown : paint(tone, shown);
}

function endsUniformly(text: string): boolean {
  return !/(?:^|[^\r])\n/.test(text);
}

/**
 * What was mended in a file, what is left, and what would mend it. Ends with an empty line; empty where there is
 * nothing to say.
 */
export function renderFixedFile(file: FixedFile, options: FixOptions): string {
  const { mended, left, problems } = file;
  if (mended.length + problems.length === 0 && (options.quiet === true || left.length === 0)) return "";
  const style = makeStyle(options);
  const verb = options.writes ? "mended" : "would be mended";
  const counts = `${countOf(mended.length, "finding")} ${verb}, ${left.length} left`;
  const out = [`${style.paint("strong", visibleText(file.path))}: ${counts}`];
  const before = new LineIndex(file.before);
  const after = new LineIndex(file.after);
  out.push(...renderGroup(verb, mended.map(mendedItem), before, style));
  if (options.quiet !== true) {
    for (const { title, kind } of LEFT) {
      const items = left.filter(({ fix }) => fix?.applicability === kind).map(leftItem);
      out.push(...renderGroup(title, items, after, style));
    }
  }
  if (!options.writes && hidesSecret(file)) out.push(...renderNote(HIDDEN, style));
  out.push("");
  for (const problem of problems) {
    out.push(...renderFileProblem(problem, { path: file.path, lines: after }, style), "");
  }
  return joinLines(out);
}

const HIDDEN = "values of secrets are starred out in the diff: as a patch it does not apply there";

/** Whether a line of the file's diff is not shown as it stands. */
function hidesSecret(file: FixedFile): boolean {
  const { path, before, after, secrets } = file;
  if (secrets.before.length + secrets.after.length === 0) return false;
  const [shown] = fileDiffs(file);
  return shown !== undefined && joinDiff(shown.lines) !== joinDiff(unifiedDiff(path, before, after));
}

function renderNote(text: string, { paint, proseColumns }: Style): readonly string[] {
  return wrapBehind("  ", text, proseColumns).map((line) => `  ${paint("faint", line.slice(2))}`);
}

/** What is left, by what would mend it. */
const LEFT: readonly { readonly title: string; readonly kind: Applicability | undefined }[] = [
  { title: "left, with a fix that was not applied", kind: "safe" },
  { title: "left; plimsoll fix --unsafe mends", kind: "unsafe" },
  { title: "left; plimsoll fix --restructure mends", kind: "restructure" },
  { title: "left, to be mended by hand", kind: "display-only" },
  { title: "left, and no fix is known", kind: undefined },
];

interface Item {
  readonly finding: Finding;
  readonly text: string;
}

function mendedItem({ finding, fix }: MendedFinding): Item {
  return { finding, text: fix.title };
}

function leftItem(finding: Finding): Item {
  return { finding, text: finding.fix?.title ?? finding.message };
}

/** Findings of one rule that say the same take one line. */
function renderGroup(
  title: string,
  items: readonly Item[],
  lines: LineIndex,
  style: Style,
): readonly string[] {
  const groups = new Map<string, { readonly item: Item; readonly lines: number[] }>();
  for (const item of items) {
    const key = `${item.finding.rule} ${item.text}`;
    const line = lines.lineAt(item.finding.span.start);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { item, lines: [line] });
    else group.lines.push(line);
  }
  if (groups.size === 0) return [];
  const shown = [...groups.values()].flatMap(({ item, lines: all }) => {
    const { rule, severity } = item.finding;
    const text = `${showMessage(item.text).trimEnd()} (${visibleText(rule)}, ${places(all)})`;
    const [head = "", ...rest] = wrapBehind(`    ${style.marks.bullet} `, text, style.proseColumns);
    const mark = head.slice(0, 4) + style.paint(severity, head.slice(4, 5)) + head.slice(5);
    return [mark, ...rest];
  });
  return [`  ${title}`, ...shown];
}

/** More places than these are counted. */
const PLACES = 8;

function places(lines: readonly number[]): string {
  const all = [...new Set(lines)].sort((a, b) => a - b);
  if (all.length === 1) return `line ${all[0]}`;
  const more = all.length - PLACES;
  return `lines ${all.slice(0, PLACES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
