import { encodeSource, PlimsollError } from "../base/index.ts";
import type { Host } from "../host/index.ts";

/** Standard output as it comes, or a file that is written whole at the end. */
export class Sink {
  readonly #host: Host;
  readonly #path: string | undefined;
  readonly #parts: string[] = [];

  constructor(host: Host, path: string | undefined) {
    this.#host = host;
    this.#path = path;
  }

  get isFile(): boolean {
    return this.#path !== undefined;
  }

  get isTerminal(): boolean {
    return !this.isFile && this.#host.output.isTerminal;
  }

  write(text: string): void {
    if (text === "") return;
    if (this.#path === undefined) this.#host.output.write(text);
    else this.#parts.push(text);
  }

  async close(): Promise<void> {
    if (this.#path === undefined) return;
    if (this.#path === "")
      throw new PlimsollError({ code: "host/unwritable", message: "--output has no name" });
    await this.#host.files.write(this.#path, encodeSource(this.#parts.join("")));
  }
}
