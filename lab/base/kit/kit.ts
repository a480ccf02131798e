import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { buildImage } from "./build-image.ts";
import type { BaseImage, Kit, RunOptions } from "./definition.ts";
import { downloadPackages } from "./packages.ts";
import { runProcess } from "./process.ts";
import { makeScratch } from "./scratch.ts";
import { readPackageSources } from "./sources.ts";
import type { Workshop } from "./workshop.ts";

/** What is being kept right now: two images may want the same thing. */
const keeping = new Map<string, Promise<string>>();

/** Makes an image, with a scratch folder of its own that is deleted whatever happens. */
export async function makeBase(
  base: BaseImage,
  digests: { readonly definition: string; readonly stamp: string },
  workshop: Workshop,
): Promise<void> {
  const scratch = await makeScratch();
  const run = (command: string, words: readonly string[], options?: RunOptions) =>
    runProcess(command, words, options);
  const kit: Kit = {
    scratch,
    definition: digests.definition,
    say: (text) => workshop.say(`${base.names[0]}: ${text}`),
    run,
    keep: (name, fill) => {
      const kept = keeping.get(name) ?? keepFolder(join(workshop.cache, "bases", name), fill);
      keeping.set(name, kept);
      return kept.finally(() => keeping.delete(name));
    },
    packages: (suite, names) => downloadPackages(workshop.cache, suite, names),
    findProgram: (name) =>
      (workshop.environment.PATH ?? process.env.PATH ?? "")
        .split(":")
        .map((folder) => join(folder, name))
        .find((path) => existsSync(path)),
    sources: readPackageSources,
    build: (request) => buildImage(base, digests.stamp, request, { scratch, run, workshop }),
  };
  try {
    await base.make(kit);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function keepFolder(path: string, fill: (folder: string) => Promise<void>): Promise<string> {
  if (existsSync(path)) return path;
  const aside = `${path}.aside`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  await fill(aside);
  await rename(aside, path);
  await deleteOlder(path);
  return path;
}

async function deleteOlder(path: string): Promise<void> {
  const start = path.slice(0, path.lastIndexOf("-") + 1);
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    const other = join(folder, name);
    const isSameThing = other.startsWith(start) && !other.slice(start.length).includes("-");
    if (isSameThing && other !== path) await rm(other, { recursive: true, force: true });
  }
}

/** A digest of texts, short enough for a label and a file name. */
export function digestOf(texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 16);
}
