import type { Finding, Span } from "../base/index.ts";
import type { Dockerfile, Instruction } from "../dockerfile/index.ts";
import type { BuildFailure } from "../engine/index.ts";

/** The instruction that a build failed at: what the engine says of it, found in the text. */
export function findFailurePlace(dockerfile: Dockerfile, failure: BuildFailure): Span | undefined {
  const { instructions } = dockerfile;
  const { line, step } = failure;
  if (line !== undefined) {
    const at = instructions.find(({ syntax }) => syntax.startLine <= line && line <= syntax.endLine);
    if (at !== undefined) return at.syntax.span;
  }
  const name = step?.name.replace(/^\[[^\]]*\] /, "");
  if (name === undefined) return undefined;
  const alike = instructions.filter(
    (instruction) => squeeze(instruction) === name.replace(/\s+/g, " ").trim(),
  );
  // Of two alike either may have failed.
  return alike.length === 1 ? alike[0]?.syntax.span : undefined;
}

/** The findings that lie in a place, or that it lies in. */
export function findingsAt(findings: readonly Finding[], place: Span | undefined): readonly Finding[] {
  if (place === undefined) return [];
  return findings.filter(({ span }) => span.start < place.end && place.start < span.end);
}

function squeeze({ syntax }: Instruction): string {
  return syntax.line.text.replace(/\s+/g, " ").trim();
}
