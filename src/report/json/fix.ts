import { type Applicability, displayText, type Problem, type Severity } from "../../base/index.ts";
import { type FixedFile, type FixResult, type MendedFinding, secretValues } from "../../playbook/index.ts";
import { hideInEdits } from "../hide-edits.ts";
import { editsBetween } from "../line-diff.ts";
import { LineIndex, type Place } from "../place.ts";
import {
  type FileReport,
  type FindingReport,
  type ProblemReport,
  renderList,
  shapeFile,
  shapeFinding,
  shapeProblem,
} from "./check.ts";

/** What `plimsoll fix --format json` prints; `schemas/fix.v1.schema.json` describes it. */
export interface FixReport {
  readonly version: 1;
  readonly tool: { readonly name: "plimsoll"; readonly version: string };
  /** Whether the files were written. */
  readonly written: boolean;
  readonly files: readonly FixedFileReport[];
  readonly mended: readonly MendedReport[];
  readonly left: readonly FindingReport[];
  readonly problems: readonly ProblemReport[];
}

/** A file, and the edits that lead from its text before to its text after, all at once. */
export interface FixedFileReport extends FileReport {
  readonly changed: boolean;
  /** None where `withheld` says so. */
  readonly edits: readonly EditReport[];
  /** Given where an edit would show the value of a secret: what is changed then, only a run that writes can tell. */
  readonly withheld?: "secret";
  /** Files that are written with it. */
  readonly others: readonly OtherFileReport[];
}

/** A file that is written whole beside the one that was judged. */
export interface OtherFileReport {
  readonly path: string;
  /** Whether there was none before. */
  readonly created: boolean;
  readonly text: string;
}

/** Replaces a stretch of the text before. */
export interface EditReport extends Place {
  readonly text: string;
}

/** A finding that is gone, with its place in the text before. */
export interface MendedReport extends Place {
  readonly rule: string;
  readonly practice: string;
  readonly severity: Severity;
  readonly path: string;
  readonly message: string;
  readonly title: string;
  readonly applicability: Applicability;
  readonly round: number;
}

/** How a fix is written for machines. */
export interface FixJsonOptions {
  /** Of the program. */
  readonly version: string;
  readonly writes: boolean;
}

/** Fixes in the published format, as text that ends with a line feed. Bytes that are no UTF-8 are U+FFFD. */
export function renderFixJson(result: FixResult, options: FixJsonOptions): string {
  const json = new FixJson(options);
  for (const file of result.files) json.file(file);
  return [...json.end(result.problems)].join("");
}

/** The same file by file, so that no text is held once it is told. */
export class FixJson {
  readonly #options: FixJsonOptions;
  readonly #files: string[] = [];
  readonly #mended: string[] = [];
  readonly #left: string[] = [];
  readonly #problems: string[] = [];

  constructor(options: FixJsonOptions) {
    this.#options = options;
  }

  /** Adds the next file. */
  file(file: FixedFile): void {
    const before = new LineIndex(file.before);
    const after = new LineIndex(file.after);
    this.#files.push(JSON.stringify(shapeFixedFile(file, before)));
    for (const mended of file.mended)
      this.#mended.push(JSON.stringify(shapeMended(mended, file.path, before)));
    for (const finding of file.left) this.#left.push(JSON.stringify(shapeFinding(finding, file.path, after)));
    for (const problem of file.problems) {
      const path = problem.path ?? file.path;
      const place = problem.span === undefined || path !== file.path ? undefined : after.place(problem.span);
      this.#problems.push(JSON.stringify(shapeProblem({ problem, path, place })));
    }
  }

  /** The whole, in pieces; `problems` are those that belong to no file that was judged. */
  *end(problems: readonly Problem[]): Generator<string, void> {
    const tool: FixReport["tool"] = { name: "plimsoll", version: this.#options.version };
    yield `{\n  "version": 1,\n  "tool": ${JSON.stringify(tool)},\n  "written": ${this.#options.writes}`;
    yield* renderList("files", this.#files);
    yield* renderList("mended", this.#mended);
    yield* renderList("left", this.#left);
    const others = problems.map((problem) => {
      return JSON.stringify(shapeProblem({ problem, path: problem.path, place: undefined }));
    });
    yield* renderList("problems", [...this.#problems, ...others]);
    yield "\n}\n";
  }
}

function shapeFixedFile(file: FixedFile, lines: LineIndex): FixedFileReport {
  const { before, after, secrets } = file;
  const values = [...secretValues(before, secrets.before), ...secretValues(after, secrets.after)];
  const shown = hideInEdits(before, editsBetween(before, after), values);
  const edits = (shown ?? []).map(({ span, text }): EditReport => {
    return { ...lines.place(span), text: displayText(text) };
  });
  const others = file.others.map((other): OtherFileReport => {
    const { path, before: old, after: text } = other;
    return { path: displayText(path), created: old === undefined, text: displayText(text) };
  });
  const withheld = shown === undefined ? { withheld: "secret" as const } : {};
  return { ...shapeFile(file), changed: before !== after, edits, ...withheld, others };
}

function shapeMended({ finding, fix, round }: MendedFinding, path: string, lines: LineIndex): MendedReport {
  const { rule, practice, severity, span, message } = finding;
  return {
    rule,
    practice,
    severity,
    path: displayText(path),
    ...lines.place(span),
    message: displayText(message),
    title: displayText(fix.title),
    applicability: fix.applicability,
    round,
  };
}
