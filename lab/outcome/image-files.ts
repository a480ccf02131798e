import { spawn } from "node:child_process";
import { createHash, type Hash } from "node:crypto";
import { posix } from "node:path";

/** One path of a real image. */
export interface ImageFile {
  readonly kind: "file" | "folder" | "link" | "other";
  readonly uid: number;
  readonly gid: number;
  /** Permission bits. */
  readonly mode: number;
  readonly bytes: number;
  /** Where a link leads. */
  readonly target: string;
  /** The SHA-256 of a file's bytes, where digests were asked for. */
  readonly digest?: string;
}

/** What is in a real image. */
export class ImageFiles {
  /** By absolute path. */
  readonly files: ReadonlyMap<string, ImageFile>;
  /** The texts of the lists of users, groups and packages. */
  readonly texts: ReadonlyMap<string, string>;

  constructor(files: ReadonlyMap<string, ImageFile>, texts: ReadonlyMap<string, string>) {
    this.files = files;
    this.texts = texts;
  }

  /** What stands at a path, links followed; the last one only where that is asked for. */
  lookUp(path: string, isLastFollowed = true): ImageFile | undefined {
    const real = this.resolve(path, isLastFollowed);
    return real === undefined ? undefined : this.files.get(real);
  }

  /** A path without links in it; undefined where links lead in a circle. */
  resolve(path: string, isLastFollowed = true, depth = 0): string | undefined {
    if (depth > 40) return undefined;
    const parts = posix.normalize(path).split("/").filter(Boolean);
    let at = "/";
    for (const [index, part] of parts.entries()) {
      const next = posix.join(at, part);
      const file = this.files.get(next);
      const isLast = index === parts.length - 1;
      if (file?.kind === "link" && (!isLast || isLastFollowed)) {
        const rest = parts.slice(index + 1);
        return this.resolve(posix.resolve(at, file.target, ...rest), isLastFollowed, depth + 1);
      }
      at = next;
    }
    return at;
  }

  text(path: string): string {
    return this.texts.get(this.resolve(path) ?? path) ?? "";
  }
}

const KEPT = /^etc\/(?:passwd|group)$|^(?:usr\/)?lib\/(?:passwd|group)$|^var\/lib\/dpkg\/status(?:\.d\/.*)?$/;
const BLOCK = 512;

/** Reads all paths of a container's file system, and the few texts that are compared; the digests of files if asked. */
export async function readImageFiles(container: string, hasDigests = false): Promise<ImageFiles> {
  const child = spawn("docker", ["export", container], { stdio: ["ignore", "pipe", "pipe"] });
  const reader = new TarReader(hasDigests);
  let errors = "";
  child.stderr.on("data", (bytes: Buffer) => {
    errors += bytes.toString();
  });
  child.stdout.on("data", (bytes: Buffer) => reader.push(bytes));
  const status = await new Promise<number | null>((settle) => child.once("close", settle));
  if (status !== 0) throw new Error(`docker export: ${errors.trim()}`);
  return new ImageFiles(reader.files, reader.texts);
}

/** Reads an archive as it comes, and keeps no file whole. Spec: POSIX pax, ustar; GNU tar, long names. */
export class TarReader {
  readonly files = new Map<string, ImageFile>([
    ["/", { kind: "folder", uid: 0, gid: 0, mode: 0o755, bytes: 0, target: "" }],
  ]);
  readonly texts = new Map<string, string>();
  #waiting: Buffer = Buffer.alloc(0);
  /** Bytes of the current entry that are still to come, padding included, and what takes them. */
  #left = 0;
  #kept:
    | { readonly chunks: Buffer[]; readonly size: number; readonly use: (text: string) => unknown }
    | undefined;
  #next: Map<string, string> = new Map();
  readonly #hasDigests: boolean;
  /** The file whose bytes are coming, its digest so far, and how many of them are no padding. */
  #hashed: { readonly name: string; readonly file: ImageFile; readonly hash: Hash; left: number } | undefined;

  constructor(hasDigests = false) {
    this.#hasDigests = hasDigests;
  }

  /** Takes the next bytes of the archive. */
  push(bytes: Buffer): void {
    let data = this.#waiting.length === 0 ? bytes : Buffer.concat([this.#waiting, bytes]);
    while (data.length > 0) {
      if (this.#left > 0) {
        const part = data.subarray(0, this.#left);
        this.#kept?.chunks.push(part);
        this.#hash(part);
        this.#left -= part.length;
        data = data.subarray(part.length);
        if (this.#left === 0) this.#finish();
      } else if (data.length < BLOCK) break;
      else {
        this.#header(data.subarray(0, BLOCK));
        data = data.subarray(BLOCK);
      }
    }
    this.#waiting = Buffer.from(data);
  }

  #hash(part: Buffer): void {
    if (this.#hashed === undefined) return;
    this.#hashed.hash.update(part.subarray(0, this.#hashed.left));
    this.#hashed.left -= Math.min(part.length, this.#hashed.left);
  }

  #finish(): void {
    if (this.#hashed !== undefined) {
      const { name, file, hash } = this.#hashed;
      this.files.set(name, { ...file, digest: hash.digest("hex") });
      this.#hashed = undefined;
    }
    const { chunks, size, use } = this.#kept ?? { chunks: [], size: 0, use: () => {} };
    use(Buffer.concat(chunks).subarray(0, size).toString("utf8"));
    this.#kept = undefined;
  }

  #header(block: Buffer): void {
    const header = readHeader(block);
    if (header === undefined) return;
    const { type } = header;
    const own = this.#next;
    const size = Number(own.get("size") ?? header.size);
    this.#left = Math.ceil(size / BLOCK) * BLOCK;
    const keep = (use: (text: string) => unknown): void => {
      if (size > 0) this.#kept = { chunks: [], size, use };
    };
    if (type === "x") keep((records) => this.#readRecords(records));
    else if (type === "L") keep((name) => own.set("path", name.replace(/\0.*$/s, "")));
    else if (type === "K") keep((name) => own.set("linkpath", name.replace(/\0.*$/s, "")));
    else if (type !== "g") {
      this.#next = new Map();
      const name = posix.join("/", own.get("path") ?? header.name).replace(/(.)\/$/, "$1");
      this.#add(name, header, own);
      if (KEPT.test(name.slice(1))) keep((content) => this.texts.set(name, content));
    }
  }

  #add(name: string, header: Header, own: ReadonlyMap<string, string>): void {
    const target = own.get("linkpath") ?? header.target;
    // A further name of a file that came before is that file.
    const linked = header.type === "1" ? this.files.get(posix.join("/", target)) : undefined;
    const file: ImageFile = {
      kind: KINDS.get(header.type) ?? "other",
      uid: Number(own.get("uid") ?? header.uid),
      gid: Number(own.get("gid") ?? header.gid),
      mode: header.mode & 0o7777,
      bytes: Number(own.get("size") ?? header.size),
      target,
    };
    this.files.set(
      name,
      linked ?? (this.#hasDigests && file.kind === "file" ? this.#begin(name, file) : file),
    );
  }

  /** Begins to hash a file; an empty one is finished at once. */
  #begin(name: string, file: ImageFile): ImageFile {
    const hash = createHash("sha256");
    if (file.bytes === 0) return { ...file, digest: hash.digest("hex") };
    this.#hashed = { name, file, hash, left: file.bytes };
    return file;
  }

  #readRecords(records: string): void {
    for (const record of records.split("\n")) {
      const [, key, value] = /^\d+ ([^=]+)=(.*)$/s.exec(record) ?? [];
      if (key !== undefined && value !== undefined) this.#next.set(key, value);
    }
  }
}

interface Header {
  readonly name: string;
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly target: string;
}

/** Reads one header; undefined for the empty block at the end. */
function readHeader(block: Buffer): Header | undefined {
  const text = (from: number, length: number): string => {
    const field = block.subarray(from, from + length);
    const end = field.indexOf(0);
    return field.subarray(0, end === -1 ? length : end).toString("utf8");
  };
  const number = (from: number, length: number): number =>
    Number.parseInt(text(from, length).trim() || "0", 8);
  const name = [text(345, 155), text(0, 100)].filter(Boolean).join("/");
  if (name === "") return undefined;
  return {
    name,
    type: text(156, 1),
    mode: number(100, 8),
    uid: number(108, 8),
    gid: number(116, 8),
    size: number(124, 12),
    target: text(157, 100),
  };
}

const KINDS: ReadonlyMap<string, ImageFile["kind"]> = new Map([
  ["0", "file"],
  ["", "file"],
  ["1", "file"],
  ["2", "link"],
  ["5", "folder"],
]);
