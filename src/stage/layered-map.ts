/**
 * A map that never changes: adding gives a new one that shares all but what was added with the old. States
 * before and after every step can all be kept, and joins and branches cost nothing.
 *
 * Maps that grew out of each other in a line share one store, in which every value has the number of the map
 * that it came with; a map reads what is not newer than itself. Where a second map grows out of one that
 * another has grown out of already, it starts a store of its own on top.
 */
export class LayeredMap<Value> {
  static readonly #empty = new LayeredMap<never>(undefined, 0);
  readonly #store: Store<Value> | undefined;
  readonly #version: number;

  private constructor(store: Store<Value> | undefined, version: number) {
    this.#store = store;
    this.#version = version;
  }

  /** The map without entries. */
  static empty<Value>(): LayeredMap<Value> {
    return LayeredMap.#empty;
  }

  /** A map of these entries; of a key that comes twice, the last. */
  static of<Value>(entries: Iterable<readonly [string, Value]>): LayeredMap<Value> {
    const store = new Store<Value>(undefined, 0);
    for (const [key, value] of entries) store.add(key, value);
    // Nothing grows in it: it may be kept for as long as the program runs.
    store.isClosed = true;
    return store.log.length === 0 ? LayeredMap.empty<Value>() : new LayeredMap(store, store.log.length);
  }

  /** The value of a key, or undefined. */
  get(key: string): Value | undefined {
    return this.#find(key)?.value;
  }

  /** Whether the key has a value. */
  has(key: string): boolean {
    return this.#find(key) !== undefined;
  }

  #find(key: string): Cell<Value> | undefined {
    let version = this.#version;
    for (let store = this.#store; store !== undefined; store = store.base) {
      const cell = store.find(key, version);
      if (cell !== undefined) return cell;
      version = store.baseVersion;
    }
    return undefined;
  }

  /** A map with one more or another value. */
  with(key: string, value: Value): LayeredMap<Value> {
    let store = this.#store;
    if (store === undefined || store.isClosed || store.log.length !== this.#version) store = this.#fork();
    store.add(key, value);
    return new LayeredMap(store, store.log.length);
  }

  #fork(): Store<Value> {
    const base = this.#store;
    if (base === undefined || base.depth < DEEPEST) return new Store(base, this.#version);
    const flat = new Store<Value>(undefined, 0);
    for (const [key, value] of this.entries()) flat.add(key, value);
    return flat;
  }

  /** Whether any value passes a test. Those that were added last are asked first, and mostly one will do. */
  some(test: (value: Value) => boolean): boolean {
    for (const key of this.names()) {
      const cell = this.#find(key);
      if (cell !== undefined && test(cell.value)) return true;
    }
    return false;
  }

  /** The keys, those that were added last first, as they are asked for; some come several times. */
  *names(): Generator<string, void> {
    let version = this.#version;
    for (let store = this.#store; store !== undefined; store = store.base) {
      for (let at = version - 1; at >= 0; at--) yield store.log[at] ?? "";
      version = store.baseVersion;
    }
  }

  /**
   * What may differ from another map that this one grew out of: of a large map that is little, and every entry
   * that is new or has another value is among it.
   */
  entriesSince(before: LayeredMap<Value>): ReadonlyMap<string, Value> {
    const since = new Map<string, Value>();
    let version = this.#version;
    for (let store = this.#store; store !== undefined; store = store.base) {
      const isShared = store === before.#store;
      for (let at = isShared ? before.#version : 0; at < version; at++) {
        const key = store.log[at];
        const value = key === undefined || since.has(key) ? undefined : this.#find(key);
        if (key !== undefined && value !== undefined) since.set(key, value.value);
      }
      if (isShared) break;
      version = store.baseVersion;
    }
    return since;
  }

  /** The entries whose keys begin with a text, in the order in which the keys were first added. */
  startingWith(prefix: string): readonly (readonly [string, Value])[] {
    if (this.#store === undefined) return [];
    if (this.#store.base === undefined) return this.#store.startingWith(prefix, this.#version);
    return [...this.entries()].filter(([key]) => key.startsWith(prefix));
  }

  /** All entries, each key once, in the order in which the keys were first added. */
  entries(): ReadonlyMap<string, Value> {
    const all = new Map<string, Value>();
    this.#store?.collect(this.#version, all);
    return all;
  }
}

/** How many stores may stand on each other before they are put together. */
const DEEPEST = 8;

interface Cell<Value> {
  readonly value: Value;
  /** The number of the first map that has it. */
  readonly version: number;
  readonly older: Cell<Value> | undefined;
  /** An older one further back: by these, of n values any is found in about log n steps. */
  readonly jump: Cell<Value> | undefined;
  /** How many older ones there are. */
  readonly age: number;
}

class Store<Value> {
  readonly base: Store<Value> | undefined;
  readonly baseVersion: number;
  readonly depth: number;
  /** The key that each map came with, from the first on. */
  readonly log: string[] = [];
  isClosed = false;
  readonly #cells = new Map<string, Cell<Value>>();

  constructor(base: Store<Value> | undefined, baseVersion: number) {
    this.base = base;
    this.baseVersion = baseVersion;
    this.depth = base === undefined ? 0 : base.depth + 1;
  }

  find(key: string, version: number): Cell<Value> | undefined {
    let cell = this.#cells.get(key);
    while (cell !== undefined && cell.version > version) {
      const { jump, older }: Cell<Value> = cell;
      cell = jump !== undefined && jump.version > version ? jump : older;
    }
    return cell;
  }

  add(key: string, value: Value): void {
    const older = this.#cells.get(key);
    this.log.push(key);
    const age = older === undefined ? 0 : older.age + 1;
    this.#cells.set(key, { value, version: this.log.length, older, jump: jumpOf(older), age });
  }

  startingWith(prefix: string, version: number): readonly (readonly [string, Value])[] {
    const found: (readonly [string, Value])[] = [];
    for (const key of this.#cells.keys()) {
      const cell = key.startsWith(prefix) ? this.find(key, version) : undefined;
      if (cell !== undefined) found.push([key, cell.value]);
    }
    return found;
  }

  collect(version: number, all: Map<string, Value>): void {
    this.base?.collect(this.baseVersion, all);
    for (const key of this.#cells.keys()) {
      const cell = this.find(key, version);
      if (cell !== undefined) all.set(key, cell.value);
    }
  }
}

/** Twice as far back as the last two jumps of equal length, else one step: a skew-binary list. */
function jumpOf<Value>(older: Cell<Value> | undefined): Cell<Value> | undefined {
  const near = older?.jump;
  const far = near?.jump;
  if (older === undefined || near === undefined || far === undefined) return older;
  return older.age - near.age === near.age - far.age ? far : older;
}
