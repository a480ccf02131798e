import { chooseEngine } from "../../src/engine/index.ts";
import { createNodeHost } from "../../src/host/node/index.ts";
import { labEnvironment } from "../environment.ts";
import { labPaths } from "../folder.ts";
import { findUnmade } from "./bases.ts";
import type { OutcomeDefinition } from "./definition.ts";
import { removeOldLeftovers, removeOwnLeftovers } from "./leftovers.ts";
import { stoppable } from "./stoppable.ts";
import { type Outcome, tryOutcome } from "./try-outcome.ts";

/** How many are tried at once: one builds while another is looked into. */
const AT_ONCE = 3;

/** What was tried, in the order of the definitions, and with which engine. */
export interface Tried {
  readonly outcomes: readonly Outcome[];
  readonly engine: string;
}

/**
 * Tries definitions with the lab's Docker engine, which has to be up. When `signal` is aborted, what is under way is
 * stopped, taken away and not told of. What an earlier run left that was killed is taken away first.
 */
export async function tryAll(
  definitions: readonly OutcomeDefinition[],
  onOutcome: (outcome: Outcome) => void = () => {},
  signal: AbortSignal = new AbortController().signal,
): Promise<Tried> {
  Object.assign(process.env, labEnvironment(labPaths()));
  const host = createNodeHost();
  const engine = stoppable(await chooseEngine(host, { engine: "docker" }), signal);
  await removeOldLeftovers();
  const bench = { host, engine, unmade: await findUnmade() };
  const waiting = [...definitions.entries()];
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const [at, definition] = waiting.shift() ?? [];
      if (at === undefined || definition === undefined) return;
      const outcome = await tryOutcome(bench, definition).catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
      });
      // What was being tried when the signal came tells of the signal alone.
      if (outcome === undefined || signal.aborted) return;
      outcomes[at] = outcome;
      onOutcome(outcome);
    }
  };
  // A container that answers nobody would be waited for.
  const dropContainers = (): void => void removeOwnLeftovers().catch(() => {});
  signal.addEventListener("abort", dropContainers);
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    signal.removeEventListener("abort", dropContainers);
    if (signal.aborted) await removeOwnLeftovers();
  }
  return { outcomes: outcomes.filter(() => true), engine: `Docker ${engine.version}` };
}
