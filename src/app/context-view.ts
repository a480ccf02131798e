import { decodeSource, limits, PlimsollError, type Problem, type Whether } from "../base/index.ts";
import {
  type ContextListing,
  compileIgnorePatterns,
  type IgnoreMatcher,
  listContext,
  parseIgnoreFile,
  readIgnoreFile,
} from "../context/index.ts";
import type { Files } from "../host/index.ts";
import type { IsSought, KnownContext, SentEntry } from "../playbook/index.ts";
import { MadePaths } from "./made-paths.ts";
import { findSent, type SentRequest } from "./sent-entries.ts";

/** What a context view is made of. */
export interface ContextRequest {
  readonly folder: string;
  readonly evidence: string;
  /** The Dockerfile's path, for an ignore file of its own. */
  readonly dockerfile: string;
  /** The paths that will be asked about, as far as that is known, relative to the folder and cleaned. */
  readonly paths: readonly string[];
}

/** What was learned of a context, and what of it could not be read. */
export interface ReadContextView {
  readonly view: KnownContext;
  readonly problems: readonly Problem[];
  /**
   * Looks up what the view was asked since and answered with "maybe", because nobody had looked. Whether there
   * was anything of that kind: what was made of the view's answers is then to be made again.
   */
  readonly learnAsked: () => Promise<boolean>;
}

interface PathFacts {
  readonly exists: Whether;
  readonly folder: Whether;
  readonly ignored: Whether;
}

const UNKNOWN: PathFacts = { exists: "maybe", folder: "maybe", ignored: "maybe" };

/**
 * Looks up what will be asked of a build context: its ignore file, and of each path whether it is there and
 * whether it is ignored. Reads the whole folder only where the ignore file re-includes what it ignores. No more
 * than `limits.contextLookUps` paths are looked up; the others stay "maybe".
 */
export async function readContextView(files: Files, request: ContextRequest): Promise<ReadContextView> {
  const ignore = await readIgnore(files, request);
  const listing = lazyListing(files, request);
  const made = new MadePaths(files);
  const facts = new Map<string, PathFacts>();
  const asked = new Set<string>();
  const learnAll = async (paths: Iterable<string>): Promise<boolean> => {
    const before = facts.size;
    for (const path of paths) {
      if (facts.size >= limits.contextLookUps) break;
      if (facts.has(path)) continue;
      facts.set(path, await learn(files, request.folder, path, ignore, listing, made));
    }
    return facts.size > before;
  };
  const answer = (path: string): PathFacts => {
    const known = facts.get(path);
    if (known === undefined && asked.size < limits.contextLookUps) asked.add(path);
    return known ?? UNKNOWN;
  };
  await learnAll(request.paths);
  const texts = new Asked<string | undefined, undefined>(undefined, limits.contextTexts);
  const sent = new Asked<readonly SentEntry[], IsSought>([], limits.contextFolders);
  const place: SentRequest = { files, context: request.folder, matcher: ignore.matcher };
  const isRefused = ignore.path !== undefined && ignore.matcher === undefined;
  const view: KnownContext = {
    kind: "known",
    folder: request.folder,
    evidence: request.evidence,
    ignoreFile: ignore.path,
    hasExceptions: ignore.matcher?.hasExclusions ?? false,
    whetherExists: (path) => answer(path).exists,
    whetherFolder: (path) => answer(path).folder,
    whetherIgnored: (path) => answer(path).ignored,
    textOf: (path) => texts.answer(path, undefined),
    findSent: (folder, isSought) => (isRefused ? [] : sent.answer(folder, isSought)),
  };
  const learnAsked = async (): Promise<boolean> => {
    const paths = [...asked];
    asked.clear();
    const hasPaths = await learnAll(paths);
    const hasTexts = await texts.learn((path) => textOf(files, `${request.folder}/${path}`));
    const hasSent = await sent.learn((folder, isSought) => findSent(place, folder, isSought));
    return hasPaths || hasTexts || hasSent;
  };
  return { view, problems: ignore.problem === undefined ? [] : [ignore.problem], learnAsked };
}

/** Answers that are looked up once they have been asked for, up to a number of questions. */
class Asked<Answer, Detail> {
  readonly #unknown: Answer;
  readonly #most: number;
  readonly #known = new Map<string, Answer>();
  readonly #asked = new Map<string, Detail>();

  constructor(unknown: Answer, most: number) {
    this.#unknown = unknown;
    this.#most = most;
  }

  /** The answer about a path, or the one for what is not known yet. */
  answer(path: string, detail: Detail): Answer {
    if (this.#known.has(path)) return this.#known.get(path) ?? this.#unknown;
    if (this.#known.size + this.#asked.size < this.#most) this.#asked.set(path, detail);
    return this.#unknown;
  }

  /** Looks up what was asked; whether that was anything. */
  async learn(look: (path: string, detail: Detail) => Promise<Answer>): Promise<boolean> {
    const asked = [...this.#asked];
    this.#asked.clear();
    for (const [path, detail] of asked) this.#known.set(path, await look(path, detail));
    return asked.length > 0;
  }
}

async function textOf(files: Files, path: string): Promise<string | undefined> {
  try {
    return decodeSource(await files.read(path, limits.contextTextBytes));
  } catch (error) {
    if (error instanceof PlimsollError) return undefined;
    throw error;
  }
}

interface Ignore {
  /** The ignore file's path, or undefined where there is none. */
  readonly path: string | undefined;
  readonly matcher: IgnoreMatcher | undefined;
  /** Why the builder refuses the ignore file. */
  readonly problem: Problem | undefined;
}

async function readIgnore(files: Files, request: ContextRequest): Promise<Ignore> {
  const found = await readIgnoreFile(files, request.folder, request.dockerfile);
  if (found.kind === "none") return { path: undefined, matcher: undefined, problem: undefined };
  if (found.kind === "refused")
    return { path: found.problem.path, matcher: undefined, problem: found.problem };
  const { path } = found;
  const { patterns, problems } = parseIgnoreFile(found.text);
  const first = problems[0];
  if (first !== undefined) return { path, matcher: undefined, problem: { ...first, path } };
  const compiled = compileIgnorePatterns(patterns);
  if (compiled.kind === "refused")
    return { path, matcher: undefined, problem: { ...compiled.problem, path } };
  return { path, matcher: compiled.matcher, problem: undefined };
}

/** Lists the context at most once, and only when asked. */
function lazyListing(files: Files, { folder, dockerfile }: ContextRequest): () => Promise<ContextListing> {
  let listing: Promise<ContextListing> | undefined;
  return () => {
    listing ??= listContext(files, folder, dockerfile);
    return listing;
  };
}

async function learn(
  files: Files,
  folder: string,
  path: string,
  ignore: Ignore,
  listing: () => Promise<ContextListing>,
  made: MadePaths,
): Promise<PathFacts> {
  const status = path === "." ? { kind: "folder" } : await statusOf(files, `${folder}/${path}`);
  if (status === "unknown") return UNKNOWN;
  const isFolder = status?.kind === "folder" ? "yes" : status?.kind === "link" ? "maybe" : "no";
  const exists: Whether = status === undefined ? await whetherAbsent(made, path, folder) : "yes";
  if (ignore.path === undefined) return { exists, folder: isFolder, ignored: "no" };
  if (ignore.matcher === undefined) return { exists, folder: isFolder, ignored: "maybe" };
  return { exists, folder: isFolder, ignored: await whetherIgnored(path, isFolder, ignore.matcher, listing) };
}

async function statusOf(
  files: Files,
  path: string,
): Promise<{ readonly kind: string } | undefined | "unknown"> {
  try {
    return await files.status(path);
  } catch (error) {
    if (error instanceof PlimsollError) return "unknown";
    throw error;
  }
}

/** A path that Git ignores may be made before the build, as `dist/` is. */
async function whetherAbsent(made: MadePaths, path: string, folder: string): Promise<Whether> {
  return (await made.isIgnored(`${folder}/${path}`)) ? "maybe" : "no";
}

const ALL: ReadonlySet<string> = new Set(["*", "**", "**/*"]);

async function whetherIgnored(
  path: string,
  folder: Whether,
  matcher: IgnoreMatcher,
  listing: () => Promise<ContextListing>,
): Promise<Whether> {
  if (path === "." && !matcher.hasExclusions) {
    return matcher.patterns.some(({ isExclusion, text }) => !isExclusion && ALL.has(text)) ? "yes" : "no";
  }
  const isMatched = path === "." ? true : matcher.matchesOrParentMatches(path);
  if (isMatched === undefined) return "maybe";
  if (!isMatched) return "no";
  if (!matcher.hasExclusions || folder === "no") return "yes";
  // What is below an ignored folder may be taken back in: only the walk can tell.
  const listed = await listing();
  if (listed.kind === "refused") return "maybe";
  const prefix = path === "." ? "" : `${path}/`;
  return listed.paths.some((sent) => sent.startsWith(prefix) && sent.length > prefix.length) ? "no" : "yes";
}
