import { displayText, PlimsollError, type Problem } from "../base/index.ts";
import { type BaseImages, loadBaseImages } from "../base-image/index.ts";
import { type Dockerfile, parseDockerfile } from "../dockerfile/index.ts";
import type { Files, Host } from "../host/index.ts";
import { findRules, type RuleDefinition, type Selection, suggestName } from "../playbook/index.ts";
import { type Platform, parsePlatform } from "../reference/index.ts";
import type { BuildOptions } from "../stage/index.ts";
import { ContextFinder } from "./find-context.ts";
import { findContextView } from "./find-context-view.ts";
import { FolderLists } from "./folder-lists.ts";
import { type JudgedFile, judgeFile } from "./judge-file.ts";

/** What to check, and how. */
export interface CheckRequest {
  /** Files and folders as named; `-` is standard input. */
  readonly paths: readonly string[];
  /** The path that standard input stands for. */
  readonly inputName: string;
  /** The build context of every file; found for each where it is not given. */
  readonly context: string | undefined;
  readonly target: string | undefined;
  /** As `name=value`, or `name` for an empty one. */
  readonly buildArguments: readonly string[];
  readonly platform: string | undefined;
  /** Names of rules, practices, or other tools' identifiers. */
  readonly select: readonly string[];
  readonly ignore: readonly string[];
}

/** What all files of one run share: the request as it was understood, and what was looked up. */
export interface CheckRun {
  readonly host: Host;
  /** What is judged: the host's files, or those as they will be. */
  readonly files: Files;
  readonly request: CheckRequest;
  readonly selection: Selection;
  readonly options: BuildOptions;
  readonly lists: FolderLists;
  readonly finder: ContextFinder;
  /** The tables of base images, loaded when they are first asked for. */
  readonly bases: () => Promise<BaseImages>;
}

/** Reads a request. Throws `app/…` where it is wrong. */
export async function startRun(
  host: Host,
  request: CheckRequest,
  files: Files = host.files,
): Promise<CheckRun> {
  const lists = new FolderLists(files);
  const run: CheckRun = {
    host,
    files,
    request,
    selection: readSelection(request),
    options: readBuildOptions(request),
    lists,
    finder: new ContextFinder(files, lists),
    bases: loadOnce(loadBaseImages),
  };
  await refuseMissingContext(host, request.context);
  return run;
}

/** A text to be judged as the Dockerfile of a path. */
export interface NamedText {
  readonly path: string;
  readonly text: string;
  readonly isDevelopment: boolean;
}

/** Judges a text with its build context. Throws `app/binary`, and what the host throws. */
export async function judgeText(
  run: CheckRun,
  { path, text, isDevelopment }: NamedText,
): Promise<JudgedFile> {
  const dockerfile = parseDockerfile(path, text);
  if (looksBinary(dockerfile)) {
    throw new PlimsollError({
      code: "app/binary",
      message: `${displayText(path)} is a binary file, no Dockerfile`,
    });
  }
  const options = namesImage(dockerfile) ? { ...run.options, bases: await run.bases() } : run.options;
  return judgeFile(dockerfile, {
    path,
    isDevelopment,
    options,
    selection: run.selection,
    today: run.host.today(),
    findContext: (evaluated, asked) => {
      const { context: explicit } = run.request;
      return findContextView(run.files, run.finder, { dockerfile: path, explicit, evaluated, asked });
    },
  });
}

/** What could not be read, as a problem of the path; anything but a `PlimsollError` is thrown on. */
export function problemOf(error: unknown, path: string): Problem {
  if (!(error instanceof PlimsollError)) throw error;
  return { code: error.code, message: error.message, path };
}

async function refuseMissingContext(host: Host, folder: string | undefined): Promise<void> {
  if (folder === undefined) return;
  const status = await host.files.resolve(folder);
  if (status?.kind === "folder") return;
  throw new PlimsollError({
    code: "app/context-missing",
    message: `the build context ${displayText(folder)} is no folder`,
    hint: "--context takes the folder that the build is given",
  });
}

function loadOnce<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loaded: Promise<Value> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

/** A file with NUL in it and no FROM is no text that somebody wrote. */
function looksBinary({ text, stages }: Dockerfile): boolean {
  return stages.length === 0 && text.includes("\0");
}

/** Whether a stage stands on an image, so that the tables of images are worth loading. */
function namesImage({ stages }: Dockerfile): boolean {
  return stages.some(({ from }) => from.image.value !== "" && from.image.value !== "scratch");
}

function readSelection({ select, ignore }: CheckRequest): Selection {
  return {
    ...(select.length === 0 ? {} : { select: rulesOf(select) }),
    ...(ignore.length === 0 ? {} : { ignore: rulesOf(ignore) }),
  };
}

function rulesOf(names: readonly string[]): ReadonlySet<RuleDefinition> {
  const chosen = new Set<RuleDefinition>();
  for (const name of names) {
    const found = findRules(name);
    if (found.length === 0) {
      const near = suggestName(name);
      throw new PlimsollError({
        code: "app/rule-unknown",
        message: `no rule or practice is called ${JSON.stringify(name)}`,
        hint: near === undefined ? "plimsoll explain lists them" : `did you mean ${near}?`,
      });
    }
    for (const rule of found) chosen.add(rule);
  }
  return chosen;
}

function readBuildOptions({ target, buildArguments, platform }: CheckRequest): BuildOptions {
  const given = new Map<string, string>();
  for (const text of buildArguments) {
    const equals = text.indexOf("=");
    if (equals === 0 || text === "") {
      throw new PlimsollError({
        code: "app/build-argument-invalid",
        message: `${JSON.stringify(text)} is no build argument`,
        hint: "write --build-arg NAME=VALUE",
      });
    }
    given.set(equals === -1 ? text : text.slice(0, equals), equals === -1 ? "" : text.slice(equals + 1));
  }
  return {
    buildArguments: given,
    ...(target === undefined ? {} : { target }),
    ...(platform === undefined ? {} : { platform: readPlatform(platform) }),
  };
}

function readPlatform(text: string): Platform {
  const parsed = parsePlatform(text);
  if (parsed.kind === "platform") return parsed.platform;
  throw new PlimsollError({
    code: "app/platform-invalid",
    message: `${JSON.stringify(text)} is no platform: ${parsed.message}`,
    hint: "write it as linux/amd64 or linux/arm64/v8",
  });
}
