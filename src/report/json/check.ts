import {
  type Applicability,
  displayText,
  type Finding,
  type Problem,
  type Severity,
} from "../../base/index.ts";
import type { CheckedFile, CheckResult, PracticeStatus } from "../../playbook/index.ts";
import { type LocatedProblem, locateProblems } from "../located-problem.ts";
import { LineIndex, type Place } from "../place.ts";

/** What `plimsoll check --format json` prints; `schemas/check.v1.schema.json` describes it. */
export interface CheckReport {
  readonly version: 1;
  readonly tool: { readonly name: "plimsoll"; readonly version: string };
  readonly files: readonly FileReport[];
  readonly checklist: readonly ChecklistReport[];
  readonly findings: readonly FindingReport[];
  readonly problems: readonly ProblemReport[];
}

/** A file that was checked. */
export interface FileReport {
  readonly path: string;
  /** Null where the folder that it is built in is not known. */
  readonly context: { readonly folder: string; readonly evidence: string } | null;
  readonly development: boolean;
  readonly suppressed: number;
}

/** How a practice stands in a file. */
export interface ChecklistReport {
  readonly path: string;
  readonly practice: string;
  readonly group: string;
  readonly status: PracticeStatus;
  readonly evidence: string;
  readonly line?: number;
}

/** A finding. */
export interface FindingReport extends Place {
  readonly rule: string;
  readonly practice: string;
  readonly severity: Severity;
  readonly path: string;
  readonly message: string;
  readonly fix?: { readonly title: string; readonly applicability: Applicability };
  readonly replaces: readonly string[];
}

/** Input that could not be used; with a place where it has one. */
export interface ProblemReport extends Partial<Place> {
  readonly code: string;
  readonly message: string;
  readonly path?: string;
}

/** A check in the published format, as text that ends with a line feed. Bytes that are no UTF-8 are U+FFFD. */
export function renderCheckJson(result: CheckResult, { version }: { readonly version: string }): string {
  const json = new CheckJson(version);
  return [...result.files.map((file) => json.file(file)), ...json.end(result.problems)].join("");
}

/**
 * The same in pieces, each to be written as it is given, so that the checklists of thousands of files, most of
 * the text, are never held together. An item of a list takes one line.
 */
export class CheckJson {
  readonly #version: string;
  readonly #files: string[] = [];
  readonly #findings: string[] = [];
  readonly #problems: string[] = [];
  #hasChecklist = false;

  constructor(version: string) {
    this.#version = version;
  }

  /** The piece of the next file. */
  file(file: CheckedFile): string {
    const lines = new LineIndex(file.text);
    this.#files.push(JSON.stringify(shapeFile(file)));
    for (const finding of file.findings) {
      this.#findings.push(JSON.stringify(shapeFinding(finding, file.path, lines)));
    }
    this.#addProblems({ files: [file], problems: [] });
    const checklist = shapeChecklist(file, lines).map((line) => JSON.stringify(line));
    if (checklist.length === 0) return "";
    const before = this.#hasChecklist ? "," : this.#begin();
    this.#hasChecklist = true;
    return `${before}${ITEM}${checklist.join(`,${ITEM}`)}`;
  }

  /** The last pieces; `problems` are those that belong to no file that was judged. */
  *end(problems: readonly Problem[]): Generator<string, void> {
    this.#addProblems({ files: [], problems });
    yield this.#hasChecklist ? "\n  ]" : `${this.#begin()}]`;
    yield* renderList("files", this.#files);
    yield* renderList("findings", this.#findings);
    yield* renderList("problems", this.#problems);
    yield "\n}\n";
  }

  #begin(): string {
    const tool: CheckReport["tool"] = { name: "plimsoll", version: this.#version };
    return `{\n  "version": 1,\n  "tool": ${JSON.stringify(tool)},\n  "checklist": [`;
  }

  #addProblems(result: CheckResult): void {
    for (const problem of locateProblems(result)) this.#problems.push(JSON.stringify(shapeProblem(problem)));
  }
}

const ITEM = "\n    ";

/** So many items are one piece: a write for each would take its time, all at once would take the memory. */
const ITEMS_TOGETHER = 1000;

/** A list of a report, an item a line, in pieces. */
export function* renderList(name: string, items: readonly string[]): Generator<string, void> {
  yield `,\n  "${name}": [`;
  for (let at = 0; at < items.length; at += ITEMS_TOGETHER) {
    const piece = items.slice(at, at + ITEMS_TOGETHER).join(`,${ITEM}`);
    yield `${at === 0 ? "" : ","}${ITEM}${piece}`;
  }
  yield items.length === 0 ? "]" : "\n  ]";
}

/** What a file is: a judged one, or one that was mended. */
export function shapeFile({
  path,
  context,
  isDevelopment,
  suppressed,
}: Pick<CheckedFile, "path" | "context" | "isDevelopment" | "suppressed">): FileReport {
  return {
    path: displayText(path),
    context:
      context === undefined
        ? null
        : { folder: displayText(context.folder), evidence: displayText(context.evidence) },
    development: isDevelopment,
    suppressed,
  };
}

function shapeChecklist({ path, checklist }: CheckedFile, lines: LineIndex): readonly ChecklistReport[] {
  return checklist.map(({ practice, status, evidence, span }) => ({
    path: displayText(path),
    practice: practice.name,
    group: practice.group,
    status,
    evidence: displayText(evidence),
    ...(span === undefined ? {} : { line: lines.lineAt(span.start) }),
  }));
}

/** A finding as machines read it. */
export function shapeFinding(finding: Finding, path: string, lines: LineIndex): FindingReport {
  const { rule, practice, severity, span, message, fix, replaces } = finding;
  return {
    rule,
    practice,
    severity,
    path: displayText(path),
    ...lines.place(span),
    message: displayText(message),
    ...(fix === undefined
      ? {}
      : { fix: { title: displayText(fix.title), applicability: fix.applicability } }),
    replaces,
  };
}

/** A problem as machines read it. */
export function shapeProblem({ problem, path, place }: LocatedProblem): ProblemReport {
  return {
    code: problem.code,
    message: displayText(problem.message),
    ...(path === undefined ? {} : { path: displayText(path) }),
    ...place,
  };
}
