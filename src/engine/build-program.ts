import type { Host, ProgramEnd } from "../host/index.ts";
import type { BuildEvent, BuildOutcome, BuiltImage } from "./build-event.ts";
import type { BuildRequest } from "./build-request.ts";
import { BuildTracker } from "./build-tracker.ts";
import type { CommandWords } from "./call.ts";
import { endText, engineError } from "./call.ts";
import { readBuildEnd } from "./failure.ts";
import { LineReader } from "./lines.ts";
import { readSecrets } from "./secrets.ts";

/** How long an engine may take to stop its work before it is asked again, and then killed. */
const GRACE_MILLISECONDS = 10_000;

/** How often a step is killed that a command has started meanwhile, and how long the command may take to end. */
const STEP_ROUNDS = 5;
const STEP_GRACE_MILLISECONDS = 3_000;

/** What is read from a program's lines. */
export interface LineDecoder {
  readonly outputLine: (line: string) => void;
  readonly errorLine: (line: string) => void;
  /** The program has ended, with what it says of its failure. */
  readonly finish?: (error: string | undefined) => void;
}

/** How one engine builds. */
export interface BuildRecipe {
  /** The commands, one after the other; the first builds. */
  readonly commands: (resultFile: string) => readonly CommandWords[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Whether steps are processes of the command itself, and of no daemon that ends them when the command goes. */
  readonly hasOwnSteps?: boolean;
  readonly decoder: (tracker: BuildTracker) => LineDecoder;
  /** What was built, from the file that the engine wrote. */
  readonly readImage: (resultFile: string) => Promise<BuiltImage>;
}

/** Runs a build from its start to what came out of it, and leaves nothing behind. Throws `engine/…`, `host/…`. */
export async function runBuild(
  host: Host,
  request: BuildRequest,
  recipe: BuildRecipe,
  onEvent: (event: BuildEvent) => void,
  signal: AbortSignal | undefined,
): Promise<BuildOutcome> {
  const tracker = new BuildTracker(await readSecrets(host, request), onEvent);
  if (isAborted(signal)) return { kind: "canceled" };
  const isNew = await isNewOutput(host, request);
  const scratch = await host.makeScratch();
  let isBuilt = false;
  const started = host.clock.now();
  const seconds = (): number => (host.clock.now() - started) / 1000;
  try {
    const resultFile = `${scratch.path}/result`;
    for (const command of recipe.commands(resultFile)) {
      const end = await runProgram(host, command, recipe, tracker, signal);
      if (isAborted(signal)) return { kind: "canceled" };
      if (end.status === 0) continue;
      const why = readBuildEnd(tracker, `${command[0]}: ${endText(end)}`);
      if (why.kind === "outside") throw engineError(why.code, why.message, why.hint);
      return { kind: "failed", failure: why.failure, seconds: seconds() };
    }
    const took = seconds();
    const image = await recipe.readImage(resultFile);
    const done = tracker.steps.filter(({ isInstruction }) => isInstruction);
    const cached = done.filter(({ state }) => state === "cached");
    isBuilt = true;
    return { kind: "built", image, seconds: took, steps: done.length, cachedSteps: cached.length };
  } finally {
    await scratch.remove();
    // Half an image looks like a whole one to whoever comes next.
    if (!isBuilt && isNew) await removeOutput(host, request).catch(() => {});
  }
}

/** Whether a build writes an image to a path where nothing stands yet, which would be somebody else's. */
async function isNewOutput(host: Host, { output }: BuildRequest): Promise<boolean> {
  const isImage = ["oci-archive", "docker-archive", "oci-layout"].includes(output.kind);
  return isImage && "path" in output && (await host.files.status(output.path)) === undefined;
}

async function removeOutput(host: Host, { output }: BuildRequest): Promise<void> {
  if (output.kind === "oci-layout") await host.files.removeFolder(output.path);
  else if ("path" in output) await host.files.remove(output.path);
}

async function runProgram(
  host: Host,
  [file, ...words]: CommandWords,
  { environment, hasOwnSteps = false, decoder: makeDecoder }: BuildRecipe,
  tracker: BuildTracker,
  signal: AbortSignal | undefined,
): Promise<ProgramEnd> {
  const decoder = makeDecoder(tracker);
  const tooLong = (): void => tracker.notice("a line of the engine's progress was too long and is left out");
  const output = new LineReader(decoder.outputLine, tooLong);
  const errors = new LineReader(decoder.errorLine, tooLong);
  const program = await host.start({
    file,
    arguments: words,
    onOutput: (bytes) => output.push(bytes),
    onErrors: (bytes) => errors.push(bytes),
    ...(environment === undefined ? {} : { environment }),
  });
  const over = new AbortController();
  // The first signal lets the engine end its steps; the ones after it are for an engine that hangs.
  const stop = async (): Promise<void> => {
    // A command that is interrupted leaves its containers behind; one whose step was killed clears up and ends.
    for (let round = 0; hasOwnSteps && round < STEP_ROUNDS && program.killDetached() > 0; round++) {
      await host.clock.sleep(STEP_GRACE_MILLISECONDS, over.signal);
    }
    for (const name of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
      if (over.signal.aborted) return;
      program.signal(name);
      await host.clock.sleep(GRACE_MILLISECONDS, over.signal);
    }
  };
  signal?.addEventListener("abort", stop);
  if (isAborted(signal)) await stop();
  const end = await program.ended;
  over.abort();
  signal?.removeEventListener("abort", stop);
  output.end();
  errors.end();
  const failed = end.status === 0 ? undefined : (tracker.notices.at(-1) ?? endText(end));
  decoder.finish?.(failed);
  tracker.end();
  return end;
}

/** Asked anew each time: it may have been aborted meanwhile. */
function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
