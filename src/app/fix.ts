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
import type { FixedFile, MendedFinding } from "../playbook/index.ts";
import {
  type CheckRequest,
  type CheckRun,
  judgeText,
  type NamedText,
  problemOf,
  startRun,
} from "./check-run.ts";
import { type FoundDockerfile, findDockerfiles } from "./find-dockerfiles.ts";
import { absolutePath, parentPath, relativePath } from "./path.ts";
import { PlannedFiles } from "./planned-files.ts";
import { type SettleRequest, settleFixes } from "./settle-fixes.ts";
import { type SettledFiles, settleWithFiles } from "./settle-with-files.ts";

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
  const planned = new PlannedFiles(host.files);
  const run = await startRun(host, request, planned);
  const fixing: Fixing = { run, planned, request };
  let isInterrupted = false;
  const stopListening = host.onInterrupt(() => {
    isInterrupted = true;
  });
  try {
    if (request.paths.includes("-")) yield* fixPath(fixing, "-", false);
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
      yield* fixPath(fixing, path, isDevelopment);
    }
    for (const problem of run.finder.problems) yield { kind: "problem", problem };
  } finally {
    stopListening();
  }
}

interface Fixing {
  readonly run: CheckRun;
  /** What a run that only looks would have written, for the Dockerfiles that come after. */
  readonly planned: PlannedFiles;
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
    const settled = await mend(fixing, named, isInput);
    if (isInput || !request.writes) {
      yield { kind: "file", file: fixedFile(named, settled) };
      return;
    }
    const problems: Problem[] = [];
    const written = await writeAll(fixing, named, { bytes, settled }, problems);
    yield { kind: "file", file: fixedFile(named, written) };
    for (const problem of problems) yield { kind: "problem", problem };
  } catch (error) {
    yield { kind: "problem", problem: problemOf(error, path) };
  }
}

function allowedBy({ unsafe, restructure }: FixRequest): ReadonlySet<Applicability> {
  const allowed = new Set<Applicability>(["safe"]);
  if (unsafe) allowed.add("unsafe");
  if (restructure) allowed.add("restructure");
  return allowed;
}

async function mend(fixing: Fixing, named: NamedText, isInput: boolean): Promise<SettledFiles> {
  const request = settleRequest(fixing, named);
  // What is read from standard input has no folder of its own to write into.
  return isInput ? { ...(await settleFixes(request)), others: [] } : settleWithFiles(request, fixing.planned);
}

function settleRequest({ run, request }: Fixing, named: NamedText): SettleRequest {
  const allowed = allowedBy(request);
  const { path, text } = named;
  return { path, text, allowed, judge: (changed) => judgeText(run, { ...named, text: changed }) };
}

/**
 * Writes what was settled: the file, and behind it those beside it. Where one is refused, what is left is judged anew with
 * what is on the disk.
 */
async function writeAll(
  fixing: Fixing,
  named: NamedText,
  { bytes, settled }: { readonly bytes: Uint8Array; readonly settled: SettledFiles },
  problems: Problem[],
): Promise<SettledFiles> {
  const { run, planned } = fixing;
  const refused = new Set<string>();
  const attempt = async (path: string, before: Uint8Array | undefined, after: string): Promise<void> => {
    const refusal = await write(run.host, path, { before, after: encodeSource(after) });
    if (refusal === undefined) return;
    problems.push(refusal);
    refused.add(path);
  };
  if (settled.text !== named.text) await attempt(named.path, bytes, settled.text);
  for (const { path, before, after } of settled.others) {
    await attempt(path, before === undefined ? undefined : encodeSource(before), after);
    planned.forget(path);
  }
  if (refused.size === 0) return settled;
  const isRefused = refused.has(named.path);
  const text = isRefused ? named.text : settled.text;
  const isKept = ({ fix }: MendedFinding) => {
    if (fix.files === undefined) return !isRefused;
    return fix.files.every(({ path }) => !refused.has(path));
  };
  return {
    ...settled,
    text,
    last: await settleRequest(fixing, named).judge(text),
    mended: settled.mended.filter(isKept),
    others: settled.others.filter(({ path }) => !refused.has(path)),
  };
}

/** Writes a file; undefined where that went well, else why it was left as it was. */
async function write(
  { files }: Host,
  path: string,
  { before, after }: { readonly before: Uint8Array | undefined; readonly after: Uint8Array },
): Promise<Problem | undefined> {
  try {
    await refuseOutside(
      files,
      before === undefined ? parentPath(absolutePath(path, files.workingFolder)) : path,
    );
    if (before !== undefined) await files.replace(path, before, after);
    else if ((await files.status(path)) === undefined) await files.write(path, after);
    else {
      throw new PlimsollError({
        code: "host/changed",
        message: `${displayText(path)} was made by somebody else meanwhile, and is left as it is`,
      });
    }
    return undefined;
  } catch (error) {
    return problemOf(error, path);
  }
}

/** Links are followed: what counts is where the bytes are. */
async function refuseOutside(files: Host["files"], path: string): Promise<void> {
  const real = await files.realPath(path);
  const root = (await files.realPath(files.workingFolder)) ?? files.workingFolder;
  if (real === undefined || real === root || relativePath(real, root) !== real) return;
  throw new PlimsollError({
    code: "app/outside",
    message: `${displayText(path)} is outside the working folder, and is left as it is`,
  });
}

function fixedFile({ path, text, isDevelopment }: NamedText, settled: SettledFiles): FixedFile {
  const { subject, judgement, problems } = settled.last;
  const { context } = subject;
  return {
    path,
    before: text,
    after: settled.text,
    mended: settled.mended,
    others: settled.others,
    left: judgement.findings,
    secrets: { before: settled.first.judgement.secrets, after: judgement.secrets },
    problems: [...problems, ...judgement.problems, ...settled.problems],
    suppressed: judgement.suppressed,
    isDevelopment,
    context: context.kind === "known" ? { folder: context.folder, evidence: context.evidence } : undefined,
  };
}
