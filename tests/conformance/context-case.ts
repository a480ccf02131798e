import { displayText } from "../../src/base/index.ts";
import { type ContextListing, listContext } from "../../src/context/index.ts";
import type { Files, MemoryHostOptions } from "../../src/host/index.ts";

/** A described tree, as the recorder hands it to the reference: `a/b`, `dir/` and `link -> target`. */
export interface ContextCase {
  readonly name: string;
  readonly files: readonly string[];
  readonly ignoreFiles: Readonly<Record<string, string>>;
  /** `Dockerfile` unless given. */
  readonly dockerfile?: string;
}

/** What the reference says to a case; `paths` or `error`. */
export interface ContextAnswer {
  readonly ignoreFile?: string;
  readonly patterns?: readonly string[];
  readonly paths?: readonly string[];
  readonly error?: string;
}

/** An answer, and the case that it belongs to. */
export interface NamedAnswer extends ContextAnswer {
  readonly name: string;
}

/** The tree of a case for a host in memory, below `/context`. */
export function describeTree(described: ContextCase): MemoryHostOptions {
  const files: Record<string, string> = {};
  const links: Record<string, string> = {};
  const folders: string[] = ["/context"];
  for (const entry of described.files) {
    const [path = "", target] = entry.split(" -> ");
    if (target !== undefined) links[`/context/${path}`] = target;
    else if (path.endsWith("/")) folders.push(`/context/${path}`);
    else files[`/context/${path}`] = "x";
  }
  for (const [path, text] of Object.entries(described.ignoreFiles)) files[`/context/${path}`] = text;
  return { files, links, folders };
}

/** Our answer to a case, in the words of the reference; a refusal becomes its code. */
export async function answerCase(
  described: ContextCase,
  files: Files,
  folder: string,
): Promise<ContextAnswer> {
  return answerOf(await listContext(files, folder, `${folder}/${described.dockerfile ?? "Dockerfile"}`));
}

/** The answer of the reference with its message turned into our code. */
export function normalizeAnswer(answer: ContextAnswer): ContextAnswer {
  if (answer.error === undefined) return answer;
  const { ignoreFile, patterns } = answer;
  return { ignoreFile: ignoreFile ?? "", patterns: patterns ?? [], error: codeOf(answer.error) };
}

/** An answer with very long runs of one character told as a count, so that the record stays readable. */
export function shortenRuns<T extends ContextAnswer>(answer: T): T {
  if (answer.patterns === undefined) return answer;
  const patterns = answer.patterns.map((pattern) =>
    pattern.replace(/(.)\1{999,}/gu, (run: string, unit: string) => `<${unit} ${run.length} times>`),
  );
  return { ...answer, patterns };
}

function answerOf(listing: ContextListing): ContextAnswer {
  const { ignoreFile } = listing;
  const patterns = listing.patterns.map(displayText);
  if (listing.kind === "listed") return { ignoreFile, patterns, paths: listing.paths.map(displayText) };
  const error = listing.problem.code;
  // The reference reads no pattern of a file that it cannot read to the end.
  return { ignoreFile, patterns: error === "context/line-too-long" ? [] : patterns, error };
}

function codeOf(error: string): string {
  if (error.includes("illegal exclusion")) return "context/empty-exclusion";
  if (error.includes("syntax error in pattern")) return "context/bad-pattern";
  if (error.includes("token too long")) return "context/line-too-long";
  return "context/ignore-file-unreadable";
}
