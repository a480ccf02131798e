import { displayText, PlimsollError, type Problem } from "../base/index.ts";
import { type Dockerfile, parseDockerfile } from "../dockerfile/index.ts";
import {
  type CommandWords,
  chooseEngine,
  type Engine,
  type EngineChoice,
  FEATURES,
  whatCallLacks,
  whatIsLacking,
} from "../engine/index.ts";
import type { Host } from "../host/index.ts";
import type { CheckedFile } from "../playbook/index.ts";
import type { BuildImageEvent, BuildImageResult } from "./build-event.ts";
import { type BuildImageRequest, fitToEngine, readBuildRequest, readEngineChoice } from "./build-request.ts";
import { check } from "./check.ts";
import { findFailurePlace, findingsAt } from "./failure-place.ts";
import { sizeBudget } from "./size-budget.ts";

/**
 * Checks a Dockerfile and builds it. Errors among the findings stop the build unless `isChecked` is off; what the
 * engine cannot do is said before it starts. Throws `app/…` where the request is wrong, `engine/…` where there is
 * no engine or it fails, and what reading the Dockerfile throws.
 */
export async function checkAndBuild(
  host: Host,
  request: BuildImageRequest,
  onEvent: (event: BuildImageEvent) => void,
  signal?: AbortSignal,
): Promise<BuildImageResult> {
  const path = await findDockerfile(host, request);
  const wanted = readBuildRequest(host, request, path);
  const choice = readEngineChoice(request);
  const file = await checkFile(host, request, path);
  onEvent({ kind: "checked", file });
  const errors = file.findings.filter(({ severity }) => severity === "error");
  if (request.isChecked && errors.length > 0) return { kind: "stopped", file, errors };
  const engine = await chooseUntil(host, choice, signal);
  if (engine === undefined) return { kind: "canceled", file };
  const dockerfile = parseDockerfile(path, file.text);
  const fitted = fitToEngine(wanted, engine, needsDockerFormat(dockerfile));
  const lacking = [...whatCallLacks(engine, fitted), ...whatIsLacking(engine, dockerfile)];
  if (lacking.length > 0) {
    const shown = lacking.map(({ feature, ...rest }) => ({ title: FEATURES[feature], ...rest }));
    return { kind: "lacking", file, engine: engine.kind, lacking: shown };
  }
  tellEngine(engine, engine.describeBuild(fitted), onEvent);
  const outcome = await engine.build(fitted, (event) => onEvent({ kind: "progress", event }), signal);
  if (outcome.kind === "canceled") return { kind: "canceled", file };
  if (outcome.kind === "failed") {
    const place = findFailurePlace(dockerfile, outcome.failure);
    return { ...outcome, file, place, findings: findingsAt(file.findings, place) };
  }
  const { output } = fitted;
  const isArchive = output.kind === "oci-archive" || output.kind === "docker-archive";
  const archiveBytes = isArchive ? (await host.files.resolve(output.path))?.bytes : undefined;
  return { ...outcome, file, archiveBytes, budget: sizeBudget(dockerfile, request.target) };
}

/** Chooses an engine; undefined where the signal comes first, which ends the programs that were asked. */
async function chooseUntil(
  host: Host,
  choice: EngineChoice,
  signal: AbortSignal | undefined,
): Promise<Engine | undefined> {
  // The engine keeps its host, and ends the programs of a build in a way of its own.
  let isLooking = true;
  const start: Host["start"] = async (program) => {
    const running = await host.start(program);
    const stop = (): void => {
      if (isLooking) running.signal("SIGTERM");
    };
    signal?.addEventListener("abort", stop);
    void running.ended.finally(() => signal?.removeEventListener("abort", stop)).catch(() => {});
    if (signal?.aborted === true) stop();
    return running;
  };
  try {
    const engine = await chooseEngine({ ...host, start }, choice);
    return signal?.aborted === true ? undefined : engine;
  } catch (error) {
    // An engine that was not waited for is not missing.
    if (signal?.aborted === true) return undefined;
    throw error;
  } finally {
    isLooking = false;
  }
}

function tellEngine(
  { kind: name, version, builder }: Engine,
  commands: readonly CommandWords[],
  onEvent: (event: BuildImageEvent) => void,
): void {
  onEvent({ kind: "engine", name, version, builder, commands });
}

const NAMES = ["Dockerfile", "Containerfile"] as const;

async function findDockerfile(host: Host, { file, folder }: BuildImageRequest): Promise<string> {
  if (file !== undefined) return file;
  const paths = NAMES.map((name) => (folder === "." ? name : `${folder.replace(/\/+$/, "")}/${name}`));
  for (const path of paths) {
    if ((await host.files.resolve(path)) !== undefined) return path;
  }
  throw new PlimsollError({
    code: "host/not-found",
    message: `${displayText(folder)} holds no Dockerfile`,
    hint: "name it with --file, or name another folder",
  });
}

async function checkFile(host: Host, request: BuildImageRequest, path: string): Promise<CheckedFile> {
  const [platform] = request.platforms.flatMap((text) => text.split(","));
  const problems: Problem[] = [];
  const events = check(host, {
    paths: [path],
    inputName: path,
    context: request.folder,
    target: request.target,
    buildArguments: request.buildArguments.map((text) => inherit(text, host)),
    platform,
    select: [],
    ignore: [],
  });
  for await (const event of events) {
    if (event.kind === "file") return event.file;
    if (event.kind === "problem") problems.push(event.problem);
  }
  const [problem] = problems;
  throw new PlimsollError({
    code: problem?.code ?? "host/not-found",
    message: problem?.message ?? `${displayText(path)} could not be read`,
  });
}

/** A build argument without a value has that of the variable of its name. */
function inherit(text: string, host: Host): string {
  const value = text.includes("=") ? undefined : host.environment[text];
  return value === undefined ? text : `${text}=${value}`;
}

/** Instructions that an image in OCI's own format has no place for. */
function needsDockerFormat({ stages }: Dockerfile): boolean {
  const kinds: ReadonlySet<string> = new Set(["healthcheck", "onbuild", "shell"]);
  return stages.some(({ instructions }) => instructions.some(({ kind }) => kinds.has(kind)));
}
