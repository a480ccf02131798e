import { limits, PlimsollError } from "../base/index.ts";
import type { IgnoreMatcher } from "../context/index.ts";
import type { Entry, Files } from "../host/index.ts";
import type { IsSought, SentEntry } from "../playbook/index.ts";

/** Where to look for what a build is sent. */
export interface SentRequest {
  readonly files: Files;
  /** The context's folder. */
  readonly context: string;
  /** The ignore file's patterns; undefined where there are none. */
  readonly matcher: IgnoreMatcher | undefined;
}

/**
 * What a build is sent of a folder of the context and bears a sought name: what stands in it, and in each of the
 * folders in it. Hidden folders, and those that bear the name themselves, are not looked into. Each is weighed up
 * to a bound. A name that the ignore file takes back in part is left out.
 */
export async function findSent(
  request: SentRequest,
  folder: string,
  isSought: IsSought,
): Promise<readonly SentEntry[]> {
  const found: SentEntry[] = [];
  const inner: string[] = [];
  const look = async (at: string, isOuter: boolean): Promise<void> => {
    for (const { name, kind } of await list(request, at)) {
      if (kind !== "file" && kind !== "folder") continue;
      const path = at === "." ? name : `${at}/${name}`;
      const isFound = isSought(path, kind);
      const isEntered = !isFound && isOuter && kind === "folder" && !name.startsWith(".");
      if ((!isFound && !isEntered) || !isSent(request, path, kind)) continue;
      if (isFound) found.push({ path, kind, ...(await weigh(request, path, kind)) });
      else if (inner.length < limits.contextFolders) inner.push(path);
    }
  };
  await look(folder, true);
  for (const path of inner) await look(path, false);
  return found;
}

/** Whether a path is sent, and of a folder any file whose name no pattern tells apart. */
function isSent({ matcher }: SentRequest, path: string, kind: "file" | "folder"): boolean {
  if (matcher === undefined) return true;
  // Somebody who takes a name back in wants it sent.
  if (matcher.patterns.some(({ isExclusion, text }) => isExclusion && `${text}/`.startsWith(`${path}/`)))
    return false;
  if (matcher.matchesOrParentMatches(path) !== false) return false;
  return kind === "file" || matcher.matchesOrParentMatches(`${path}/any`) === false;
}

async function list({ files, context }: SentRequest, folder: string): Promise<readonly Entry[]> {
  try {
    return await files.list(folder === "." ? context : `${context}/${folder}`);
  } catch (error) {
    if (error instanceof PlimsollError) return [];
    throw error;
  }
}

async function weigh(
  request: SentRequest,
  path: string,
  kind: "file" | "folder",
): Promise<{ readonly bytes: number; readonly hasMore: boolean }> {
  if (kind === "file") return { bytes: await bytesOf(request, path), hasMore: false };
  const folders = [path];
  let bytes = 0;
  let seen = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const { name, kind: inner } of await list(request, folder)) {
      if (++seen > limits.weighedEntries) return { bytes, hasMore: true };
      const at = `${folder}/${name}`;
      if (request.matcher?.matchesOrParentMatches(at) === true) continue;
      if (inner === "folder") folders.push(at);
      else if (inner === "file") bytes += await bytesOf(request, at);
    }
  }
  return { bytes, hasMore: false };
}

async function bytesOf({ files, context }: SentRequest, path: string): Promise<number> {
  try {
    return (await files.status(`${context}/${path}`))?.bytes ?? 0;
  } catch (error) {
    if (error instanceof PlimsollError) return 0;
    throw error;
  }
}
