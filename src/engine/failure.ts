import type { BuildFailure } from "./build-event.ts";
import type { BuildTracker } from "./build-tracker.ts";
import type { EngineCode } from "./codes.ts";

/** What a build that gave no image ended with: a failure of the Dockerfile's, or one of the engine's. */
export type BuildEnd =
  | { readonly kind: "dockerfile"; readonly failure: BuildFailure }
  | { readonly kind: "outside"; readonly code: EngineCode; readonly message: string; readonly hint: string };

/** `Dockerfile:3`, above an excerpt that starts with a line of dashes. */
const PLACE = /^(?:.*:)?(\d+)$/;
const RULE = /^-{10,}$/;
/** What command lines put in front of the builder's own message. */
const FRAME =
  /^(?:error|failed to build|failed to solve|failed to solve with frontend dockerfile\.v0|solve):\s*/i;

/** Failures that are not the Dockerfile's, by what engines say, the most telling first. */
const OUTSIDE: readonly (readonly [RegExp, EngineCode, string])[] = [
  [
    /no space left on device|disk quota exceeded/i,
    "engine/no-space",
    "Make room, for example with docker buildx prune or by another place for --output.",
  ],
  [
    /cannot connect to the docker daemon|connection refused|is the docker daemon running|error during connect/i,
    "engine/died",
    "plimsoll engines shows what answers; start the engine and build again.",
  ],
  [
    /closing transport|transport is closing|error reading from server|unexpected EOF|\bEOF$|connection reset|broken pipe|code = Unavailable|no active session|listing workers for Build|use of closed network connection|session healthcheck failed/i,
    "engine/died",
    "The engine's own log says more; start it and build again: finished steps are in its cache.",
  ],
  [
    /failed to create endpoint|failed to set up container networking|error creating (?:overlay )?mount/i,
    "engine/refused",
    "The engine could not set a step up: its own log says more; often restarting it helps.",
  ],
  [
    /buildkit-syft-scanner/,
    "engine/unreachable",
    "The builder could not get the image of its SBOM scanner: build without --sbom, or mirror that image.",
  ],
  [
    /dial tcp|i\/o timeout|TLS handshake timeout|no such host|network is unreachable|Temporary failure in name resolution|toomanyrequests|server misbehaving/i,
    "engine/unreachable",
    "Check the network and the registry, then build again.",
  ],
];

/** Steps of the builder itself: what fails there is no fault of the Dockerfile's. */
const BOOT = "[internal] booting buildkit";

const BOOT_FAILED: (typeof OUTSIDE)[number] = [
  /booting/,
  "engine/refused",
  "buildx could not start this builder: docker buildx inspect --bootstrap says more; --builder names another.",
];

/** Reads why a build ended without an image, from its steps and from what its command line printed last. */
export function readBuildEnd(tracker: BuildTracker, ended: string): BuildEnd {
  const step = tracker.steps.findLast(({ state }) => state === "failed");
  const message = messageOf(tracker.notices) ?? step?.error ?? ended;
  const log = step === undefined ? [] : tracker.logOf(step.id);
  // What a RUN prints of its own network is the Dockerfile's affair, so only the engine's words are looked at.
  const outside = isProgramsOwn(message) ? undefined : OUTSIDE.find(([words]) => words.test(message));
  const full = outside === undefined ? fullDisk(log) : undefined;
  const boot = step?.name === BOOT ? BOOT_FAILED : undefined;
  const [, code, hint] = outside ?? full ?? boot ?? [];
  if (code !== undefined && hint !== undefined) return { kind: "outside", code, message, hint };
  // An engine that was killed has told of no failure, nor has its command line.
  if (step === undefined && messageOf(tracker.notices) === undefined) {
    return { kind: "outside", code: "engine/died", message, hint: "The engine's own log may say why." };
  }
  return { kind: "dockerfile", failure: { message, step, log, line: lineOf(tracker.notices) } };
}

/** A program that ran and ended with a status of its own: nothing of the engine's failed. */
function isProgramsOwn(message: string): boolean {
  return /did not complete successfully: exit code|exit status \d+$/.test(message);
}

function fullDisk(log: readonly string[]): (typeof OUTSIDE)[number] | undefined {
  const [first] = OUTSIDE;
  return first !== undefined && log.some((line) => first[0].test(line)) ? first : undefined;
}

function messageOf(notices: readonly string[]): string | undefined {
  const line = notices.findLast((notice) => /^error: /i.test(notice));
  if (line === undefined) return undefined;
  let text = line;
  for (let at = 0; at < 5 && FRAME.test(text); at++) text = text.replace(FRAME, "");
  return text;
}

function lineOf(notices: readonly string[]): number | undefined {
  const rule = notices.findIndex((notice) => RULE.test(notice));
  const place = PLACE.exec(notices[rule - 1] ?? "");
  return place === null ? undefined : Number(place[1]);
}
