import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { labPaths } from "../folder.ts";
import { readText } from "../process.ts";
import { readDefinitions } from "./definition.ts";
import type { Outcome } from "./try-outcome.ts";

/** What came out last, by name: so that trying some of them anew gives the whole page. */
type Recorded = Record<string, Outcome>;

/** Keeps what came out, beside what came out of others before. */
export function recordOutcome(outcome: Outcome): void {
  const path = recordPath();
  const recorded: Recorded = { ...readRecorded(path), [outcome.definition.name]: outcome };
  mkdirSync(labPaths().data, { recursive: true });
  // Whoever reads meanwhile finds all of it.
  writeFileSync(`${path}.${process.pid}`, JSON.stringify(recorded));
  renameSync(`${path}.${process.pid}`, path);
}

/** What came out last of every definition that there is; those that were never tried are left out. */
export function readOutcomes(): readonly Outcome[] {
  const recorded = readRecorded(recordPath());
  return readDefinitions().flatMap(({ name }) => recorded[name] ?? []);
}

function readRecorded(path: string): Recorded {
  const text = readText(path);
  return text === "" ? {} : JSON.parse(text);
}

function recordPath(): string {
  return join(labPaths().data, "outcomes.json");
}
