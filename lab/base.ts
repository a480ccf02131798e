/**
 * The stand-ins for base images: which there are, and how they get into the lab's engine. It knows nothing of how
 * any one is made; the definitions are found by listing `lab/base/`. It deliberately does not know which engine
 * runs, or how: it is handed the Docker command and its environment.
 */
import { readdir, readFile } from "node:fs/promises";
import { STAMP_LABEL } from "./base/kit/build-image.ts";
import type { BaseImage, Difference, ListDifferences, NotProvable } from "./base/kit/definition.ts";
import { digestOf, makeBase } from "./base/kit/kit.ts";
import { removeOldScratch } from "./base/kit/scratch.ts";
import type { Workshop } from "./base/kit/workshop.ts";
import { LabError, run } from "./process.ts";

export { LABEL } from "./base/kit/build-image.ts";
export type { BaseImage, Difference, NotProvable } from "./base/kit/definition.ts";
export type { Workshop } from "./base/kit/workshop.ts";

/** A stand-in with what its making depends on. */
export interface ListedBase {
  readonly base: BaseImage;
  readonly definition: string;
  /** A digest of its definition and of those of all that it needs. */
  readonly stamp: string;
}

/** A stand-in that is in the engine now. */
export interface MadeBase {
  readonly base: BaseImage;
  /** How long making it took; undefined where it was there already. */
  readonly seconds: number | undefined;
}

/** All there is to make, and what cannot be made, in the order of their names. */
export interface BaseList {
  readonly bases: readonly ListedBase[];
  readonly notProvable: readonly NotProvable[];
}

const FOLDER = new URL("base/", import.meta.url);
/** What has a part in every image. */
const SHARED = "kit/build-image.ts";
/**
 * How many images are made at a time: downloads of one go on while another unpacks. Variants of one image wait for steps
 * that they share, and each of those keeps one core busy, so that twice as many as cores are not too many.
 */
const AT_ONCE = 4;

interface DefinitionModule {
  readonly bases?: readonly BaseImage[];
  readonly notProvable?: readonly NotProvable[];
}

interface DifferencesModule {
  readonly listDifferences: ListDifferences;
}

/** Reads all definitions. */
export async function listBases(): Promise<BaseList> {
  const files = (await readdir(FOLDER)).filter((name) => /^[a-z0-9-]+\.ts$/.test(name)).sort();
  const found: { readonly base: BaseImage; readonly definition: string }[] = [];
  const notProvable: NotProvable[] = [];
  for (const file of files) {
    const module: DefinitionModule = await import(new URL(file, FOLDER).href);
    const definition = digestOf(await readSources(file));
    found.push(...(module.bases ?? []).map((base) => ({ base, definition })));
    notProvable.push(...(module.notProvable ?? []));
  }
  const shared = await readSources(SHARED);
  const further = new Map<string, string>();
  for (const name of new Set(found.flatMap(({ base }) => base.sources ?? []))) {
    further.set(name, await readFile(new URL(`../${name}`, FOLDER), "utf8"));
  }
  const byName = new Map(found.flatMap((entry) => entry.base.names.map((name) => [name, entry] as const)));
  const stampOf = ({ base, definition }: (typeof found)[number]): string => {
    const needed = base.needs.map((name) => stampOf(need(byName, name)));
    const sources = (base.sources ?? []).map((name) => further.get(name) ?? "");
    return digestOf([...shared, definition, base.names.join(" "), ...sources, ...needed]);
  };
  return { bases: found.map((entry) => ({ ...entry, stamp: stampOf(entry) })), notProvable };
}

/** What a stand-in knowingly differs in from the original, by the name that it is known by. */
export async function listDifferences(name: string): Promise<readonly Difference[]> {
  for (const file of (await readdir(new URL("differs/", FOLDER))).sort()) {
    const module: DifferencesModule = await import(new URL(`differs/${file}`, FOLDER).href);
    const { bases = [] }: DefinitionModule = await import(new URL(file, FOLDER).href);
    if (bases.some(({ names }) => names[0] === name)) return module.listDifferences(name);
  }
  return [];
}

/**
 * Makes the stand-ins of the groups, or those that bear one of the names, with all they need; those that are there
 * already are left alone. No groups means all. `done` is told of each as it comes, and waited for.
 */
export async function makeBases(
  wanted: readonly string[],
  workshop: Workshop,
  done: (made: MadeBase) => Promise<void> = async () => {},
): Promise<readonly MadeBase[]> {
  await removeOldScratch();
  const { bases } = await listBases();
  const byName = new Map(bases.flatMap((entry) => entry.base.names.map((name) => [name, entry] as const)));
  const running = new Map<ListedBase, Promise<MadeBase>>();
  const slots = createSlots(AT_ONCE);
  const stamps = await readStamps(bases, workshop);
  const waiting = countWaiting(bases);
  const start = (entry: ListedBase): Promise<MadeBase> => {
    const known = running.get(entry);
    if (known !== undefined) return known;
    const made = (async () => {
      await Promise.all(entry.base.needs.map((name) => start(need(byName, name))));
      if (entry.base.names.every((name) => stamps.get(name) === entry.stamp)) {
        return { base: entry.base, seconds: undefined };
      }
      if (entry.base.part !== undefined) await workshop.whenUp(entry.base.part);
      return slots(waiting.get(entry) ?? 0, async () => {
        const result = await makeOnce(entry, workshop);
        await done(result);
        return result;
      });
    })();
    running.set(entry, made);
    return made;
  };
  const isWanted = ({ base }: ListedBase) =>
    wanted.length === 0 || wanted.some((word) => base.group === word || base.names.includes(word));
  await Promise.allSettled(bases.filter(isWanted).map(start));
  const all = await Promise.allSettled(running.values());
  const failed = [...running.keys()].flatMap(({ base }, at) => {
    const result = all[at];
    return result?.status === "rejected" ? [{ name: base.names[0] ?? "", reason: result.reason }] : [];
  });
  if (failed.length > 0) throw describeFailures(failed);
  return all.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}

/** All that failed in one error, each reason once with the images that it keeps from being made. */
function describeFailures(failed: readonly { readonly name: string; readonly reason: unknown }[]): LabError {
  const names = new Map<string, string[]>();
  for (const { name, reason } of failed) {
    const hint = reason instanceof LabError && reason.hint !== undefined ? ` ${reason.hint}` : "";
    const text = reason instanceof Error ? `${reason.message}.${hint}` : String(reason);
    names.set(text, [...(names.get(text) ?? []), name]);
  }
  const lines = [...names].map(([text, of]) => `${of.join(", ")}: ${text}`);
  return new LabError(`These base images are not made:\n${lines.join("\n")}`, "The others are there.");
}

async function makeOnce(entry: ListedBase, workshop: Workshop): Promise<MadeBase> {
  const { base, definition, stamp } = entry;
  const started = performance.now();
  await makeBase(base, { definition, stamp }, workshop);
  return { base, seconds: (performance.now() - started) / 1000 };
}

/** The stamps of the images that the engine has, by every name of theirs; asked for once, since each call takes a while. */
async function readStamps(
  bases: readonly ListedBase[],
  { docker, environment }: Workshop,
): Promise<ReadonlyMap<string, string>> {
  const format = `{{index .Config.Labels ${JSON.stringify(STAMP_LABEL)}}} {{join .RepoTags " "}}`;
  const words = ["image", "inspect", "--format", format, ...bases.flatMap(({ base }) => base.names)];
  // Names that are not there are told on the side, with status 1.
  const said = await run(docker, words, { environment: { ...process.env, ...environment }, good: [0, 1] });
  return new Map(
    said.split("\n").flatMap((line) => {
      const [stamp = "", ...names] = line.split(" ");
      return names.map((name) => [name, stamp] as const);
    }),
  );
}

/** How many images stand on each, one upon the other: the longest such chain is what everything waits for. */
function countWaiting(bases: readonly ListedBase[]): ReadonlyMap<ListedBase, number> {
  const counts = new Map<ListedBase, number>();
  const count = (entry: ListedBase): number => {
    const known = counts.get(entry);
    if (known !== undefined) return known;
    const above = bases.filter(({ base }) => base.needs.some((name) => entry.base.names.includes(name)));
    const most = Math.max(0, ...above.map((each) => count(each) + 1));
    counts.set(entry, most);
    return most;
  };
  for (const entry of bases) count(entry);
  return counts;
}

/** Runs what it is given, so many at a time: of those that wait the most urgent, or the first of them. */
function createSlots(count: number): <T>(urgency: number, work: () => Promise<T>) => Promise<T> {
  let free = count;
  const waiting: { readonly urgency: number; readonly go: () => void }[] = [];
  return async (urgency, work) => {
    if (free > 0) free--;
    else {
      await new Promise<void>((go) => {
        waiting.push({ urgency, go });
        waiting.sort((one, other) => other.urgency - one.urgency);
      });
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next.go();
    }
  };
}

function need<Entry>(byName: ReadonlyMap<string, Entry>, name: string): Entry {
  const entry = byName.get(name);
  if (entry === undefined) throw new Error(`a stand-in needs ${name}, which no definition makes`);
  return entry;
}

/**
 * The texts of a file and of all that it imports, types excepted: what an image is made by. What definitions are handed
 * as their kit moves bytes and decides nothing of an image, so that it is none of them.
 */
async function readSources(file: string, seen = new Set<string>()): Promise<readonly string[]> {
  const { href } = new URL(file, FOLDER);
  if (seen.has(href)) return [];
  seen.add(href);
  const text = await readFile(new URL(href), "utf8");
  const texts = [text];
  for (const [, imported = ""] of text.matchAll(/^import (?!type\b)[^;]*? from "(\.[^"]+)";$/gm)) {
    texts.push(...(await readSources(new URL(imported, href).href, seen)));
  }
  return texts;
}
