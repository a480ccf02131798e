import { judgeFile, type SettledText, settleFixes } from "../../src/app/index.ts";
import type { Applicability } from "../../src/base/index.ts";
import { loadBaseImages } from "../../src/base-image/index.ts";
import { type Dockerfile, parseDockerfile, tokenize } from "../../src/dockerfile/index.ts";
import { readDeclaredPaths } from "../pages/declared-paths.ts";
import { stateChanges } from "../pages/final-state.ts";

/** What is promised of fixes, by the name under which it is counted. */
export const PROPERTIES = {
  accepted: "our parser and interpreter refuse nothing that they took before",
  findings: "no rule finds more than before, and fewer findings are left",
  settled: "a second run changes nothing",
  comments: "every comment is still there, as it was and in its order",
  state: "safe fixes leave every stage's final state as it was, but for what the page declares",
} as const;

/** The name of a property. */
export type PropertyName = keyof typeof PROPERTIES;

/** What was seen of one text. */
export interface ExaminedFixes {
  readonly settled: SettledText;
  /** How long it took to settle. */
  readonly milliseconds: number;
  /** Properties that do not hold, with what was seen instead. */
  readonly broken: readonly { readonly property: PropertyName; readonly saw: string }[];
}

/** Mends a text without its build context, on a fixed day, and looks whether all that is promised holds. */
export async function examineFixes(
  text: string,
  allowed: ReadonlySet<Applicability>,
): Promise<ExaminedFixes> {
  const started = performance.now();
  const settled = await settle(text, allowed);
  const milliseconds = performance.now() - started;
  const broken: ExaminedFixes["broken"][number][] = [];
  const miss = (property: PropertyName, saw: string): void => void broken.push({ property, saw });
  if (settled.mended.length === 0) return { settled, broken, milliseconds };
  const [before, after] = [settled.first.subject.evaluated, settled.last.subject.evaluated];
  const refused = [...after.dockerfile.problems, ...after.problems];
  if (refused.length > before.dockerfile.problems.length + before.problems.length) {
    miss("accepted", refused.map(({ message }) => message).join("; "));
  }
  const more = moreFindings(settled);
  if (more.length > 0) miss("findings", more.join(", "));
  const again = await settle(settled.text, allowed);
  if (again.text !== settled.text) miss("settled", rulesOf(again).join(", "));
  const lost = missingComment(before.dockerfile, after.dockerfile);
  if (lost !== undefined) miss("comments", lost);
  // What fails has no final state to keep.
  const fails = settled.mended.some(({ finding }) => finding.severity === "error");
  if (!fails && allowed.size === 1 && allowed.has("safe")) {
    const declared = rulesOf(settled).flatMap(readDeclaredPaths);
    const changes = stateChanges(before, after, declared);
    if (changes.length > 0) miss("state", `${rulesOf(settled).join(", ")}: ${changes.join("; ")}`);
  }
  return { settled, broken, milliseconds };
}

/** The rules whose fixes were applied. */
export function rulesOf({ mended }: SettledText): readonly string[] {
  return [...new Set(mended.map(({ finding }) => finding.rule))].sort();
}

/** The rules that find more than before; all that were mended where no finding is gone. */
function moreFindings(settled: SettledText): readonly string[] {
  const [before, after] = [settled.first, settled.last].map(({ judgement }) => judgement.findings);
  if (before === undefined || after === undefined || after.length >= before.length) return rulesOf(settled);
  const count = (findings: typeof before, name: string) =>
    findings.filter(({ rule }) => rule === name).length;
  return [...new Set(after.map(({ rule }) => rule))].filter(
    (rule) => count(after, rule) > count(before, rule),
  );
}

const bases = loadBaseImages();

async function settle(text: string, allowed: ReadonlySet<Applicability>): Promise<SettledText> {
  const options = { bases: await bases };
  return settleFixes({
    path: "Dockerfile",
    text,
    allowed,
    judge: (changed) =>
      judgeFile(parseDockerfile("Dockerfile", changed), {
        path: "Dockerfile",
        isDevelopment: false,
        options,
        selection: {},
        today: "2026-11-21",
        findContext: async () => ({ kind: "unknown", reason: "a text alone has none" }),
      }),
  });
}

/** The first comment that is gone, or that stands before one that it stood behind. */
function missingComment(before: Dockerfile, after: Dockerfile): string | undefined {
  const left = commentsOf(after);
  let at = 0;
  for (const comment of commentsOf(before)) {
    const found = left.indexOf(comment, at);
    if (found === -1) return comment;
    at = found + 1;
  }
  return undefined;
}

function commentsOf(dockerfile: Dockerfile): readonly string[] {
  return tokenize(dockerfile)
    .filter(({ kind }) => kind === "comment" || kind === "directive")
    .map(({ span }) => dockerfile.text.slice(span.start, span.end).trim());
}
