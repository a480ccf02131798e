import { isSound } from "./definition.ts";
import { describeRun } from "./happen.ts";
import type { Outcome } from "./try-outcome.ts";

/** How many things came out which way. */
export interface OutcomeCounts {
  readonly tried: number;
  readonly skipped: number;
  readonly built: number;
  readonly failed: number;
  /** Failures that a rule should see, and those of them that it sees. */
  readonly toSee: number;
  readonly seen: number;
  readonly claims: number;
  readonly differences: number;
  readonly known: number;
  readonly surprises: number;
}

/** Counts outcomes. */
export function countOutcomes(outcomes: readonly Outcome[]): OutcomeCounts {
  const tried = outcomes.filter(({ build }) => build !== undefined);
  const toSee = tried.filter(({ definition }) => definition.seen.length > 0);
  const isMissed = ({ differences, known }: Outcome): boolean =>
    [...differences, ...known.map(({ text }) => text)].some((text) => text.startsWith("check should tell"));
  const sum = (count: (outcome: Outcome) => number): number =>
    outcomes.reduce((total, outcome) => total + count(outcome), 0);
  return {
    tried: tried.length,
    skipped: outcomes.length - tried.length,
    built: tried.filter(({ build }) => build?.kind === "built").length,
    failed: tried.filter(({ build }) => build?.kind === "failed").length,
    toSee: toSee.length,
    seen: toSee.filter((outcome) => !isMissed(outcome)).length,
    claims: sum(({ claims }) => claims),
    differences: sum(({ differences }) => differences.length),
    known: sum(({ known }) => known.length),
    surprises: sum(({ surprises }) => surprises.length),
  };
}

/** The page `docs/outcomes.md`. */
export function renderOutcomes(outcomes: readonly Outcome[], engine: string): string {
  const counts = countOutcomes(outcomes);
  const skipped = outcomes.filter(({ build }) => build === undefined);
  const unseen = outcomes.filter(({ definition }) => definition.unseen !== undefined);
  return `${[
    "# What really happens",
    "Each Dockerfile of `lab/outcomes/` is built and started with a real engine, and what happens is compared with what " +
      "`check` says of it and with what the interpreter makes of its last stage. `npm run lab:outcomes` makes this page; " +
      `the last time with ${engine}, on the lab's base images.`,
    summary(counts),
    "## Differences that are left",
    listDifferences(outcomes),
    "## Differences that are known, and why",
    listKnown(outcomes),
    "## Failures that no rule can see",
    list(unseen.map(({ definition }) => `\`${definition.name}\`: ${definition.unseen}`)),
    ...(skipped.length === 0 ? [] : ["## Not tried", list(skipped.map(renderSkipped))]),
    "## What should go well",
    table(outcomes.filter(({ definition, build }) => build !== undefined && isSound(definition))),
    "## What should fail",
    table(outcomes.filter(({ definition, build }) => build !== undefined && !isSound(definition))),
  ].join("\n\n")}\n`;
}

function summary(counts: OutcomeCounts): string {
  return (
    `${counts.tried} Dockerfiles: ${counts.built} build, ${counts.failed} fail to. Of ${counts.toSee} whose failure ` +
    `a rule should see, at the build or at the start, ${counts.seen} are seen. ${counts.claims} claims about files, ` +
    `owners, modes, accounts, commands, packages and configuration were compared with the real images; ` +
    `${counts.differences} do not hold, and ${counts.known} differ for a known reason.` +
    (counts.surprises === 0 ? "" : ` ${counts.surprises} things did not happen as they were expected to.`)
  );
}

function listDifferences(outcomes: readonly Outcome[]): string {
  return list(
    outcomes.flatMap(({ definition, differences, surprises }) =>
      [...surprises, ...differences].map((text) => `\`${definition.name}\`: ${oneLine(text)}`),
    ),
  );
}

function listKnown(outcomes: readonly Outcome[]): string {
  return list(
    outcomes.flatMap(({ definition, known }) =>
      known.map(({ text, why }) => `\`${definition.name}\`: ${oneLine(text)}. ${why}`),
    ),
  );
}

function renderSkipped({ definition, missingBases }: Outcome): string {
  return `\`${definition.name}\`: ${missingBases.join(", ")} is not made on this machine`;
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? "None." : lines.map((line) => `- ${line}`).join("\n");
}

function table(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((outcome) => {
    const { definition, started, claims } = outcome;
    const cells = [definition.name, definition.about, happened(outcome), definition.seen.join(", ")];
    const start = started === undefined ? "" : `${started.user || "root"}: ${started.words.join(" ")}`;
    return `| ${[...cells, start.slice(0, 70), claims === 0 ? "" : String(claims)].map(cell).join(" | ")} |`;
  });
  return [
    "| Name | What it is | What happens | Told by | Starts as | Claims |",
    "|---|---|---|---|---|---:|",
    ...rows,
  ].join("\n");
}

function happened({ build, run }: Outcome): string {
  if (build?.kind === "failed") {
    const last = build.log.at(-1) ?? build.message;
    return `fails at line ${build.line ?? "?"}: ${oneLine(last).slice(0, 140)}`;
  }
  return run === undefined ? "builds" : `builds, ${oneLine(describeRun(run))}`;
}

/** A message on one line. Where the engine names a folder of its own, only what it is in the image is of use. */
function oneLine(text: string): string {
  return text
    .replace(/\/\S*\/cachemounts\/buildkit\d+/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 400);
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}
