import type { Whether } from "../base/index.ts";
import { type Account, decodeUser } from "./layer.ts";
import {
  field,
  fields,
  findRecord,
  type Json,
  listOf,
  numberOf,
  type RecordTexts,
  textListOf,
  textOf,
  wordsOf,
} from "./records.ts";
import { type Libc, readLibc, readWhether } from "./system.ts";

/** A program that runs a language. */
export interface Interpreter {
  /** `python`, `node`, `java`, `javac`, `go`, `cargo`, `ruby`, `php`, `dotnet`, … */
  readonly language: string;
  /** As far as it is certain: the tag's, or the one that every image of this name has. */
  readonly version?: string;
  /** Absolute; not always on PATH. */
  readonly path?: string;
  /** Other paths that lead to it. */
  readonly aliases: readonly string[];
}

/** How large an image is, on the tag that `measured` names: elsewhere it is an order of magnitude. */
export interface ImageSize {
  /** What a registry sends. */
  readonly compressedBytes?: number;
  readonly uncompressedBytes?: number;
  /** The tag and where its size was read. */
  readonly measured: string;
}

/** What an image is for. */
export type ImageRole = "os" | "language" | "build" | "runtime" | "server" | "debug";

/** Whether its vendor still makes it. */
export type ImageStatus = "supported" | "eol" | "deprecated";

/** A kind of image that the second table describes: what it is for, how large it is, what is smaller. */
export interface ImageEntry {
  readonly id: string;
  readonly repository: string;
  readonly tag: RegExp;
  /** A reference of this kind, as people write it. */
  readonly example: string;
  readonly os: string | undefined;
  readonly release: string | undefined;
  readonly libc: Libc | undefined;
  /** A path, `none`, or undefined where it is not known. */
  readonly shell: string | undefined;
  readonly otherShells: readonly string[];
  readonly packageManager: string | undefined;
  readonly userName: string | undefined;
  readonly uid: number | undefined;
  readonly users: readonly Account[];
  readonly tools: readonly string[];
  readonly missingTools: readonly string[];
  /** A version `*` is the tag's. */
  readonly interpreters: readonly Interpreter[];
  readonly caCertificates: Whether;
  readonly entrypoint: readonly string[] | undefined;
  readonly cmd: readonly string[] | undefined;
  readonly workdir: string | undefined;
  readonly stopSignal: string | undefined;
  readonly ports: readonly string[] | undefined;
  readonly environment: ReadonlyMap<string, string>;
  readonly size: ImageSize | undefined;
  readonly role: ImageRole | undefined;
  /** Identifiers of smaller images of the same maker. */
  readonly slimmer: readonly string[];
  /** Identifiers of images that hold only what a program needs to run. */
  readonly distroless: readonly string[];
  readonly status: ImageStatus | undefined;
  /** The month, or the day, after which nothing is mended. */
  readonly endOfLife: string | undefined;
  readonly notes: readonly string[];
  readonly source: readonly string[];
}

const BYTES_PER_MEGABYTE = 1_000_000;

/** An entry by its identifier; undefined where there is none. Each is decoded once, into `known`. */
export function findEntry(
  texts: RecordTexts,
  id: string,
  known: Map<string, ImageEntry>,
): ImageEntry | undefined {
  const found = known.get(id);
  if (found !== undefined) return found;
  const value = wholeRecord(texts, id);
  if (value === undefined) return undefined;
  const entry = decode(id, value);
  known.set(id, entry);
  return entry;
}

/** A record with the fields of the ones that it is like, and that ones are like in turn. */
function wholeRecord(texts: RecordTexts, id: string): Json | undefined {
  const value = findRecord(texts, "image", id);
  const like = textOf(field(value, "like"));
  if (value === undefined || like === undefined) return value;
  const without = new Set(wordsOf(field(value, "without")));
  const inherited = fields(wholeRecord(texts, like)).filter(([name]) => !without.has(name));
  return Object.fromEntries([...inherited, ...fields(value)]);
}

function decode(id: string, value: Json): ImageEntry {
  const at = (name: string) => field(value, name);
  const user = at("default_user");
  return {
    id,
    repository: textOf(at("repository")) ?? "",
    tag: new RegExp(textOf(at("tag")) ?? "^$"),
    example: textOf(at("example")) ?? "",
    os: textOf(at("os_family")),
    release: textOf(at("os_release")),
    libc: readLibc(textOf(at("libc"))),
    shell: at("shell") === false ? "none" : textOf(at("shell")),
    otherShells: wordsOf(at("shells")),
    packageManager: textOf(at("package_manager")),
    userName: textOf(field(user, "name")),
    uid: numberOf(field(user, "uid")),
    users: (textListOf(at("users")) ?? []).map(decodeUser),
    tools: wordsOf(at("tools")),
    missingTools: wordsOf(at("no_tools")),
    interpreters: listOf(at("interpreters")).map(decodeInterpreter),
    caCertificates: readWhether(at("ca_certificates"), "maybe"),
    entrypoint: textListOf(at("entrypoint")),
    cmd: textListOf(at("cmd")),
    workdir: textOf(at("workdir")),
    stopSignal: textOf(at("stopsignal")),
    ports: at("exposed_ports") === undefined ? undefined : listOf(at("exposed_ports")).map(String),
    environment: new Map(fields(at("env")).map(([name, given]) => [name, textOf(given) ?? ""])),
    size: decodeSize(at("size")),
    role: readRole(textOf(at("role"))),
    slimmer: wordsOf(at("slimmer")),
    distroless: wordsOf(at("distroless")),
    status: readStatus(textOf(at("status"))),
    endOfLife: textOf(at("eol")),
    notes: textListOf(at("notes")) ?? [],
    source: textListOf(at("source")) ?? [],
  };
}

function decodeInterpreter(value: Json): Interpreter {
  const version = textOf(field(value, "version"));
  const path = textOf(field(value, "path"));
  return {
    language: textOf(field(value, "name")) ?? "",
    ...(version !== undefined && { version }),
    ...(path !== undefined && { path }),
    aliases: wordsOf(field(value, "aliases")),
  };
}

function decodeSize(value: Json | undefined): ImageSize | undefined {
  if (value === undefined) return undefined;
  const [compressed, uncompressed, measured] = listOf(value);
  const bytes = (megabytes: Json | undefined) => Math.round((numberOf(megabytes) ?? 0) * BYTES_PER_MEGABYTE);
  return {
    ...(numberOf(compressed) !== undefined && { compressedBytes: bytes(compressed) }),
    ...(numberOf(uncompressed) !== undefined && { uncompressedBytes: bytes(uncompressed) }),
    measured: textOf(measured) ?? "",
  };
}

function readRole(text: string | undefined): ImageRole | undefined {
  const isRole =
    text === "os" ||
    text === "language" ||
    text === "build" ||
    text === "runtime" ||
    text === "server" ||
    text === "debug";
  return isRole ? text : undefined;
}

function readStatus(text: string | undefined): ImageStatus | undefined {
  return text === "supported" || text === "eol" || text === "deprecated" ? text : undefined;
}
