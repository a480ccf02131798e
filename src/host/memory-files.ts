import { decodeSource, encodeSource, type PlimsollError } from "../base/index.ts";
import { sortNamedByBytes } from "./byte-order.ts";
import { hostError, tooLarge } from "./error.ts";
import type { Entry, EntryKind, Files, PathStatus } from "./host.ts";

/** A described tree. Folders above a path exist without being named. */
export interface MemoryTree {
  /** Content by path. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Empty folders. */
  readonly folders?: readonly string[];
  /** Targets by path of the link. */
  readonly links?: Readonly<Record<string, string>>;
  /** Sockets, pipes and devices. */
  readonly others?: readonly string[];
  /** Paths that may not be read or listed. */
  readonly denied?: readonly string[];
}

/** The kernel gives up after this many links, and so do we. */
const LINKS_FOLLOWED = 40;

type MemoryNode =
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  | { readonly kind: "folder"; readonly names: Set<string> }
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "other" };

/** `beforeCall` is told of every call, and may throw. */
export function createMemoryFiles(
  tree: MemoryTree,
  workingFolder: string,
  beforeCall: (path: string) => void,
): {
  readonly files: Files;
  readonly fileTexts: () => Record<string, string>;
  readonly makeFolder: (path: string) => void;
} {
  const nodes = layTree(tree, workingFolder);
  const denied = new Set((tree.denied ?? []).map((path) => absolute(path, workingFolder)));
  const find = (path: string, followLast: boolean) =>
    findNode(nodes, absolute(path, workingFolder), followLast);
  const open = (path: string, kind: "file" | "folder"): Found => {
    beforeCall(path);
    const found = find(path, true);
    if (found === undefined) throw hostError("host/not-found", path);
    if (denied.has(found.path)) throw hostError("host/no-permission", path);
    if (found.node.kind !== kind) throw hostError(`host/not-a-${kind}`, path);
    return found;
  };
  const files: Files = {
    workingFolder,
    read: async (path, limit) => {
      const { node } = open(path, "file");
      if (node.kind !== "file") throw hostError("host/not-a-file", path);
      if (node.bytes.length > limit) throw tooLarge(path, limit);
      return node.bytes;
    },
    list: async (path) => {
      const found = open(path, "folder");
      return listNames(nodes, found);
    },
    status: async (path) => {
      beforeCall(path);
      return statusOf(find(path, false));
    },
    resolve: async (path) => {
      beforeCall(path);
      return statusOf(find(path, true));
    },
    realPath: async (path) => {
      beforeCall(path);
      return find(path, true)?.path;
    },
    replace: async (path, before, after) => {
      const { node } = open(path, "file");
      beforeCall(path);
      if (node.kind !== "file" || Buffer.compare(node.bytes, before) !== 0) {
        throw hostError("host/changed", path);
      }
      writeNode(nodes, path, absolute(path, workingFolder), after);
    },
    write: async (path, bytes) => {
      beforeCall(path);
      writeNode(nodes, path, absolute(path, workingFolder), bytes);
    },
    remove: async (path) => {
      beforeCall(path);
      removeNode(nodes, path, absolute(path, workingFolder));
    },
    removeFolder: async (path) => {
      beforeCall(path);
      removeFolder(nodes, path, absolute(path, workingFolder));
    },
  };
  return { files, fileTexts: () => textsOf(nodes), makeFolder: (path) => addFolder(nodes, path) };
}

interface Found {
  readonly path: string;
  readonly node: MemoryNode;
}

function layTree(tree: MemoryTree, workingFolder: string): Map<string, MemoryNode> {
  const nodes = new Map<string, MemoryNode>([["/", { kind: "folder", names: new Set() }]]);
  addFolder(nodes, absolute(".", workingFolder));
  const at = (path: string): string => absolute(path, workingFolder);
  for (const path of tree.folders ?? []) addFolder(nodes, at(path));
  for (const [path, content] of Object.entries(tree.files ?? {})) {
    addNode(nodes, at(path), {
      kind: "file",
      bytes: typeof content === "string" ? encodeSource(content) : content,
    });
  }
  for (const [path, target] of Object.entries(tree.links ?? {})) {
    addNode(nodes, at(path), { kind: "link", target });
  }
  for (const path of tree.others ?? []) addNode(nodes, at(path), { kind: "other" });
  return nodes;
}

function addFolder(nodes: Map<string, MemoryNode>, path: string): void {
  if (nodes.has(path)) return;
  addNode(nodes, path, { kind: "folder", names: new Set() });
}

function addNode(nodes: Map<string, MemoryNode>, path: string, node: MemoryNode): void {
  const slash = path.lastIndexOf("/");
  const parent = path.slice(0, slash) || "/";
  addFolder(nodes, parent);
  const folder = nodes.get(parent);
  if (folder?.kind === "folder") folder.names.add(path.slice(slash + 1));
  nodes.set(path, node);
}

/** Follows links on the way, and the last one if asked. */
function findNode(
  nodes: ReadonlyMap<string, MemoryNode>,
  path: string,
  followLast: boolean,
): Found | undefined {
  let current = path;
  for (let followed = 0; followed <= LINKS_FOLLOWED; followed++) {
    const link = firstLink(nodes, current, followLast);
    if (link === undefined) {
      const node = nodes.get(current);
      return node === undefined ? undefined : { path: current, node };
    }
    current = absolute(link.target + current.slice(link.end), current.slice(0, link.start) || "/");
  }
  return undefined;
}

/** The first part of the path that is a link: where its name starts and ends, and where it leads. */
function firstLink(nodes: ReadonlyMap<string, MemoryNode>, path: string, followLast: boolean) {
  for (let start = 0; start < path.length; ) {
    const slash = path.indexOf("/", start + 1);
    const end = slash === -1 ? path.length : slash;
    const node = nodes.get(path.slice(0, end));
    if (node?.kind === "link" && (followLast || end < path.length))
      return { start, end, target: node.target };
    start = end;
  }
  return undefined;
}

function listNames(nodes: ReadonlyMap<string, MemoryNode>, found: Found): readonly Entry[] {
  if (found.node.kind !== "folder") return [];
  const prefix = found.path === "/" ? "/" : `${found.path}/`;
  const kind = (name: string): EntryKind => nodes.get(prefix + name)?.kind ?? "other";
  return sortNamedByBytes([...found.node.names].map((name) => ({ name, kind: kind(name) })));
}

function statusOf(found: Found | undefined): PathStatus | undefined {
  if (found === undefined) return undefined;
  return { kind: found.node.kind, bytes: found.node.kind === "file" ? found.node.bytes.length : 0 };
}

function writeNode(nodes: Map<string, MemoryNode>, path: string, full: string, bytes: Uint8Array): void {
  const existing = findNode(nodes, full, true);
  const target = existing?.path ?? full;
  const parent = findNode(nodes, target.slice(0, target.lastIndexOf("/")) || "/", true);
  const refuse = (reason: string): PlimsollError => hostError("host/unwritable", path, reason);
  if (existing !== undefined && existing.node.kind !== "file") throw refuse("it is not a file");
  if (parent?.node.kind !== "folder") throw refuse("no such folder");
  const prefix = parent.path === "/" ? "/" : `${parent.path}/`;
  addNode(nodes, prefix + target.slice(target.lastIndexOf("/") + 1), {
    kind: "file",
    bytes: Uint8Array.from(bytes),
  });
}

function removeNode(nodes: Map<string, MemoryNode>, path: string, full: string): void {
  const node = nodes.get(full);
  if (node === undefined) return;
  if (node.kind === "folder") throw hostError("host/unwritable", path, "it is a folder");
  forget(nodes, full);
}

function removeFolder(nodes: Map<string, MemoryNode>, path: string, full: string): void {
  const node = nodes.get(full);
  if (node === undefined) return;
  if (node.kind !== "folder") throw hostError("host/unwritable", path, "it is no folder");
  for (const other of [...nodes.keys()]) if (other.startsWith(`${full}/`)) nodes.delete(other);
  forget(nodes, full);
}

function forget(nodes: Map<string, MemoryNode>, full: string): void {
  nodes.delete(full);
  const folder = nodes.get(full.slice(0, full.lastIndexOf("/")) || "/");
  if (folder?.kind === "folder") folder.names.delete(full.slice(full.lastIndexOf("/") + 1));
}

function textsOf(nodes: ReadonlyMap<string, MemoryNode>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [path, node] of nodes) if (node.kind === "file") texts[path] = decodeSource(node.bytes);
  return texts;
}

/** An absolute path without `.`, `..` and doubled slashes. */
function absolute(path: string, from: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${from}/${path}`).split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `/${parts.join("/")}`;
}
