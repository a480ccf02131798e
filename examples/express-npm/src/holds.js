"use strict";

/** What each hold may carry, in tonnes. */
const CAPACITY = { fore: 120, main: 400, aft: 90 };

/** Keeps the items that are loaded; nothing outlives the process. */
class Holds {
  #items = [];
  #next = 1;

  list() {
    return this.#items;
  }

  loaded(hold) {
    return this.#items.filter((item) => item.hold === hold).reduce((sum, item) => sum + item.tonnes, 0);
  }

  /** Loads an item, or returns why it cannot be loaded. */
  load({ name, hold, tonnes }) {
    if (typeof name !== "string" || name.trim() === "") return { error: "name is missing" };
    if (!Object.hasOwn(CAPACITY, hold)) return { error: `there is no hold ${hold}` };
    if (!Number.isFinite(tonnes) || tonnes <= 0) return { error: "tonnes must be above zero" };
    if (this.loaded(hold) + tonnes > CAPACITY[hold]) return { error: `the ${hold} hold is full` };
    const item = { id: this.#next++, name: name.trim(), hold, tonnes };
    this.#items.push(item);
    return { item };
  }

  summary() {
    return Object.entries(CAPACITY).map(([hold, capacity]) => ({ hold, capacity, loaded: this.loaded(hold) }));
  }
}

module.exports = { Holds };
