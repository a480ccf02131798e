import { type LabPaths, makeLabFolders } from "./folder.ts";
import { BASES, PARTS, type Part } from "./parts.ts";
import { endRunning } from "./process.ts";
import { progressFor } from "./progress.ts";

/** What a call of `up` brings. */
export interface UpPlan {
  readonly parts: readonly Part[];
  /** The words for base images; undefined where none are wanted, and empty for all. */
  readonly bases: readonly string[] | undefined;
  /** Words that are neither. */
  readonly unknown: readonly string[];
}

const FRONTEND = /^frontend$|^docker\/dockerfile:/;

/** Reads the words of `up`. Base images need the Docker engine, and a builder needs what it pulls. */
export async function planUp(words: readonly string[]): Promise<UpPlan> {
  const isPart = (word: string) => PARTS.some(({ name }) => name === word);
  const usual = [...PARTS.filter(({ isUsual }) => isUsual).map(({ name }) => name), BASES];
  const asked = words.length === 0 ? usual : words;
  const others = asked.filter((word) => word !== BASES && !isPart(word));
  const known = others.length === 0 ? new Set() : await (await import("./engine/bases.ts")).baseWords();
  const images = others.filter((word) => known.has(word));
  const wantsBases = images.length > 0 || asked.includes(BASES);
  const wanted = new Set(asked.filter(isPart));
  if (wantsBases) wanted.add("docker");
  // The image of the Dockerfile frontend is made of a program of BuildKit's.
  if (asked.includes(BASES) || images.some((word) => FRONTEND.test(word))) wanted.add("buildkit");
  for (const name of wanted) {
    for (const need of PARTS.find((part) => part.name === name)?.needs ?? []) wanted.add(need);
  }
  return {
    parts: PARTS.filter(({ name }) => wanted.has(name)),
    bases: wantsBases ? (asked.includes(BASES) ? [] : images) : undefined,
    unknown: others.filter((word) => !known.has(word)),
  };
}

/** Brings a plan up, and says how long it took. */
export async function up(paths: LabPaths, { parts, bases }: UpPlan): Promise<void> {
  const start = performance.now();
  makeLabFolders(paths);
  (await import("./engine/podman.ts")).closePodman(paths);
  const compiled = new Map<string, Promise<void>>();
  try {
    for (const part of parts) {
      const done = part.up(paths, progressFor(part.name));
      if (part.isCompiled !== true) await done;
      else compiled.set(part.name, done);
      // Whether it failed is asked below.
      done.catch(() => {});
    }
    if (bases !== undefined) {
      const whenUp = async (name: string) => compiled.get(name);
      await (await import("./engine/bases.ts")).upBases(bases, {
        paths,
        progress: progressFor(BASES),
        whenUp,
      });
    }
    await Promise.all(compiled.values());
  } catch (error) {
    endRunning();
    throw error;
  }
  progressFor("lab").say(`is up after ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
