/**
 * The stand-ins for base images: which there are, and how they get into the lab's engine. It knows nothing of how
 * any one is made; the definitions are found by listing `lab/base/`. It deliberately does not know which engine
 * runs, or how: it is handed the Docker command and its environment.
 */
import { readdir, readFile } from "node:fs/promises";
import { STAMP_LABEL } from "./base/kit/build-image.ts";
import type { BaseImage, Difference, ListDifferences, NotProvable } from "./base/kit/definition.ts";
import { digestOf, makeBase, type Workshop } from "./base/kit/kit.ts";
import { runProcess } from "./base/kit/process.ts";

export { LABEL } from "./base/kit/build-image.ts";
export type { BaseImage, Difference, NotProvable } from "./base/kit/definition.ts";
export type { Workshop } from "./base/kit/kit.ts";

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
/** How many images are made at a time: downloads of one go on while another unpacks. */
const AT_ONCE = 2;

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
 * already are left alone. No groups means all. `done` is told of each as it comes.
 */
export async function makeBases(
  wanted: readonly string[],
  workshop: Workshop,
  done: (made: MadeBase) => void = () => undefined,
): Promise<readonly MadeBase[]> {
  const { bases } = await listBases();
  const byName = new Map(bases.flatMap((entry) => entry.base.names.map((name) => [name, entry] as const)));
  const running = new Map<ListedBase, Promise<MadeBase>>();
  const slots = createSlots(AT_ONCE);
  const start = (entry: ListedBase): Promise<MadeBase> => {
    const known = running.get(entry);
    if (known !== undefined) return known;
    const made = (async () => {
      await Promise.all(entry.base.needs.map((name) => start(need(byName, name))));
      const result = await slots(() => makeOnce(entry, workshop));
      done(result);
      return result;
    })();
    running.set(entry, made);
    return made;
  };
  const isWanted = ({ base }: ListedBase) =>
    wanted.length === 0 || wanted.some((word) => base.group === word || base.names.includes(word));
  const all = await Promise.allSettled(bases.filter(isWanted).map(start));
  const failed = all.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  if (failed.length > 0) throw failed[0];
  return Promise.all(running.values());
}

async function makeOnce(entry: ListedBase, workshop: Workshop): Promise<MadeBase> {
  const { base, definition, stamp } = entry;
  if (await isMade(entry, workshop)) return { base, seconds: undefined };
  const started = performance.now();
  await makeBase(base, { definition, stamp }, workshop);
  return { base, seconds: (performance.now() - started) / 1000 };
}

/** Whether every name leads to an image of this stamp. */
async function isMade({ base, stamp }: ListedBase, { docker, environment }: Workshop): Promise<boolean> {
  const format = `{{index .Config.Labels ${JSON.stringify(STAMP_LABEL)}}}`;
  const said = await runProcess(docker, ["image", "inspect", "--format", format, ...base.names], {
    environment,
  }).catch(() => "");
  const stamps = said.trim().split("\n");
  return stamps.length === base.names.length && stamps.every((found) => found === stamp);
}

/** Runs what it is given, so many at a time, in the order of the calls. */
function createSlots(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
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
