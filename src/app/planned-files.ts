import { encodeSource, type FileWrite } from "../base/index.ts";
import type { Entry, Files, PathStatus } from "../host/index.ts";
import { absolutePath, parentPath } from "./path.ts";

/**
 * Files as they will be once what is planned has been written: what is judged with them is judged as a later run will
 * judge it. Writing itself passes through, and plans nothing.
 */
export class PlannedFiles implements Files {
  readonly workingFolder: string;
  readonly #files: Files;
  readonly #planned = new Map<string, Uint8Array>();

  constructor(files: Files) {
    this.#files = files;
    this.workingFolder = files.workingFolder;
  }

  /** Lets a file hold what is to be written into it. */
  plan({ path, after }: Pick<FileWrite, "path" | "after">): void {
    this.#planned.set(this.#key(path), encodeSource(after));
  }

  /** Lets a file hold what is on the disk again: the plan was carried out, or given up. */
  forget(path: string): void {
    this.#planned.delete(this.#key(path));
  }

  async read(path: string, limit: number): Promise<Uint8Array> {
    return this.#planned.get(this.#key(path)) ?? this.#files.read(path, limit);
  }

  async list(path: string): Promise<readonly Entry[]> {
    const entries = await this.#files.list(path);
    if (this.#planned.size === 0) return entries;
    const folder = this.#key(path);
    const made = [...this.#planned.keys()]
      .filter((each) => parentPath(each) === folder)
      .map((each) => each.slice(each.lastIndexOf("/") + 1))
      .filter((name) => entries.every((entry) => entry.name !== name));
    if (made.length === 0) return entries;
    const all = [...entries, ...made.map((name): Entry => ({ name, kind: "file" }))];
    return all.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async status(path: string): Promise<PathStatus | undefined> {
    return this.#statusOf(path) ?? this.#files.status(path);
  }

  async resolve(path: string): Promise<PathStatus | undefined> {
    return this.#statusOf(path) ?? this.#files.resolve(path);
  }

  async realPath(path: string): Promise<string | undefined> {
    const real = await this.#files.realPath(path);
    return real ?? (this.#statusOf(path) === undefined ? undefined : this.#key(path));
  }

  write(path: string, bytes: Uint8Array): Promise<void> {
    return this.#files.write(path, bytes);
  }

  replace(path: string, before: Uint8Array, after: Uint8Array): Promise<void> {
    return this.#files.replace(path, before, after);
  }

  remove(path: string): Promise<void> {
    return this.#files.remove(path);
  }

  removeFolder(path: string): Promise<void> {
    return this.#files.removeFolder(path);
  }

  #statusOf(path: string): PathStatus | undefined {
    const bytes = this.#planned.get(this.#key(path));
    return bytes === undefined ? undefined : { kind: "file", bytes: bytes.length };
  }

  #key(path: string): string {
    return absolutePath(path, this.#files.workingFolder);
  }
}
