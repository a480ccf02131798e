import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { blank, type Comment } from "./blank.ts";

/** The folder of the repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Folders that hold nothing written by hand, or what is not ours to judge. */
const SKIPPED = new Set(["node_modules", "dist", "generated", ".git", ".lab", ".rivals"]);

/** One TypeScript file: its text, its code without comments and strings, and what it imports. */
export interface SourceFile {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly code: string;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
}

/** One import or re-export. */
export interface Import {
  readonly specifier: string;
  /** The imported file, relative to the repository; undefined for packages and Node's own modules. */
  readonly target: string | undefined;
}

/** The files below some folders of the repository, relative to it, in the order of their paths. */
export function listFiles(folders: readonly string[]): readonly string[] {
  return folders.flatMap((folder) => walk(folder)).sort();
}

/** The TypeScript files below some folders, each read and scanned once. */
export function readSources(folders: readonly string[]): readonly SourceFile[] {
  return listFiles(folders)
    .filter((path) => path.endsWith(".ts"))
    .map(readSource);
}

/** Fails with one line for each violation. */
export function expectNone(violations: readonly string[]): void {
  if (violations.length > 0) throw new Error(`${violations.length} found:\n${violations.join("\n")}`);
}

function walk(folder: string): readonly string[] {
  let entries: ReturnType<typeof readEntries>;
  try {
    entries = readEntries(folder);
  } catch {
    return []; // A folder that is not there yet holds nothing.
  }
  return entries.flatMap((entry) => {
    const path = folder === "." ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : walk(path);
    return entry.isFile() ? [path] : [];
  });
}

function readEntries(folder: string) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true });
}

function readSource(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), "utf8");
  const { code, comments } = blank(text);
  return { path, text, code, comments, imports: parseImports(path, text, code) };
}

/** The specifier stands in the text at the place where the code has its blanked string. */
function parseImports(path: string, text: string, code: string): readonly Import[] {
  const imports: Import[] = [];
  for (const match of code.matchAll(/\b(?:from\s*|import\s*\(?\s*)(["'`])( *)\1/g)) {
    const end = match.index + match[0].length - 1;
    const specifier = text.slice(end - (match[2]?.length ?? 0), end);
    const isRelative = specifier.startsWith(".");
    imports.push({
      specifier,
      target: isRelative ? posix.join(posix.dirname(path), specifier) : undefined,
    });
  }
  return imports;
}
