import { displayText, type PlimsollError } from "../base/index.ts";
import type { Host } from "../host/index.ts";
import { engineError } from "./call.ts";
import { findBuildctl } from "./detect-buildctl.ts";
import { findDocker } from "./detect-docker.ts";
import { findPodman } from "./detect-podman.ts";
import { ENGINE_KINDS, type Engine, type EngineKind, type FoundEngine } from "./engine.ts";

/** Which engine to look for. */
export interface EngineChoice {
  /** Any that answers, in the order of `ENGINE_KINDS`, unless given. */
  readonly engine?: EngineKind;
  /** A builder of buildx, or the address of a BuildKit daemon. */
  readonly builder?: string;
}

/**
 * Looks for all engines at once, and asks each what it is. Each gets a bounded time; one that is installed and
 * does not answer is listed with the reason. Builders of buildx other than Docker's own stand each for itself,
 * the current one first.
 */
export async function findEngines(host: Host, builder?: string): Promise<readonly FoundEngine[]> {
  const found = await Promise.all([
    findDocker(host, builder),
    findBuildctl(host, isAddress(builder) ? builder : undefined),
    findPodman(host, "podman"),
    findPodman(host, "buildah"),
  ]);
  const order = (one: FoundEngine): number => ENGINE_KINDS.indexOf(kindOf(one));
  return found.flat().sort((a, b) => order(a) - order(b));
}

/**
 * The engine to use. Throws `engine/none` where none answers, `engine/not-there` where the one asked for does
 * not, and `engine/builder-unknown`.
 */
export async function chooseEngine(host: Host, { engine, builder }: EngineChoice = {}): Promise<Engine> {
  const found = await findEngines(host, builder);
  const named =
    builder === undefined || isAddress(builder) ? found : found.filter((one) => builderOf(one) === builder);
  const wanted = named.filter((one) => engine === undefined || kindOf(one) === engine);
  if (builder !== undefined && !isAddress(builder) && named.length === 0)
    throw unknownBuilder(builder, found);
  // Without a wish, a builder that buildx has made current is meant, and not all those it knows.
  const usable = wanted.filter((one) => builder !== undefined || engine !== undefined || isDefault(one));
  const addressed = isAddress(builder) ? usable.filter((one) => kindOf(one) === "buildctl") : usable;
  for (const one of addressed) if (one.kind === "ready") return one.engine;
  if (engine === undefined && builder === undefined) throw noEngine(found);
  throw notThere(engine ?? builder ?? "", wanted);
}

/** Whether an engine is one that is used where none is asked for. */
function isDefault(one: FoundEngine): boolean {
  return one.kind !== "ready" || one.engine.isDefault;
}

/** The driver of what was found. */
export function kindOf(found: FoundEngine): EngineKind {
  return found.kind === "ready" ? found.engine.kind : found.engine;
}

function builderOf(found: FoundEngine): string | undefined {
  if (found.kind === "missing") return undefined;
  return found.kind === "ready" ? found.engine.builder : found.builder;
}

function isAddress(builder: string | undefined): boolean {
  return (
    builder !== undefined &&
    /^(?:unix|tcp|ssh|docker-container|podman-container|kube-pod|npipe):/.test(builder)
  );
}

function noEngine(found: readonly FoundEngine[]): PlimsollError {
  const silent = found.flatMap((one) => (one.kind === "silent" ? [`${one.engine}: ${one.reason}`] : []));
  const installed = silent.length === 0 ? "none is installed" : silent.join("; ");
  return engineError(
    "engine/none",
    `no container engine answers: ${installed}`,
    "start one, or install Docker, BuildKit, podman or buildah; plimsoll engines lists what is there",
  );
}

function notThere(name: string, found: readonly FoundEngine[]): PlimsollError {
  const reasons = found.flatMap((one) => (one.kind === "ready" ? [] : [one.reason]));
  return engineError(
    "engine/not-there",
    `${displayText(name)} cannot be used: ${reasons[0] ?? "it was not found"}`,
    "plimsoll engines lists what is there",
  );
}

function unknownBuilder(builder: string, found: readonly FoundEngine[]): PlimsollError {
  const known = found.flatMap((one) => builderOf(one) ?? []);
  return engineError(
    "engine/builder-unknown",
    `no builder is called ${JSON.stringify(displayText(builder))}`,
    known.length === 0 ? "docker buildx ls lists builders" : `there is ${[...new Set(known)].join(", ")}`,
  );
}
