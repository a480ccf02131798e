import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeAside } from "../aside.ts";
import { labPaths } from "../folder.ts";
import { readText } from "../process.ts";
import { type OutcomeDefinition, readDefinitions } from "./definition.ts";
import type { Outcome } from "./try-outcome.ts";

/**
 * Keeps what came out of one definition, so that trying some of them anew gives the whole page. Each has a file of its
 * own: runs at the same time take nothing from each other.
 */
export function recordOutcome(outcome: Outcome, folder = recordFolder()): void {
  mkdirSync(folder, { recursive: true });
  writeAside(recordPath(folder, outcome.definition.name), `${JSON.stringify(outcome)}\n`);
}

/** What came out last of every definition; those that were never tried are left out. */
export function readOutcomes(
  definitions: readonly OutcomeDefinition[] = readDefinitions(),
  folder = recordFolder(),
): readonly Outcome[] {
  return definitions.flatMap(({ name }): Outcome | readonly Outcome[] => {
    const text = readText(recordPath(folder, name));
    return text === "" ? [] : JSON.parse(text);
  });
}

function recordPath(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}

function recordFolder(): string {
  return join(labPaths().data, "outcomes");
}
