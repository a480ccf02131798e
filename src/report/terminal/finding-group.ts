import { type Applicability, type Finding, SEVERITIES } from "../../base/index.ts";
import type { LineIndex } from "../place.ts";
import { visibleText } from "../visible-text.ts";
import { renderPlace } from "./place-lines.ts";
import { showMessage, wrapBehind } from "./prose.ts";
import type { Style } from "./style.ts";

/** What a finding is shown with. */
export interface FindingView {
  readonly path: string;
  readonly lines: LineIndex;
  readonly style: Style;
  readonly why: (rule: string) => string | undefined;
}

/** Findings of one rule and severity in one file. */
export type FindingGroup = readonly [Finding, ...Finding[]];

/** Of one rule in one file this many findings get an excerpt; the others are listed by line. */
const SHOWN = 3;

/**
 * Findings by rule and severity, the gravest first and else in the order of the text: what fails is read before
 * what costs, and a rule that speaks often stands together, for it asks for one decision.
 */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const finding of findings) {
    const key = `${finding.severity} ${finding.rule}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  const rank = ([{ severity }]: FindingGroup): number => SEVERITIES.indexOf(severity);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

/** A group: its first findings in full, each followed by an empty line, and the others by line. */
export function renderGroup(group: FindingGroup, view: FindingView): readonly string[] {
  const shown = group.slice(0, SHOWN).flatMap((finding, index) => {
    return [...renderFinding(finding, index === 0, view), ""];
  });
  const rest = group.slice(SHOWN);
  return rest.length === 0 ? shown : [...shown, ...renderRest(group, rest, view), ""];
}

function renderFinding(finding: Finding, isFirst: boolean, view: FindingView): readonly string[] {
  const { style } = view;
  const { severity, rule, span, fix } = finding;
  const title = style.paint(severity, `${severity}[${visibleText(rule)}]`);
  const { lines, gutter } = renderPlace({ ...view, span, tone: severity }, style);
  const shown = [`${title} ${style.paint("strong", showMessage(finding.message).trimEnd())}`, ...lines];
  const note = (name: string, text: string): void => {
    const [head = "", ...others] = wrapBehind(`${gutter} = ${name}: `, text, style.proseColumns);
    shown.push(head.replace(`${name}:`, style.paint("strong", `${name}:`)), ...others);
  };
  // The reason is the same for all of a rule's findings: said once, it is read.
  const why = isFirst ? view.why(rule) : undefined;
  if (why !== undefined) note("why", showMessage(why));
  if (fix !== undefined) note("help", `${showMessage(fix.title)} (${HOW[fix.applicability]})`);
  return shown;
}

/** How far a fix may be trusted. */
const HOW: Readonly<Record<Applicability, string>> = {
  safe: "safe",
  unsafe: "unsafe",
  restructure: "restructure",
  "display-only": "by hand",
};

function renderRest(
  group: FindingGroup,
  rest: readonly Finding[],
  { lines, style }: FindingView,
): readonly string[] {
  const [{ severity, rule, message }] = group;
  const byMessage = new Map<string, number[]>();
  for (const finding of rest) {
    const line = lines.lineAt(finding.span.start);
    const known = byMessage.get(finding.message);
    if (known === undefined) byMessage.set(finding.message, [line]);
    else known.push(line);
  }
  const name = `${severity}[${visibleText(rule)}]`;
  return [...byMessage].flatMap(([text, found]) => {
    // What was said above needs no second telling; another message does.
    const said = text === message ? "" : ` ${showMessage(text)}`;
    const places = found.length === 1 ? "line" : "lines";
    const [head = "", ...others] = wrapBehind(
      `${name} `,
      `and ${found.length} more:${said === "" ? "" : `${said}:`} ${places} ${listLines(found)}`,
      style.proseColumns,
    );
    return [style.paint(severity, name) + head.slice(name.length), ...others];
  });
}

/** Lines in a row; a line that holds several findings says how many. */
function listLines(found: readonly number[]): string {
  const counts = new Map<number, number>();
  for (const line of found) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts]
    .map(([line, count]) => (count === 1 ? `${line}` : `${line} (${count} times)`))
    .join(", ");
}
