/**
 * What really happens to Dockerfiles: each is built, started and looked into with the lab's Docker engine, and
 * compared with what `check` says of it and what the interpreter makes of it.
 *
 * It knows how outcomes are described (`lab/outcomes/NAME/outcome.json`), how a real image is read, and what is
 * compared. It deliberately does not bring the lab up, and mends nothing: a difference is a report of a fault.
 */
export { isSound, type OutcomeDefinition, readDefinitions } from "./definition.ts";
export { type EndRequest, endOnSignal } from "./end-on-signal.ts";
export { readOutcomes, recordOutcome } from "./record.ts";
export { countOutcomes, type OutcomeCounts, renderOutcomes } from "./render.ts";
export { tryAll } from "./try-all.ts";
export type { Outcome } from "./try-outcome.ts";
