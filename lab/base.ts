/**
 * The stand-ins for base images: which there are, and how they get into the lab's engine. It knows nothing of how
 * any one is made; the definitions are found by listing `lab/base/`. It deliberately does not know which engine
 * runs, or how: it is handed the Docker command and its environment.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BaseImage, NotProvable } from "./base/kit/definition.ts";
import { digestOf, makeBase, STAMP_LABEL, type Workshop } from "./base/kit/kit.ts";
import { runProcess } from "./base/kit/process.ts";

export type { BaseImage, Difference, NotProvable } from "./base/kit/definition.ts";
export { LABEL, type Workshop } from "./base/kit/kit.ts";

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

const FOLDER = fileURLToPath(new URL("base/", import.meta.url));
/** How many images are made at a time: downloads of one go on while another unpacks. */
const AT_ONCE = 2;

interface DefinitionModule {
  readonly bases?: readonly BaseImage[];
  readonly notProvable?: readonly NotProvable[];
}

/** Reads all definitions. */
export async function listBases(): Promise<BaseList> {
  const files = (await readdir(FOLDER)).filter((name) => /^[a-z0-9-]+\.ts$/.test(name)).sort();
  const tools = await readAll(
    (await readdir(join(FOLDER, "kit"))).filter(isSource).map((name) => `kit/${name}`),
  );
  const found: { readonly base: BaseImage; readonly definition: string }[] = [];
  const notProvable: NotProvable[] = [];
  for (const file of files) {
    const module: DefinitionModule = await import(new URL(`base/${file}`, import.meta.url).href);
    const definition = digestOf(await readAll([file]));
    found.push(...(module.bases ?? []).map((base) => ({ base, definition })));
    notProvable.push(...(module.notProvable ?? []));
  }
  const byName = new Map(found.flatMap((entry) => entry.base.names.map((name) => [name, entry] as const)));
  const stampOf = (entry: (typeof found)[number]): string => {
    const needed = entry.base.needs.map((name) => stampOf(need(byName, name)));
    return digestOf([...tools, entry.definition, entry.base.names.join(" "), ...needed]);
  };
  return { bases: found.map((entry) => ({ ...entry, stamp: stampOf(entry) })), notProvable };
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

/** Whether a file of the kit has a part in what comes out: types and the running of programs have none. */
function isSource(name: string): boolean {
  return name.endsWith(".ts") && !name.endsWith(".test.ts") && !/^(definition|process)\.ts$/.test(name);
}

function readAll(names: readonly string[]): Promise<readonly string[]> {
  return Promise.all(names.map((name) => readFile(join(FOLDER, name), "utf8")));
}
