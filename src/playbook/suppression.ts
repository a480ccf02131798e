import type { Span } from "../base/index.ts";
import type { Dockerfile } from "../dockerfile/index.ts";
import { readCheckOptions } from "../stage/index.ts";

/** A comment that asks for silence: whose comment it is, what it names, and which lines it covers. */
export interface Suppression {
  readonly tool: "plimsoll" | "hadolint" | "buildkit" | "trivy";
  /** Rules as the comment names them, or `all`. */
  readonly names: readonly string[];
  readonly span: Span;
  /** The lines it covers; undefined for the whole file. */
  readonly lines: { readonly first: number; readonly last: number } | undefined;
}

const CHECK = /^check\s*=\s*(\S.*)$/i;

type Reading = Pick<Suppression, "tool" | "names"> & { readonly isGlobal: boolean };

/** All comments of a Dockerfile that ask for silence, in the order of the text. */
export function findSuppressions(dockerfile: Dockerfile): readonly Suppression[] {
  const found: Suppression[] = [];
  const directive = dockerfile.directives.find(({ name }) => name === "check");
  const skipped = directive === undefined ? [] : readSkips(directive.value);
  if (directive !== undefined && skipped.length > 0) {
    found.push({ tool: "buildkit", names: skipped, span: directive.span, lines: undefined });
  }
  const { text, instructions } = dockerfile;
  // Comments that a blank line parts from the first instruction speak for the whole file.
  const parted = lastBlankLine(text, instructions[0]?.syntax.span.start ?? 0);
  instructions.forEach(({ syntax }, index) => {
    // The builder looks at the first comment of its own above an instruction, blank lines between them or not.
    const check = syntax.comments.find(({ text }) => CHECK.test(text));
    for (const comment of syntax.comments) {
      if (CHECK.test(comment.text) && comment !== check) continue;
      const reading = readComment(comment.text);
      if (reading === undefined) continue;
      const speaksForFile = comment !== check && index === 0 && comment.span.end <= parted;
      const isWhole = reading.isGlobal || speaksForFile;
      const lines = isWhole ? undefined : { first: syntax.startLine, last: syntax.endLine };
      found.push({ tool: reading.tool, names: reading.names, span: comment.span, lines });
    }
  });
  return found;
}

/** Check names that the builder reports although the file's directive is silent about them: experimental ones. */
export function findExperimental(dockerfile: Dockerfile): {
  readonly all: boolean;
  readonly names: readonly string[];
} {
  const directive = dockerfile.directives.find(({ name }) => name === "check");
  const read = directive === undefined ? undefined : readCheckOptions(directive.value);
  if (read?.kind !== "options") return { all: false, names: [] };
  return { all: read.options.experimentalAll, names: read.options.experimental };
}

/** The end of the line above the last blank one before an offset, or -1. */
function lastBlankLine(text: string, before: number): number {
  let end = text.lastIndexOf("\n", before - 1);
  while (end > 0) {
    const above = text.lastIndexOf("\n", end - 1);
    if (above === -1) return -1;
    if (text.slice(above, end).trim() === "") return above;
    end = above;
  }
  return -1;
}

function readComment(text: string): Reading | undefined {
  return readOurs(text) ?? readHadolint(text) ?? readTrivy(text) ?? readCheck(text);
}

/** `plimsoll ignore=RULE,RULE reason="…"`, or `plimsoll global ignore=…` for the whole file. */
function readOurs(text: string): Reading | undefined {
  const match = /^plimsoll\s+(global\s+)?ignore\s*=\s*([^\s"']+(?:\s*,\s*[^\s"']+)*)/i.exec(text);
  if (match === null) return undefined;
  return { tool: "plimsoll", names: splitNames(match[2] ?? ""), isGlobal: match[1] !== undefined };
}

function readHadolint(text: string): Reading | undefined {
  const match = /^hadolint\s+(global\s+)?ignore\s*=\s*([A-Z0-9]+(?:\s*,\s*[A-Z0-9]+)*)/i.exec(text);
  if (match === null) return undefined;
  return { tool: "hadolint", names: splitNames(match[2] ?? ""), isGlobal: match[1] !== undefined };
}

/** `trivy:ignore:DS-0002`; older spellings are `DS002` and `AVD-DS-0002`. */
function readTrivy(text: string): Reading | undefined {
  if (!text.includes(":ignore:")) return undefined;
  const names = [...text.matchAll(/(?:^|\s)(?:trivy|tfsec):ignore:([A-Za-z0-9-]+)/g)].map(
    (match) => match[1] ?? "",
  );
  if (names.length === 0) return undefined;
  return { tool: "trivy", names: names.map(spellTrivy), isGlobal: false };
}

function spellTrivy(name: string): string {
  const match = /^(?:AVD-)?DS-?0*([0-9]+)$/i.exec(name);
  return match === null ? name : `DS-${(match[1] ?? "").padStart(4, "0")}`;
}

function readCheck(text: string): Reading | undefined {
  const match = CHECK.exec(text);
  const names = match === null ? [] : readSkips(match[1] ?? "");
  return names.length === 0 ? undefined : { tool: "buildkit", names, isGlobal: false };
}

function readSkips(value: string): readonly string[] {
  const read = readCheckOptions(value);
  if (read.kind === "refused") return [];
  return read.options.skipAll ? ["all"] : read.options.skip.filter((name) => name !== "");
}

function splitNames(text: string): readonly string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
