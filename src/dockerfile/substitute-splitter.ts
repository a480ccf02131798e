import { isGoSpace } from "../base/index.ts";

/** Collects words as the builder does, out of texts that are split and texts that are not. */
export class Splitter {
  #words: string[] = [];
  #word = "";

  /** Adds text that is split at white space. */
  add(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      if (!isGoSpace(text, at)) continue;
      this.#word += text.slice(from, at);
      this.#flush();
      from = at + 1;
    }
    this.#word += text.slice(from);
  }

  /** Adds text whose white space belongs to the word: quoted or escaped. */
  addWhole(text: string): void {
    this.#word += text;
  }

  /** Drops what there is of the current word. */
  forget(): void {
    this.#word = "";
  }

  /** All words, the last one included. */
  finish(): readonly string[] {
    this.#flush();
    return this.#words;
  }

  #flush(): void {
    if (this.#word !== "") this.#words.push(this.#word);
    this.#word = "";
  }
}
