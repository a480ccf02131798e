import { randomUUID } from "node:crypto";
import { link, mkdir, open, readdir, readFile, rename, rm, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Digest } from "./digest.ts";
import { registryLimits } from "./limits.ts";

/** The folder of a repository that is an OCI layout, beside those of the repositories below it. */
const LAYOUT = "_layout";
const INDEX = "index.json";
const LAYOUT_VERSION = JSON.stringify({ imageLayoutVersion: "1.0.0" });

/** Prepares a registry's folder and throws away what uploads of an earlier run left there. */
export async function openLayout(folder: string): Promise<void> {
  await rm(join(folder, "uploads"), { recursive: true, force: true });
  for (const name of ["uploads", "blobs/sha256", "repositories"])
    await mkdir(join(folder, name), { recursive: true });
}

/** A file of its own for bytes that have no digest yet. It lies in the file system that they are linked in. */
export function scratchPath(folder: string): string {
  return join(folder, "uploads", randomUUID());
}

/** Where a repository's OCI layout is. No component of a name starts with an underscore, so none is in its way. */
export function repositoryLayout(folder: string, name: string): string {
  return join(folder, "repositories", name, LAYOUT);
}

/** Where a repository has a blob; the file is there if and only if the blob is, and is whole. */
export function blobPath(folder: string, name: string, digest: Digest): string {
  return join(repositoryLayout(folder, name), "blobs", digest.algorithm, digest.hex);
}

/** The size of a blob that a repository has, or undefined where it has none of that digest. */
export function blobSize(folder: string, name: string, digest: Digest): Promise<number | undefined> {
  return fileSize(blobPath(folder, name, digest));
}

/**
 * Gives a repository the blob that a scratch file holds in full, and takes the scratch file away. All
 * repositories share one copy through links.
 */
export async function keepBlob(folder: string, name: string, digest: Digest, scratch: string): Promise<void> {
  const shared = sharedPath(folder, digest);
  const own = blobPath(folder, name, digest);
  await linkFile(scratch, shared);
  try {
    await linkFile(shared, own);
  } catch (error) {
    // The last repository that had it dropped it just now.
    if (!isMissing(error)) throw error;
    await linkFile(scratch, own);
  }
  await unlink(scratch);
}

/** Writes a small blob, such as a manifest, and gives it to a repository. */
export async function writeBlob(
  folder: string,
  name: string,
  digest: Digest,
  bytes: Uint8Array,
): Promise<void> {
  await withScratch(folder, bytes, (scratch) => keepBlob(folder, name, digest, scratch));
}

/** Gives a repository a blob of another one, and says whether that one has it. */
export async function mountBlob(folder: string, from: string, to: string, digest: Digest): Promise<boolean> {
  // Asked first, so that no folder is made for names that lead nowhere.
  if ((await blobSize(folder, from, digest)) === undefined) return false;
  try {
    await linkFile(blobPath(folder, from, digest), blobPath(folder, to, digest));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Takes a blob from a repository, and from the disk when no other has it. False where there was none. */
export async function dropBlob(folder: string, name: string, digest: Digest): Promise<boolean> {
  try {
    await unlink(blobPath(folder, name, digest));
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  const shared = sharedPath(folder, digest);
  try {
    // A repository that links it in this moment keeps its own link: no more than the sharing is lost.
    if ((await stat(shared)).nlink === 1) await unlink(shared);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  return true;
}

/** The index of a repository as it stands on disk, or undefined where it has none. */
export async function readIndex(folder: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(repositoryLayout(folder, name), INDEX), "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The names of all repositories that have an index, in no order. */
export async function repositoryNames(folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  const left = [""];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    for (const entry of await readdir(join(folder, "repositories", path))) {
      if (entry !== LAYOUT) left.push(path === "" ? entry : `${path}/${entry}`);
      else if ((await fileSize(join(repositoryLayout(folder, path), INDEX))) !== undefined) names.push(path);
    }
    if (names.length + left.length > registryLimits.repositories)
      throw new RangeError(`there are more than ${registryLimits.repositories} repositories`);
  }
  return names;
}

/** Replaces the index of a repository: a reader sees the old one or the new one, also after a crash. */
export async function writeIndex(folder: string, name: string, text: string): Promise<void> {
  const layout = repositoryLayout(folder, name);
  await mkdir(layout, { recursive: true });
  const files = [
    ["oci-layout", LAYOUT_VERSION],
    [INDEX, text],
  ] as const;
  for (const [file, content] of files)
    await withScratch(folder, Buffer.from(content), (scratch) => rename(scratch, join(layout, file)));
}

function sharedPath(folder: string, digest: Digest): string {
  return join(folder, "blobs", digest.algorithm, digest.hex);
}

/** Writes a scratch file to the disk and hands it on; whatever goes wrong, none stays behind. */
async function withScratch(
  folder: string,
  bytes: Uint8Array,
  use: (scratch: string) => Promise<void>,
): Promise<void> {
  const scratch = scratchPath(folder);
  try {
    const handle = await open(scratch, "wx");
    try {
      await handle.writeFile(bytes);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await use(scratch);
  } catch (error) {
    await rm(scratch, { force: true });
    throw error;
  }
}

/**
 * Links a whole file under its digest. One of another size there is a disk's damage, and is replaced. Throws
 * that a file is missing only where `from` is.
 */
async function linkFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await link(from, to);
    return;
  } catch (error) {
    if (!hasCode(error, "EEXIST")) throw error;
  }
  if ((await fileSize(to)) === (await stat(from)).size) return;
  // It is damaged, or it was dropped just now.
  const beside = `${to}.${randomUUID()}`;
  await link(from, beside);
  await rename(beside, to);
  // A rename between two links of one file leaves both.
  await rm(beside, { force: true });
}

async function fileSize(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether an error says that a file or a folder above it is not there. */
export function isMissing(error: unknown): boolean {
  return hasCode(error, "ENOENT") || hasCode(error, "ENOTDIR");
}

/** Whether an error of the system has a code. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
