import {
  type Applicability,
  decodeSource,
  displayText,
  encodeSource,
  limits,
  PlimsollError,
  type Problem,
} from "../base/index.ts";
import type { Host } from "../host/index.ts";
import type { FixedFile } from "../playbook/index.ts";
import {
  type CheckRequest,
  type CheckRun,
  judgeText,
  type NamedText,
  problemOf,
  startRun,
} from "./check-run.ts";
import { type FoundDockerfile, findDockerfiles } from "./find-dockerfiles.ts";
import { absolutePath, relativePath } from "./path.ts";
import { type SettledText, settleFixes } from "./settle-fixes.ts";

/** What to mend, and how far to go. */
export interface FixRequest extends CheckRequest {
  /** Applies fixes that may change behaviour in ways that the rules' pages name. */
  readonly unsafe: boolean;
  /** Applies fixes that add or split stages or exchange bases. */
  readonly restructure: boolean;
  /** Writes the files; without it they are only looked at. Standard input is never written. */
  readonly writes: boolean;
}

/** What a fix tells on its way; a file is told once it is written. */
export type FixEvent =
  | { readonly kind: "found"; readonly files: number }
  | { readonly kind: "file"; readonly file: FixedFile }
  | { readonly kind: "problem"; readonly problem: Problem }
  | { readonly kind: "interrupted" };

/** Milliseconds after which we listen for a Ctrl-C, which nothing else here leaves time for. */
const LISTEN_AFTER = 50;

/**
 * Finds Dockerfiles as a check does and mends each. A file is exchanged whole, and only while it still holds what
 * was read; one that cannot be written is told as a problem and is as it was. Throws `app/…` where the request
 * itself is wrong. After an interruption no other file is begun.
 */
export async function* fix(host: Host, request: FixRequest): AsyncGenerator<FixEvent> {
  const run = await startRun(host, request);
  let isInterrupted = false;
  const stopListening = host.onInterrupt(() => {
    isInterrupted = true;
  });
  try {
    if (request.paths.includes("-")) yield* fixPath({ run, request }, "-", false);
    const named = request.paths.filter((path) => path !== "-");
    if (named.length === 0) return;
    const found = await findDockerfiles(host.files, named, run.lists);
    for (const problem of found.problems) yield { kind: "problem", problem };
    yield { kind: "found", files: found.files.length };
    let listened = host.clock.now();
    for (const { path, isDevelopment } of found.files) {
      if (host.clock.now() - listened > LISTEN_AFTER) {
        await host.clock.sleep(0);
        listened = host.clock.now();
      }
      if (isInterrupted) {
        yield { kind: "interrupted" };
        return;
      }
      yield* fixPath({ run, request }, path, isDevelopment);
    }
    for (const problem of run.finder.problems) yield { kind: "problem", problem };
  } finally {
    stopListening();
  }
}

interface Fixing {
  readonly run: CheckRun;
  readonly request: FixRequest;
}

async function* fixPath(
  fixing: Fixing,
  path: FoundDockerfile["path"],
  isDevelopment: boolean,
): AsyncGenerator<FixEvent> {
  const { run, request } = fixing;
  const isInput = path === "-";
  try {
    const bytes = await (isInput
      ? run.host.readInput(limits.dockerfileBytes)
      : run.host.files.read(path, limits.dockerfileBytes));
    const named = { path: isInput ? request.inputName : path, text: decodeSource(bytes), isDevelopment };
    const settled = await mend(fixing, named);
    let refusal: Problem | undefined;
    if (request.writes && !isInput && settled.text !== named.text) {
      refusal = await write(run.host, path, { before: bytes, after: encodeSource(settled.text) });
    }
    yield {
      kind: "file",
      file: fixedFile(named, refusal === undefined ? settled : unmended(named, settled)),
    };
    if (refusal !== undefined) yield { kind: "problem", problem: refusal };
  } catch (error) {
    yield { kind: "problem", problem: problemOf(error, path) };
  }
}

function mend({ run, request }: Fixing, named: NamedText): Promise<SettledText> {
  const allowed = new Set<Applicability>(["safe"]);
  if (request.unsafe) allowed.add("unsafe");
  if (request.restructure) allowed.add("restructure");
  const { path, text } = named;
  return settleFixes({
    path,
    text,
    allowed,
    judge: (changed) => judgeText(run, { ...named, text: changed }),
  });
}

/** Writes a file; undefined where that went well, else why it was left as it was. */
async function write(
  { files }: Host,
  path: string,
  { before, after }: { readonly before: Uint8Array; readonly after: Uint8Array },
): Promise<Problem | undefined> {
  try {
    const real = await files.realPath(path);
    const root = (await files.realPath(files.workingFolder)) ?? files.workingFolder;
    const isInside =
      real === undefined || relativePath(absolutePath(real, "/"), root) !== absolutePath(real, "/");
    if (!isInside) {
      throw new PlimsollError({
        code: "app/outside",
        message: `${displayText(path)} is outside the working folder, and is left as it is`,
      });
    }
    await files.replace(path, before, after);
    return undefined;
  } catch (error) {
    return problemOf(error, path);
  }
}

/** What is left of a file that could not be written. */
function unmended({ text }: NamedText, settled: SettledText): SettledText {
  return { ...settled, text, last: settled.first, mended: [] };
}

function fixedFile({ path, text, isDevelopment }: NamedText, settled: SettledText): FixedFile {
  const { subject, judgement, problems } = settled.last;
  const { context } = subject;
  return {
    path,
    before: text,
    after: settled.text,
    mended: settled.mended,
    left: judgement.findings,
    problems: [...problems, ...judgement.problems, ...settled.problems],
    suppressed: judgement.suppressed,
    isDevelopment,
    context: context.kind === "known" ? { folder: context.folder, evidence: context.evidence } : undefined,
  };
}
