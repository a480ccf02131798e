import { readFileSync } from "node:fs";
import { judgeFile, readContextView } from "../../src/app/index.ts";
import { decodeSource, type Finding, lineStarts, positionAt } from "../../src/base/index.ts";
import { loadBaseImages } from "../../src/base-image/index.ts";
import { parseDockerfile } from "../../src/dockerfile/index.ts";
import type { Host } from "../../src/host/index.ts";
import { contextSources, type EvaluatedDockerfile } from "../../src/stage/index.ts";
import { isSound, type OutcomeDefinition } from "./definition.ts";

/** A finding, and the line where it stands. */
export interface PlacedFinding {
  readonly finding: Finding;
  /** Counted from 1. */
  readonly line: number;
}

/** What `check` makes of a definition's Dockerfile. */
export interface Judged {
  readonly evaluated: EvaluatedDockerfile;
  readonly findings: readonly PlacedFinding[];
}

/** Judges a Dockerfile as `check` does, with the context that it is built with. */
export async function judgeOutcome(host: Host, { dockerfile, context }: OutcomeDefinition): Promise<Judged> {
  const text = decodeSource(readFileSync(dockerfile));
  const { subject, judgement } = await judgeFile(parseDockerfile(dockerfile, text), {
    path: dockerfile,
    isDevelopment: false,
    options: { bases: await loadBaseImages() },
    selection: {},
    today: host.today(),
    findContext: (evaluated, asked) => {
      const sources = contextSources(evaluated).filter(({ isPlain }) => isPlain);
      const paths = [...sources.map(({ path }) => path), ...asked];
      return readContextView(host.files, {
        folder: context,
        evidence: "it is built with it",
        dockerfile,
        paths,
      });
    },
  });
  const starts = lineStarts(text);
  const findings = judgement.findings.map((finding) => {
    return { finding, line: positionAt(starts, finding.span.start).line };
  });
  return { evaluated: subject.evaluated, findings };
}

/** Where `check` and what happened disagree. */
export function compareFindings(definition: OutcomeDefinition, { findings }: Judged): readonly string[] {
  const told = new Set(findings.map(({ finding, line }) => `${finding.rule}:${line}`));
  const missed = definition.seen.filter((wanted) => !told.has(wanted));
  const failing = definition.fails?.line;
  const wrong = findings.filter(({ finding, line }) => {
    if (finding.practice !== "works" || finding.severity !== "error") return false;
    // Of a build that stopped, only what came before the stop is known to have been well.
    return isSound(definition) || (failing !== undefined && line < failing && !isOfStart(finding));
  });
  return [
    ...missed.map((wanted) => `check should tell ${wanted}, and does not`),
    ...wrong.map(({ finding, line }) => {
      return `check should not tell ${finding.rule}:${line} (${finding.message}): it went well`;
    }),
  ];
}

/** Rules about what a container starts: that is known only once there is one. */
function isOfStart({ rule }: Finding): boolean {
  return /^(?:entrypoint-missing|interpreter-doubled|unreadable-by-user|unwritable-by-user)$/.test(rule);
}
