import { posix } from "node:path";
import type { Whether } from "../../base/index.ts";
import { contextPath } from "../../stage/index.ts";
import type { KnownContext } from "../subject.ts";

/**
 * The files of a project that an install cannot do without, gathered one by one from the build context. What is in the
 * way of naming them all is kept in words, the first one found; all the same everything is asked, as answers come a round
 * later. Paths are relative to the project's folder.
 */
export class ProjectFiles {
  readonly #context: KnownContext;
  readonly #folder: string;
  readonly #taken = new Set<string>();
  #obstacle: string | undefined;
  #isExact = true;

  constructor(context: KnownContext, folder: string) {
    this.#context = context;
    this.#folder = folder;
  }

  /** The files, relative to the context, in the order in which they were asked for. */
  get taken(): readonly string[] {
    return [...this.#taken];
  }

  /** Why they cannot all be named. */
  get obstacle(): string | undefined {
    return this.#obstacle;
  }

  /** Whether the install certainly does the same with these files alone, and writes nothing that is copied later. */
  get isExact(): boolean {
    return this.#isExact;
  }

  /** A file that must be there. */
  need(name: string): void {
    const sent = this.whetherSent(name);
    if (sent === "yes") this.#taken.add(this.#path(name));
    else this.block(sent === "no" ? `${name} is not in the build context` : unclear(name));
  }

  /** A file that is read where it is there; whether it is. */
  take(name: string): boolean {
    const sent = this.whetherSent(name);
    if (sent === "maybe") this.block(unclear(name));
    if (sent === "yes") this.#taken.add(this.#path(name));
    return sent === "yes";
  }

  /** The text of a file; without one nothing can be said of it. */
  read(name: string): string | undefined {
    const text = this.#context.textOf(this.#path(name));
    if (text === undefined) this.block(`${name} was not read`);
    return text;
  }

  /** A file that would change how the install works. */
  avoid(name: string): void {
    const sent = this.whetherSent(name);
    if (sent !== "no") this.block(sent === "yes" ? `${name} is in the build context` : unclear(name));
  }

  /** A file in the folders above the project, up to the context, that must not say something. */
  watchAbove(name: string, pattern: RegExp, because: string): void {
    const depth = this.#folder === "." ? 0 : this.#folder.split("/").length;
    for (let up = 1; up <= depth; up++) {
      const above = `${"../".repeat(up)}${name}`;
      if (this.whetherSent(above) === "no") continue;
      const text = this.#context.textOf(this.#path(above));
      if (text === undefined || pattern.test(text)) this.block(because);
    }
  }

  /** A file or folder that the install writes, and that a later copy must not bring from the context. */
  write(name: string): void {
    const path = this.#path(name);
    const isOut = this.#context.whetherExists(path) === "no" || this.#context.whetherIgnored(path) === "yes";
    if (isOut) return;
    if (this.#context.whetherExists(path) === "yes")
      this.block(`${name} comes with the build context and would be copied over what is installed`);
    else this.doubt();
  }

  /** Says what is in the way. */
  block(because: string): void {
    this.#obstacle ??= because;
  }

  /** Says that the install may do something else without the rest of the project. */
  doubt(): void {
    this.#isExact = false;
  }

  /** Whether a build is sent a file; "maybe" for what may be a folder, or a link. */
  whetherSent(name: string): Whether {
    const path = this.#path(name);
    // All three are asked at once: answers come a round later.
    const [exists, ignored] = [this.#context.whetherExists(path), this.#context.whetherIgnored(path)];
    const folder = this.#context.whetherFolder(path);
    if (exists === "no" || ignored === "yes") return "no";
    return exists === "yes" && ignored === "no" && folder === "no" ? "yes" : "maybe";
  }

  #path(name: string): string {
    return contextPath(posix.join(this.#folder, name));
  }
}

function unclear(name: string): string {
  return `it is not certain that ${name} is, or is not, in the build context`;
}
