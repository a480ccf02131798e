/**
 * A map that never changes: adding gives a new one that shares nearly everything with the old. States
 * before and after every step can all be kept, and joins and branches cost nothing.
 *
 * Entries lie in layers whose sizes fall; equal neighbours merge, as in a binary counter, so that n
 * additions take n log n in all and a look-up touches at most log n layers.
 */
export class LayeredMap<Value> {
  static readonly #empty = new LayeredMap<never>([]);
  readonly #layers: readonly ReadonlyMap<string, Value>[];

  private constructor(layers: readonly ReadonlyMap<string, Value>[]) {
    this.#layers = layers;
  }

  /** The map without entries. */
  static empty<Value>(): LayeredMap<Value> {
    return LayeredMap.#empty;
  }

  /** A map of these entries; of a key that comes twice, the last. */
  static of<Value>(entries: Iterable<readonly [string, Value]>): LayeredMap<Value> {
    const layer = new Map(entries);
    return layer.size === 0 ? LayeredMap.empty<Value>() : new LayeredMap([layer]);
  }

  /** The value of a key, or undefined. */
  get(key: string): Value | undefined {
    for (let at = this.#layers.length - 1; at >= 0; at--) {
      const layer = this.#layers[at];
      const value = layer?.get(key);
      if (value !== undefined || layer?.has(key) === true) return value;
    }
    return undefined;
  }

  /** Whether the key has a value. */
  has(key: string): boolean {
    return this.#layers.some((layer) => layer.has(key));
  }

  /** A map with one more or another value. */
  with(key: string, value: Value): LayeredMap<Value> {
    const layers = [...this.#layers];
    let top: Map<string, Value> = new Map([[key, value]]);
    for (let below = layers.at(-1); below !== undefined && below.size <= top.size; below = layers.at(-1)) {
      layers.pop();
      const merged = new Map(below);
      for (const [name, own] of top) merged.set(name, own);
      top = merged;
    }
    layers.push(top);
    return new LayeredMap(layers);
  }

  /** Whether any value passes a test. The newest are asked first, and nothing is put together to ask them. */
  some(test: (value: Value) => boolean): boolean {
    for (let at = this.#layers.length - 1; at >= 0; at--) {
      const newer = this.#layers.slice(at + 1);
      for (const [key, value] of this.#layers[at] ?? []) {
        if (test(value) && !newer.some((layer) => layer.has(key))) return true;
      }
    }
    return false;
  }

  /** The keys, newest layers first, as they are asked for; a key of several layers comes several times. */
  *names(): Generator<string, void> {
    for (let at = this.#layers.length - 1; at >= 0; at--) yield* this.#layers[at]?.keys() ?? [];
  }

  /**
   * What may differ from another map that this one grew out of: the entries of all layers that the other has not,
   * each key once. Of a large map that is little, and every entry that is new or has another value is among it.
   */
  entriesSince(before: LayeredMap<Value>): ReadonlyMap<string, Value> {
    const known = new Set(before.#layers);
    const all = new Map<string, Value>();
    for (const layer of this.#layers) {
      if (!known.has(layer)) for (const [key, value] of layer) all.set(key, value);
    }
    return all;
  }

  /** All entries, each key once, in the order in which the keys were first added within a layer. */
  entries(): ReadonlyMap<string, Value> {
    const all = new Map<string, Value>();
    for (const layer of this.#layers) for (const [key, value] of layer) all.set(key, value);
    return all;
  }
}
