import type { CheckedFile } from "../../playbook/index.ts";
import { hideSecrets } from "../hide-secrets.ts";
import { LineIndex } from "../place.ts";
import { visibleText } from "../visible-text.ts";
import { renderChecklist } from "./checklist-lines.ts";
import { groupFindings, renderGroup } from "./finding-group.ts";
import { renderFileProblem } from "./problem-lines.ts";
import { joinLines, wrapBehind } from "./prose.ts";
import { makeStyle, type Style } from "./style.ts";
import type { TerminalOptions } from "./terminal-options.ts";

/**
 * One file of a check: what it is and where it is built, its findings with excerpts, its checklist, and what of it
 * could not be used. Ends with an empty line, so that files and the summary are written one after another; empty
 * where `quiet` is asked for and nothing is wrong. Nothing that the file holds reaches the terminal as anything but
 * text.
 */
export function renderCheckedFile(file: CheckedFile, options: TerminalOptions): string {
  const quiet = options.quiet === true;
  if (quiet && file.findings.length === 0 && file.problems.length === 0) return "";
  const style = makeStyle(options);
  const lines = new LineIndex(hideSecrets(file.text, file.secrets));
  const why = options.why ?? (() => undefined);
  const out = [...renderHeader(file, style), ""];
  for (const group of groupFindings(file.findings)) {
    for (const line of renderGroup(group, { path: file.path, lines, style, why })) out.push(line);
  }
  if (!quiet && file.checklist.length > 0) out.push(...renderChecklist(file.checklist, lines, style), "");
  for (const problem of file.problems) {
    out.push(...renderFileProblem(problem, { path: file.path, lines }, style), "");
  }
  return joinLines(out);
}

function renderHeader(file: CheckedFile, style: Style): readonly string[] {
  const { context, suppressed } = file;
  const note = (text: string): readonly string[] =>
    wrapBehind("  ", text, style.proseColumns).map((line) => `  ${style.paint("faint", line.slice(2))}`);
  const built =
    context === undefined
      ? "its build context is not known"
      : `built in ${context.folder}: ${context.evidence}`;
  return [
    style.paint("strong", visibleText(file.path)),
    ...note(visibleText(built)),
    ...(file.isDevelopment ? note("a development container: reported, not gated") : []),
    ...(suppressed > 0 ? note(`suppressed by comments: ${suppressed}`) : []),
  ];
}
