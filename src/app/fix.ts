import {
  type Applicability,
  decodeSource,
  displayText,
  encodeSource,
  type FileWrite,
  limits,
  PlimsollError,
  type Problem,
} from "../base/index.ts";
import type { Host } from "../host/index.ts";
import { chooseFileFixes, type FixedFile, type OfferedFix } from "../playbook/index.ts";
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
    const isWritten = request.writes && !isInput;
    const problems: Problem[] = [];
    let kept = settled;
    if (isWritten && settled.text !== named.text) {
      const refusal = await write(run.host, path, { before: bytes, after: encodeSource(settled.text) });
      if (refusal !== undefined) {
        problems.push(refusal);
        kept = unmended(named, settled);
      }
    }
    const offered = isInput ? [] : chooseFileFixes(kept.last.judgement.findings, allowedBy(request));
    const beside = isWritten ? await writeOthers(run.host, offered, problems) : offered;
    yield { kind: "file", file: withOthers(fixedFile(named, kept), beside) };
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

function mend({ run, request }: Fixing, named: NamedText): Promise<SettledText> {
  const allowed = allowedBy(request);
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

/** Writes what fixes put into other files; a fix counts once all its files are written. */
async function writeOthers(
  host: Host,
  offered: readonly OfferedFix[],
  problems: Problem[],
): Promise<readonly OfferedFix[]> {
  const done = new Map<string, boolean>();
  const kept: OfferedFix[] = [];
  for (const offer of offered) {
    let isWritten = true;
    for (const { path, before, after } of offer.fix.files ?? []) {
      let isDone = done.get(path);
      if (isDone === undefined) {
        const bytes = before === undefined ? undefined : encodeSource(before);
        const refusal = await write(host, path, { before: bytes, after: encodeSource(after) });
        if (refusal !== undefined) problems.push(refusal);
        isDone = refusal === undefined;
        done.set(path, isDone);
      }
      isWritten &&= isDone;
    }
    if (isWritten) kept.push(offer);
  }
  return kept;
}

/** A file with what was written beside it: those findings are no longer left. */
function withOthers(file: FixedFile, beside: readonly OfferedFix[]): FixedFile {
  if (beside.length === 0) return file;
  const gone = new Set(beside.map(({ finding }) => finding));
  const round = Math.max(0, ...file.mended.map((one) => one.round)) + 1;
  const others = new Map<string, FileWrite>();
  for (const { fix } of beside) for (const other of fix.files ?? []) others.set(other.path, other);
  return {
    ...file,
    others: [...others.values()],
    mended: [...file.mended, ...beside.map((offer) => ({ ...offer, round }))],
    left: file.left.filter((finding) => !gone.has(finding)),
  };
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
    others: [],
    left: judgement.findings,
    secrets: { before: settled.first.judgement.secrets, after: judgement.secrets },
    problems: [...problems, ...judgement.problems, ...settled.problems],
    suppressed: judgement.suppressed,
    isDevelopment,
    context: context.kind === "known" ? { folder: context.folder, evidence: context.evidence } : undefined,
  };
}
