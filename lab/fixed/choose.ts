import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "../../src/host/index.ts";
import type { OutcomeDefinition } from "../outcome/definition.ts";
import { mendCopy } from "./mend-copy.ts";

/**
 * The fewest definitions that we find at sight in which every rule's safe fix comes up that comes up in any: the next one
 * is always that with most fixes that are still missing, and of those the first by name. Nothing is built for it.
 */
export async function chooseFew(
  host: Host,
  definitions: readonly OutcomeDefinition[],
): Promise<readonly OutcomeDefinition[]> {
  const fixes = new Map<OutcomeDefinition, ReadonlySet<string>>();
  for (const definition of definitions) fixes.set(definition, await fixesOf(host, definition));
  const missing = new Set([...fixes.values()].flatMap((names) => [...names]));
  const chosen: OutcomeDefinition[] = [];
  while (missing.size > 0) {
    const worth = (definition: OutcomeDefinition): number =>
      [...(fixes.get(definition) ?? [])].filter((name) => missing.has(name)).length;
    const best = definitions.reduce((left, right) => (worth(right) > worth(left) ? right : left));
    chosen.push(best);
    for (const name of fixes.get(best) ?? []) missing.delete(name);
  }
  return chosen;
}

async function fixesOf(host: Host, definition: OutcomeDefinition): Promise<ReadonlySet<string>> {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-fixed-"));
  try {
    const { applied } = await mendCopy(host, definition, "safe", folder);
    return new Set(applied.map(({ rule }) => rule));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
