import { encodeSource, limits } from "../base/index.ts";
import { compileGlob, type Glob, matchGlob } from "./glob.ts";

/** The patterns of one `.gitignore`, in the order of the file. */
export interface GitIgnore {
  readonly rules: readonly GitIgnoreRule[];
  /** Whether the file has more patterns than are followed. */
  readonly isCut: boolean;
}

/** One pattern. */
export interface GitIgnoreRule {
  /** Takes back in what an earlier pattern ignores. */
  readonly isNegated: boolean;
  readonly isFolderOnly: boolean;
  /** Whether the whole path is matched, from the file's folder on, and not the name alone. */
  readonly isAnchored: boolean;
  /** The parts of the path; `**` stands for any number of folders. */
  readonly parts: readonly (Glob | "**")[];
}

const ANYTHING = compileGlob("*");

/**
 * Reads a `.gitignore`. Never fails: a pattern that can match nothing is left out, as in Git.
 * Spec: gitignore(5), pattern format.
 */
export function parseGitIgnore(text: string): GitIgnore {
  const rules: GitIgnoreRule[] = [];
  for (const line of gitBytes(text.replace(/^\ufeff/, "")).split("\n")) {
    if (rules.length >= limits.ignorePatterns) return { rules, isCut: true };
    const rule = parseRule(line.endsWith("\r") ? line.slice(0, -1) : line);
    if (rule !== undefined) rules.push(rule);
  }
  return { rules, isCut: false };
}

/** A text as Git compares it: a unit for each byte, so that `?` matches one byte and not one character. */
export function gitBytes(text: string): string {
  const isPlain = /^[\0-\x7f]*$/.test(text);
  return isPlain ? text : Buffer.from(encodeSource(text)).toString("latin1");
}

/**
 * What a file says about a path: the last pattern that matches counts. The path is given in parts, each as
 * `gitBytes`; those from `from` on lie below the file's folder. Whether a folder above is ignored is the caller's to ask first.
 */
export function matchGitIgnore(
  ignore: GitIgnore,
  path: readonly string[],
  from: number,
  isFolder: boolean,
): "ignored" | "kept" | undefined {
  const { rules } = ignore;
  for (let at = rules.length - 1; at >= 0; at--) {
    const rule = rules[at];
    if (rule === undefined || (rule.isFolderOnly && !isFolder)) continue;
    const start = rule.isAnchored ? from : path.length - 1;
    if (matchParts(rule.parts, path, start)) return rule.isNegated ? "kept" : "ignored";
  }
  return undefined;
}

function parseRule(line: string): GitIgnoreRule | undefined {
  if (line === "" || line.startsWith("#")) return undefined;
  const isNegated = line.startsWith("!");
  let pattern = trimSpaces(isNegated ? line.slice(1) : line);
  const isFolderOnly = pattern.endsWith("/");
  if (isFolderOnly) pattern = pattern.slice(0, -1);
  if (pattern === "") return undefined;
  const isAnchored = pattern.includes("/");
  const parts: (Glob | "**")[] = [];
  const written = (pattern.startsWith("/") ? pattern.slice(1) : pattern).split("/");
  for (const [at, part] of written.entries()) {
    if (isAnchored && /^\*\*+$/.test(part)) {
      if (parts.at(-1) !== "**") parts.push("**");
      // At the end it stands for everything inside, and not for the folder itself.
      if (at === written.length - 1 && ANYTHING !== undefined) parts.push(ANYTHING);
      continue;
    }
    const glob = compileGlob(part);
    if (glob === undefined) return undefined;
    parts.push(glob);
  }
  return { isNegated, isFolderOnly, isAnchored, parts };
}

/** Without spaces at its end, of which a backslash keeps one. */
function trimSpaces(line: string): string {
  let end = line.length;
  while (end > 0 && line.charAt(end - 1) === " ") end--;
  if (end === line.length) return line;
  let backslashes = 0;
  while (backslashes < end && line.charAt(end - 1 - backslashes) === "\\") backslashes++;
  return line.slice(0, backslashes % 2 === 1 ? end + 1 : end);
}

/** Only the last `**` is ever tried again, which suffices, so that no pattern takes more than a product. */
function matchParts(parts: readonly (Glob | "**")[], path: readonly string[], start: number): boolean {
  let part = 0;
  let at = start;
  let retryPart = -1;
  let retryAt = 0;
  while (at < path.length) {
    const current = parts[part];
    const name = path[at] ?? "";
    if (current === "**") {
      part++;
      retryPart = part;
      retryAt = at;
    } else if (current !== undefined && matchGlob(current, name)) {
      part++;
      at++;
    } else if (retryPart !== -1) {
      part = retryPart;
      retryAt++;
      at = retryAt;
    } else {
      return false;
    }
  }
  return part === parts.length;
}
