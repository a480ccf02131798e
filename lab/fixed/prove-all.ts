import { chooseEngine } from "../../src/engine/index.ts";
import { createNodeHost } from "../../src/host/node/index.ts";
import { labEnvironment } from "../environment.ts";
import { labPaths } from "../folder.ts";
import { findUnmade } from "../outcome/bases.ts";
import type { OutcomeDefinition } from "../outcome/definition.ts";
import { removeOldLeftovers, removeOwnLeftovers } from "../outcome/leftovers.ts";
import { stoppable } from "../outcome/stoppable.ts";
import { proveFixes } from "./prove.ts";
import { type ProvedFixes, WAYS, type Way } from "./proved.ts";

/** How many are tried at once: one builds while another is looked into. */
const AT_ONCE = 2;

/** What was tried, in the order of the definitions, and with which engine. */
export interface TriedFixes {
  readonly proved: readonly ProvedFixes[];
  readonly engine: string;
}

/** What is tried, and when it ends. */
export interface ProveOptions {
  /** All ways unless given. */
  readonly ways?: readonly Way[];
  readonly onProved?: (proved: ProvedFixes) => void;
  readonly signal?: AbortSignal;
}

/**
 * Proves the fixes of definitions with the lab's Docker engine, which has to be up. When `signal` is aborted, what is
 * under way is stopped, taken away and not told of.
 */
export async function proveAll(
  definitions: readonly OutcomeDefinition[],
  { ways = WAYS, onProved = () => {}, signal = new AbortController().signal }: ProveOptions = {},
): Promise<TriedFixes> {
  Object.assign(process.env, labEnvironment(labPaths()));
  const host = createNodeHost();
  const engine = await chooseEngine(host, { engine: "docker" });
  await removeOldLeftovers();
  const bench = { host, engine: stoppable(engine, signal), unmade: await findUnmade(), ways };
  const waiting = [...definitions.entries()];
  const proved: ProvedFixes[] = [];
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const [at, definition] = waiting.shift() ?? [];
      if (at === undefined || definition === undefined) return;
      const one = await proveFixes(bench, definition).catch((error: unknown): ProvedFixes => {
        const { name, about } = definition;
        const trouble = error instanceof Error ? error.message : String(error);
        const nothing = { missingBases: [], safe: undefined, unsafe: undefined, seconds: 0 };
        return { name, about, ways, ...nothing, trouble };
      });
      // What was being tried when the signal came tells of the signal alone.
      if (signal.aborted) return;
      proved[at] = one;
      onProved(one);
    }
  };
  const drop = (): void => void removeOwnLeftovers().catch(() => {});
  signal.addEventListener("abort", drop);
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    signal.removeEventListener("abort", drop);
    if (signal.aborted) await removeOwnLeftovers();
  }
  return { proved: proved.filter(() => true), engine: `Docker ${engine.version}` };
}
