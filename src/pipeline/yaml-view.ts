import type { Alias, Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { limits, type Problem, type Span } from "../base/index.ts";

/** A value in a YAML file, aliases followed and merges (`<<`) applied as they are asked for. */
export interface YamlView {
  readonly span: Span;
  /** Whether the scalar is a block of lines that stand in the file as they are (`|`). */
  readonly isLiteralBlock: boolean;
  /** The text of a scalar, or undefined for null, a list or a map. */
  readonly text: string | undefined;
  readonly isMap: boolean;
  readonly isList: boolean;
  get(key: string): YamlView | undefined;
  /** The entries of a map, merged ones last; none for anything else. */
  entries(): readonly YamlEntry[];
  /** The items of a list; none for anything else. */
  items(): readonly YamlView[];
}

/** One entry of a map. */
export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlView;
}

/** A file: its documents' roots, and what was wrong with it. */
export interface YamlFile {
  readonly roots: readonly YamlView[];
  /** Complete only when the views have been read. */
  readonly problems: Problem[];
}

interface Reader {
  readonly library: typeof import("yaml");
  readonly path: string;
  readonly problems: Problem[];
  readonly targets: ReadonlyMap<Alias, Node>;
  readonly indexes: Map<YAMLMap, ReadonlyMap<string, Pair<unknown, unknown>>>;
  /** Visits left: aliases repeat a part of a file any number of times at no cost to its author. */
  visits: number;
}

/**
 * Reads YAML without unfolding its aliases, so that no file can grow in memory; what is asked for twice is
 * visited twice, up to a bound. Never throws. The library is loaded here, on first use.
 */
export async function readYaml(path: string, text: string): Promise<YamlFile> {
  const library = await import("yaml");
  const problems: Problem[] = [];
  try {
    // The library compares each key with all before it if asked for unique keys: minutes for one large file.
    const options = { uniqueKeys: false, prettyErrors: false, logLevel: "silent" } as const;
    const documents = library.parseAllDocuments(text, options);
    const roots: YamlView[] = [];
    for (const document of documents) {
      reportFirstError(document, path, problems);
      const targets = text.includes("*") ? resolveAliases(library, document) : new Map<Alias, Node>();
      const reader: Reader = {
        library,
        path,
        problems,
        targets,
        indexes: new Map(),
        visits: limits.pipelineVisits,
      };
      if (document.contents !== null) roots.push(viewOf(reader, document.contents, { start: 0, end: 0 }));
    }
    return { roots, problems };
  } catch (error) {
    // Nesting deeper than the library's own recursion bears, for one.
    const message = `The YAML cannot be read: ${error instanceof Error ? error.message : "unknown error"}.`;
    return { roots: [], problems: [...problems, { code: "pipeline/malformed", path, message }] };
  }
}

function reportFirstError(document: Document, path: string, problems: Problem[]): void {
  const [error] = document.errors;
  if (error === undefined || problems.length > 0) return;
  const span = { start: error.pos[0], end: error.pos[1] };
  problems.push({
    code: "pipeline/malformed",
    path,
    span,
    message: `The YAML is malformed: ${error.message}`,
  });
}

/** What each alias stands for: the last node before it that has the anchor. */
function resolveAliases(library: typeof import("yaml"), document: Document): Map<Alias, Node> {
  const targets = new Map<Alias, Node>();
  const anchors = new Map<string, Node>();
  const stack: unknown[] = [document.contents];
  while (stack.length > 0) {
    const node = stack.pop();
    if (library.isPair(node)) stack.push(node.value, node.key);
    else if (library.isAlias(node)) {
      const target = anchors.get(node.source);
      if (target !== undefined) targets.set(node, target);
    } else if (library.isScalar(node) || library.isCollection(node)) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      if (library.isCollection(node)) for (const item of node.items.toReversed()) stack.push(item);
    }
  }
  return targets;
}

function viewOf(reader: Reader, written: unknown, fallback: Span): YamlView {
  const { library } = reader;
  const node = library.isAlias(written) ? reader.targets.get(written) : written;
  const map = library.isMap(node) ? node : undefined;
  const list = library.isSeq(node) ? node : undefined;
  const scalar = library.isScalar(node) ? node : undefined;
  const span = spanOf(library.isNode(written) ? written : undefined, fallback);
  return {
    span,
    isLiteralBlock: scalar?.type === "BLOCK_LITERAL" && !library.isAlias(written),
    text: scalar === undefined ? undefined : scalarText(scalar),
    isMap: map !== undefined,
    isList: list !== undefined,
    get: (key) => (map === undefined ? undefined : getKey(reader, map, key, span)),
    entries: () => (map === undefined ? [] : listEntries(reader, map)),
    items: () => (list === undefined ? [] : listItems(reader, list, span)),
  };
}

function spanOf(node: Node | undefined, fallback: Span): Span {
  const range = node?.range;
  return range === undefined || range === null ? fallback : { start: range[0], end: range[1] };
}

function scalarText(scalar: Scalar): string | undefined {
  const { value, tag } = scalar;
  // Compose's tag for a value that is taken back; whatever it holds does not count.
  if (tag === "!reset") return undefined;
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

function keyText(reader: Reader, written: unknown): string | undefined {
  const { library } = reader;
  const node = library.isAlias(written) ? reader.targets.get(written) : written;
  return library.isScalar(node) ? scalarText(node) : undefined;
}

/** The pairs of a map by their key, merges not yet applied; of two with one key the last counts. */
function indexOf(reader: Reader, map: YAMLMap): ReadonlyMap<string, Pair<unknown, unknown>> {
  const existing = reader.indexes.get(map);
  if (existing !== undefined) return existing;
  const index = new Map<string, Pair<unknown, unknown>>();
  for (const pair of map.items) {
    const key = keyText(reader, pair.key);
    if (key !== undefined) index.set(key, pair);
  }
  reader.indexes.set(map, index);
  return index;
}

function getKey(reader: Reader, map: YAMLMap, key: string, span: Span): YamlView | undefined {
  for (const source of mergeOrder(reader, map)) {
    const pair = indexOf(reader, source).get(key);
    if (pair !== undefined) return viewOf(reader, pair.value, span);
  }
  return undefined;
}

function listEntries(reader: Reader, map: YAMLMap): readonly YamlEntry[] {
  const entries = new Map<string, YamlEntry>();
  for (const source of mergeOrder(reader, map)) {
    for (const [key, pair] of indexOf(reader, source)) {
      if (key === "<<" || entries.has(key)) continue;
      if (!mayVisit(reader)) return [...entries.values()];
      const { library } = reader;
      const keySpan = spanOf(library.isNode(pair.key) ? pair.key : undefined, { start: 0, end: 0 });
      entries.set(key, { key, keySpan, value: viewOf(reader, pair.value, keySpan) });
    }
  }
  return [...entries.values()];
}

function listItems(reader: Reader, list: YAMLSeq, span: Span): readonly YamlView[] {
  const items: YamlView[] = [];
  for (const item of list.items) {
    if (!mayVisit(reader)) break;
    items.push(viewOf(reader, item, span));
  }
  return items;
}

/** The map itself and the maps that it merges, the strongest first. Spec: YAML 1.1, merge key language type. */
function mergeOrder(reader: Reader, map: YAMLMap): readonly YAMLMap[] {
  const { library } = reader;
  const order = new Set<YAMLMap>();
  const stack: unknown[] = [map];
  while (stack.length > 0) {
    const written = stack.pop();
    const node = library.isAlias(written) ? reader.targets.get(written) : written;
    if (library.isSeq(node)) {
      if (node.items.length > 0 && !mayVisit(reader, node.items.length)) break;
      for (const item of node.items.toReversed()) stack.push(item);
    } else if (library.isMap(node) && !order.has(node)) {
      order.add(node);
      const merge = indexOf(reader, node).get("<<");
      if (merge !== undefined && mayVisit(reader)) stack.push(merge.value);
    }
  }
  return [...order];
}

function mayVisit(reader: Reader, count = 1): boolean {
  if (reader.visits < 0) return false;
  reader.visits -= count;
  if (reader.visits >= 0) return true;
  const message =
    "The YAML repeats its parts through aliases more often than we follow; the rest was not read.";
  reader.problems.push({ code: "pipeline/too-many", path: reader.path, message });
  return false;
}
