import {
  ENGINE_KINDS,
  type EngineKind,
  FEATURES,
  type FoundEngine,
  findEngines,
  type Support,
} from "../engine/index.ts";
import type { Host } from "../host/index.ts";

/** Something that an engine can or cannot do. */
export interface ListedFeature extends Support {
  readonly name: string;
  /** In words: `RUN --mount=type=cache`. */
  readonly title: string;
}

/** An engine as it is listed. */
export interface ListedEngine {
  readonly name: EngineKind;
  readonly builder: string | undefined;
  readonly version: string | undefined;
  readonly state: "ready" | "silent" | "missing";
  /** Why it cannot be used, where it cannot. */
  readonly reason: string | undefined;
  /** Whether it is the one that is used where none is asked for. */
  readonly isChosen: boolean;
  readonly features: readonly ListedFeature[];
}

/** Looks for all engines, and says what each is and can do. Throws nothing: what fails is listed. */
export async function describeEngines(host: Host): Promise<readonly ListedEngine[]> {
  const found = await findEngines(host);
  const chosen = found.find((one) => one.kind === "ready" && one.engine.isDefault);
  return found.map((one) => describe(one, one === chosen));
}

/** The driver that a name means, or undefined. */
export function readEngineKind(name: string): EngineKind | undefined {
  return ENGINE_KINDS.find((kind) => kind === name);
}

function describe(found: FoundEngine, isChosen: boolean): ListedEngine {
  if (found.kind !== "ready") {
    const isSilent = found.kind === "silent";
    return {
      name: found.engine,
      builder: isSilent ? found.builder : undefined,
      version: isSilent ? found.version : undefined,
      state: found.kind,
      reason: found.reason,
      isChosen,
      features: [],
    };
  }
  const { kind, builder, version, features } = found.engine;
  const listed = Object.entries(features).map(([name, support]) => ({
    name,
    title: titleOf(name),
    ...support,
  }));
  return { name: kind, builder, version, state: "ready", reason: undefined, isChosen, features: listed };
}

function titleOf(name: string): string {
  return Object.entries(FEATURES).find(([feature]) => feature === name)?.[1] ?? name;
}
