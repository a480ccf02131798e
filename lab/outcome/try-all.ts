import { chooseEngine } from "../../src/engine/index.ts";
import { createNodeHost } from "../../src/host/node/index.ts";
import { labEnvironment } from "../environment.ts";
import { labPaths } from "../folder.ts";
import type { OutcomeDefinition } from "./definition.ts";
import { findUnmade, type Outcome, tryOutcome } from "./try-outcome.ts";

/** How many are tried at once: one builds while another is looked into. */
const AT_ONCE = 3;

/** What was tried, in the order of the definitions, and with which engine. */
export interface Tried {
  readonly outcomes: readonly Outcome[];
  readonly engine: string;
}

/** Tries definitions with the lab's Docker engine, which has to be up. */
export async function tryAll(
  definitions: readonly OutcomeDefinition[],
  onOutcome: (outcome: Outcome) => void = () => {},
): Promise<Tried> {
  Object.assign(process.env, labEnvironment(labPaths()));
  const host = createNodeHost();
  const engine = await chooseEngine(host, { engine: "docker" });
  const bench = { host, engine, unmade: await findUnmade() };
  const waiting = [...definitions.entries()];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [at, definition] = next;
      const outcome = await tryOutcome(bench, definition);
      outcomes[at] = outcome;
      onOutcome(outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { outcomes, engine: `Docker ${engine.version}` };
}
