import { displayText, PlimsollError } from "../../src/base/index.ts";
import { type Container, type Engine, withContainer } from "../../src/engine/index.ts";
import type { RunExpectation } from "./definition.ts";

/** How a build ended. */
export type BuildEnd =
  | { readonly kind: "built"; readonly seconds: number }
  | {
      readonly kind: "failed";
      readonly line: number | undefined;
      readonly message: string;
      readonly log: readonly string[];
      readonly seconds: number;
    };

/** What a started image did. */
export type RunEnd =
  | { readonly kind: "answered"; readonly status: number; readonly body: string }
  | { readonly kind: "exited"; readonly status: number; readonly log: string }
  | { readonly kind: "health"; readonly verdict: "healthy" | "unhealthy" }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "silent"; readonly log: string };

const READY_MILLISECONDS = 30_000;
const EXIT_MILLISECONDS = 20_000;

/** What is built: absolute paths, and whether the engine may take steps from its cache. */
export interface BuildSource {
  readonly context: string;
  readonly dockerfile: string;
  readonly noCache?: boolean;
}

/**
 * Builds a Dockerfile into the engine's store. What fails outside the Dockerfile is a failure too; where
 * it was the network, once more is tried.
 */
export async function buildOutcome(engine: Engine, source: BuildSource, image: string): Promise<BuildEnd> {
  const end = await buildOnce(engine, source, image);
  const isOfNetwork = end.kind === "failed" && end.log.some((line) => NETWORK.test(line));
  return isOfNetwork ? buildOnce(engine, source, image) : end;
}

const NETWORK = /Temporary failure (?:in name resolution|resolving)|i\/o timeout|ECONNRESET|EAI_AGAIN/;

async function buildOnce(
  engine: Engine,
  { context, dockerfile, noCache = false }: BuildSource,
  image: string,
): Promise<BuildEnd> {
  const started = performance.now();
  try {
    const request = {
      context,
      dockerfile,
      names: [image],
      output: { kind: "store" },
      provenance: "off",
      noCache,
    } as const;
    const outcome = await engine.build(request, () => {});
    if (outcome.kind === "built") return { kind: "built", seconds: outcome.seconds };
    if (outcome.kind === "canceled") throw new Error("the build was canceled");
    const { message, line, log } = outcome.failure;
    return { kind: "failed", line, message, log: log.map(displayText), seconds: outcome.seconds };
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    const seconds = (performance.now() - started) / 1000;
    return { kind: "failed", line: undefined, message: error.message, log: [], seconds };
  }
}

/** Starts an image and does what its definition expects, until that has come or cannot come any more. */
export async function runOutcome(engine: Engine, image: string, expected: RunExpectation): Promise<RunEnd> {
  const ports = "http" in expected ? [expected.http] : [];
  try {
    return await withContainer(engine, { image, ports }, (container) => watch(container, expected));
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    return { kind: "refused", message: error.message };
  }
}

async function watch(container: Container, expected: RunExpectation): Promise<RunEnd> {
  const ended = async (status: number): Promise<RunEnd> => {
    return { kind: "exited", status, log: await logOf(container) };
  };
  if ("http" in expected) {
    const path = expected.path ?? "/";
    const waited = await container.waitFor({ kind: "http", port: expected.http, path }, READY_MILLISECONDS);
    if (waited.kind === "exited") return ended(waited.status);
    if (waited.kind !== "ready") return { kind: "silent", log: await logOf(container) };
    const { status, body } = await container.probe(expected.http, path);
    return { kind: "answered", status, body: Buffer.from(body).toString("utf8") };
  }
  if ("health" in expected) {
    const waited = await container.waitFor({ kind: "healthy" }, READY_MILLISECONDS);
    if (waited.kind === "ready") return { kind: "health", verdict: "healthy" };
    if (waited.kind === "unhealthy") return { kind: "health", verdict: "unhealthy" };
    return waited.kind === "exited" ? ended(waited.status) : { kind: "silent", log: await logOf(container) };
  }
  // A container that goes on is silent: nothing that it prints is waited for.
  const waited = await container.waitFor({ kind: "log", text: "\0" }, EXIT_MILLISECONDS);
  return waited.kind === "exited" ? ended(waited.status) : { kind: "silent", log: await logOf(container) };
}

async function logOf(container: Container): Promise<string> {
  const { output, errors } = await container.logs();
  return `${output}${errors}`.trim();
}

/** Whether what happened is what the definition expects; the reason where it is not. */
export function differenceOfRun(expected: RunExpectation, end: RunEnd): string | undefined {
  const told = describeRun(end);
  if ("http" in expected) {
    const isGood = end.kind === "answered" && end.status < 400 && end.body.includes(expected.says ?? "");
    return isGood ? undefined : `it should answer on ${expected.http}, and ${told}`;
  }
  if ("health" in expected) {
    const isGood = end.kind === "health" && end.verdict === expected.health;
    return isGood ? undefined : `it should become ${expected.health}, and ${told}`;
  }
  if ("refused" in expected) {
    const isGood = end.kind === "refused" && end.message.includes(expected.refused);
    return isGood ? undefined : `the engine should refuse to start it (${expected.refused}), and ${told}`;
  }
  const isGood =
    end.kind === "exited" && end.status === expected.exit && end.log.includes(expected.says ?? "");
  return isGood
    ? undefined
    : `it should end with ${expected.exit} (${expected.says ?? "any text"}), and ${told}`;
}

/** What happened, in words. */
export function describeRun(end: RunEnd): string {
  const lastOf = (log: string): string => displayText(log.split("\n").at(-1) ?? "").slice(0, 160);
  switch (end.kind) {
    case "answered":
      return `answers ${end.status}`;
    case "exited":
      return end.status === 0 ? "ends with 0" : `ends with ${end.status}: ${lastOf(end.log)}`;
    case "health":
      return `becomes ${end.verdict}`;
    case "refused":
      return `does not start: ${displayText(end.message).slice(0, 200)}`;
    case "silent":
      return `runs on without an answer: ${lastOf(end.log)}`;
  }
}
