import { posix } from "node:path";
import { joinWhether, limits, type Whether } from "../base/index.ts";
import type { Content } from "./content.ts";
import { LayeredMap } from "./layered-map.ts";
import type { FileKind, Owner } from "./owner.ts";
import { cleanPath, joinPaths, parentsOf, relativeTo } from "./parent-paths.ts";
import type { AskContext, Asked, Sought } from "./sought.ts";
import type { TreeEntry, TreeHistory } from "./tree-history.ts";

/** Where the children of a folder come from that have no fact of their own. */
export type ChildSource =
  /** The same path below a folder of the build context. */
  | { readonly kind: "context"; readonly path: string; readonly ask: AskContext; readonly changed?: Changed }
  /** The same path below a folder of another tree: another stage's, or this one's before a move or a copy. */
  | {
      readonly kind: "tree";
      readonly tree: FileTree;
      readonly path: string;
      readonly isOtherStage?: true;
      readonly changed?: Changed;
    }
  /** As the base image has it. */
  | { readonly kind: "base" }
  /** Nobody knows: an archive, a repository; or what a language's packages brought, which are no tools of the system. */
  | { readonly kind: "unknown"; readonly isOfLanguage?: true };

/** What all that comes from a source has instead of its own. */
type Changed = Partial<Pick<FileFact, "owner" | "mode">>;

/** What is known of one path. */
export interface FileFact {
  readonly exists: Whether;
  readonly kind: FileKind;
  readonly owner: Owner | undefined;
  /** Permission bits, or undefined. */
  readonly mode: number | undefined;
  /** The step that wrote it last, counted over all stages; -1 for what the base image brought. */
  readonly step: number;
  readonly content: Content | undefined;
  /** Where a link leads, as written. */
  readonly target: string | undefined;
  /** Bytes of a file, where they are known. */
  readonly bytes: number | undefined;
  /** For folders: what else may be in it; none for a folder that was made empty. The newest first. */
  readonly sources: readonly ChildSource[];
}

/** What a caller says when it writes; the rest is filled in. */
export type WrittenFact = Partial<Omit<FileFact, "step">> & { readonly kind: FileKind };

type Entry = TreeEntry<FileFact>;

/**
 * What is known of a file system at one point: facts by path, and where folders come from. It never changes;
 * writing gives a new tree that shares all but what was written.
 */
export class FileTree {
  readonly #entries: LayeredMap<Entry>;
  readonly #now: number;
  readonly #history: TreeHistory;

  private constructor(entries: LayeredMap<Entry>, now: number, history: TreeHistory) {
    this.#entries = entries;
    this.#now = now;
    this.#history = history;
  }

  /** A tree of which nothing is known, or one that is empty, as `scratch` is. */
  static create(startsEmpty: boolean): FileTree {
    return new FileTree(LayeredMap.empty(), 0, {
      startsEmpty,
      openedAt: -1,
      mayHaveTools: false,
      clearedAt: -1,
    });
  }

  /** The fact that was written for this very path, if it still holds. */
  find(path: string): FileFact | undefined {
    const entry = this.#entries.get(path);
    if (entry === undefined) return undefined;
    return this.#clearedSince(path, entry.at) ? undefined : entry.fact;
  }

  /** What is known of a path: its own fact, or what the folder it lies in tells, links followed. */
  lookUp(path: string): FileFact {
    return this.#lookUp(cleanPath(path), 0);
  }

  /** Whether anything stands at a path. */
  whetherExists(path: string): Whether {
    return this.lookUp(path).exists;
  }

  /** Whether an instruction brought what stands at a path: "no" where at most the base image did. */
  whetherBrought(path: string, sought: Sought = "anything"): Whether {
    return this.#brought(cleanPath(path), { sought, isCopied: false }, 0);
  }

  #brought(path: string, asked: Asked, depth: number): Whether {
    if (depth > limits.fileSources) return "maybe";
    const isOpen = asked.sought === "tool" ? this.#history.mayHaveTools : this.#history.openedAt >= 0;
    if (this.#isUntouched(path)) return isOpen ? "maybe" : this.#ofBase(path, asked);
    const own = this.find(path);
    const above = parentsOf(path).findLast((parent) => this.find(parent) !== undefined);
    const since = this.#entries.get(own === undefined ? (above ?? "") : path)?.at ?? -1;
    const sources = [...this.#laidOver(path, since)];
    if (own !== undefined && own.exists !== "no") return own.exists;
    if (own === undefined && above !== undefined) {
      const rest = relativeTo(above, path);
      for (const source of this.find(above)?.sources ?? []) sources.push([source, rest]);
    }
    const answers = sources.map(([source, rest]): Whether => {
      if (source.kind === "base") return this.#ofBase(path, asked);
      if (source.kind === "unknown" && asked.sought !== "anything" && source.isOfLanguage) return "no";
      if (source.kind !== "tree") {
        const { exists } = this.#fromSource(source, rest, depth);
        // A project that is copied as a whole has no tools of the system lying about in it.
        const isProject = asked.sought === "tool" && source.kind === "context" && source.path === ".";
        return isProject && exists === "maybe" ? "no" : exists;
      }
      const isCopied = asked.isCopied || source.isOtherStage === true;
      return source.tree.#brought(joinPaths(source.path, rest), { ...asked, isCopied }, depth + 1);
    });
    if (answers.includes("yes")) return "yes";
    return answers.includes("maybe") || isOpen ? "maybe" : "no";
  }

  /** What the base has counts where it is another stage's; below /usr/local it has no tools of the system. */
  #ofBase(path: string, { sought, isCopied }: Asked): Whether {
    return !isCopied || this.#history.startsEmpty || (sought === "tool" && path.startsWith("/usr/local/"))
      ? "no"
      : "maybe";
  }

  /** Whether at most the folders above a path were made, and nothing was said of what is in them. */
  #isUntouched(path: string): boolean {
    if (this.#entries.get(path) !== undefined) return false;
    for (const parent of parentsOf(path)) {
      const entry = this.#entries.get(parent);
      if (entry === undefined) continue;
      const { fact, clearedAt } = entry;
      if (clearedAt >= 0 || fact.exists !== "yes" || fact.kind !== "folder") return false;
      if (!fact.sources.every(({ kind }) => kind === "base")) return false;
    }
    return true;
  }

  /** What was laid into folders above a path after something was said of it or of a folder between. */
  #laidOver(path: string, since: number): readonly (readonly [ChildSource, string])[] {
    const laid: (readonly [ChildSource, string])[] = [];
    for (const parent of parentsOf(path)) {
      const entry = this.#entries.get(parent);
      if (entry === undefined || entry.at <= since || this.#clearedSince(parent, entry.at)) continue;
      for (const source of entry.fact.sources) {
        if (source.kind !== "base") laid.push([source, relativeTo(parent, path)]);
      }
    }
    return laid;
  }

  /** The paths with a fact of their own that still holds, of those that begin with a text. */
  paths(prefix = ""): readonly (readonly [string, FileFact])[] {
    return this.#entries.startingWith(prefix).flatMap(([path, { at, fact }]) => {
      return this.#clearedSince(path, at) ? [] : [[path, fact] as const];
    });
  }

  /** A tree in which something stands at a path; folders above are made where they were absent. */
  write(path: string, written: WrittenFact, step: number): FileTree {
    const tree = this.#withParents(path, step);
    const at = tree.#now + 1;
    const before = tree.#entries.get(path);
    const clearedAt = before?.fact.exists === "no" ? before.at : (before?.clearedAt ?? -1);
    const fact: FileFact = {
      exists: "yes",
      owner: undefined,
      mode: undefined,
      content: undefined,
      target: undefined,
      bytes: undefined,
      sources: [],
      ...written,
      step,
    };
    return tree.#with(path, { fact, at, clearedAt }, at);
  }

  /** A tree in which a folder stands at a path, with whatever may already be in it. */
  makeFolder(path: string, rights: Pick<FileFact, "owner" | "mode">, step: number): FileTree {
    const { exists } = this.lookUp(path);
    if (exists === "yes") return this;
    const known = exists === "no" ? rights : { owner: undefined, mode: undefined };
    return this.write(path, { kind: "folder", ...known, sources: this.#sourcesAt(path, exists) }, step);
  }

  /** A tree in which nothing stands at a path or below it. */
  remove(path: string, step: number): FileTree {
    const at = this.#now + 1;
    const fact: FileFact = { ...UNKNOWN, exists: "no", step };
    return this.#with(path, { fact, at, clearedAt: at }, at);
  }

  /** A tree in which what was absent so far may be there; with tools of the system among it, or without. */
  open(mayHaveTools = true): FileTree {
    const now = this.#now + 1;
    const opened = { openedAt: now, mayHaveTools: mayHaveTools || this.#history.mayHaveTools };
    return new FileTree(this.#entries, now, { ...this.#history, ...opened });
  }

  /** The tree after something that may or may not have happened: this one, or `other`, which grew out of it. */
  joinWith(other: FileTree): FileTree {
    // What differs is written over in the tree that grew; all else it has from this one.
    let joined = other;
    const at = Math.max(this.#now, other.#now) + 1;
    for (const [path, entry] of other.#entries.entriesSince(this.#entries)) {
      if (this.#entries.get(path) === entry) continue;
      const before = this.lookUp(path);
      const after = entry.fact;
      const fact: FileFact = {
        ...after,
        exists: joinWhether(before.exists, after.exists),
        owner: before.exists === "no" ? after.owner : undefined,
        mode: before.exists === "no" ? after.mode : undefined,
        content: before.exists === "no" ? after.content : undefined,
        sources: [...after.sources, { kind: "unknown" }],
      };
      joined = joined.#with(path, { fact, at, clearedAt: this.#entries.get(path)?.clearedAt ?? -1 }, at);
    }
    const { openedAt, mayHaveTools } = other.#history;
    return openedAt > this.#history.openedAt ? joined.open(mayHaveTools) : joined;
  }

  /** The tree in which a path stays, and what lies below it may be there or not. */
  loosen(path: string, known: FileFact, step: number): FileTree {
    const at = this.#now + 1;
    const fact: FileFact = { ...known, sources: [{ kind: "unknown" }], step };
    return this.#with(path, { fact, at, clearedAt: at }, at);
  }

  /** The tree with another owner or mode of a path; with `below` all below it gets that too. */
  change(
    path: string,
    rights: Pick<FileFact, "owner" | "mode">,
    below: "owner" | "mode" | undefined,
    step: number,
  ): FileTree {
    const at = this.#now + 1;
    const known = this.lookUp(path);
    const before = this.#entries.get(path);
    // What lies below keeps its own facts and its own owner, unless it changes as well.
    const changed = below === undefined ? {} : { [below]: rights[below] };
    const isKept = below === undefined && before !== undefined && rights.owner === known.owner;
    const sources = isKept ? known.sources : [{ kind: "tree", tree: this, path, changed } as const];
    const clearedAt = below !== undefined ? at : (before?.clearedAt ?? -1);
    return this.#with(path, { fact: { ...known, ...rights, sources, step }, at, clearedAt }, at);
  }

  /** The tree with a path, and all below it, as another tree has them. */
  restore(path: string, from: FileTree): FileTree {
    const at = this.#now + 1;
    const fact: FileFact = { ...from.lookUp(path), sources: [{ kind: "tree", tree: from, path }] };
    return this.#with(path, { fact, at, clearedAt: at }, at);
  }

  #with(path: string, entry: Entry, now: number): FileTree {
    const { clearedAt } = entry;
    const entries = this.#entries.with(path, { ...entry, fact: withFewSources(entry.fact) });
    const history = this.#history.clearedAt >= clearedAt ? this.#history : { ...this.#history, clearedAt };
    return new FileTree(entries, now, history);
  }

  #withParents(path: string, step: number): FileTree {
    let tree: FileTree = this;
    for (const parent of parentsOf(path)) {
      const known = tree.lookUp(parent);
      if (known.exists === "yes") continue;
      const at = tree.#now + 1;
      const sources = tree.#sourcesAt(parent, known.exists);
      const fact: FileFact = { ...UNKNOWN, exists: "yes", kind: "folder", step, sources };
      const clearedAt = tree.#entries.get(parent)?.clearedAt ?? -1;
      tree = tree.#with(parent, { fact, at, clearedAt }, at);
    }
    return tree;
  }

  /** Where a folder's children come from that gets a fact of its own: the base, or what was laid over a folder above. */
  #sourcesAt(path: string, exists: Whether): readonly ChildSource[] {
    if (exists === "no") return [];
    const above = parentsOf(path).findLast((parent) => this.find(parent) !== undefined);
    const isLaid =
      above !== undefined && this.find(above)?.sources.some(({ kind }) => kind !== "base") === true;
    return isLaid ? [{ kind: "tree", tree: this, path }] : [{ kind: "base" }];
  }

  #clearedSince(path: string, at: number): boolean {
    if (this.#history.clearedAt <= at) return false;
    for (const parent of parentsOf(path)) {
      const entry = this.#entries.get(parent);
      if (entry !== undefined && entry.clearedAt > at) return true;
    }
    return false;
  }

  #lookUp(path: string, depth: number): FileFact {
    if (depth > limits.fileSources) return UNKNOWN;
    const own = this.find(path);
    if (own !== undefined) {
      if (own.kind === "link" && own.target !== undefined && own.exists === "yes") {
        return this.#lookUp(posix.resolve(posix.dirname(path), own.target), depth + 1);
      }
      const at = this.#entries.get(path)?.at ?? 0;
      if (own.exists !== "no") return own.kind === "file" ? this.#writtenOver(path, own, at, depth) : own;
      return this.#withLaidOver(path, at, this.#absent(at), depth);
    }
    for (const parent of parentsOf(path).toReversed()) {
      const entry = this.#entries.get(parent);
      if (entry === undefined || this.#clearedSince(parent, entry.at)) continue;
      return this.#withLaidOver(path, entry.at, this.#below(parent, entry, path, depth), depth);
    }
    return this.#history.startsEmpty ? this.#absent(0) : UNKNOWN;
  }

  /** A file as it is known, or that which the folder that was laid over it last has in its place. */
  #writtenOver(path: string, own: FileFact, since: number, depth: number): FileFact {
    for (const parent of parentsOf(path)) {
      const { at = 0, fact } = this.#entries.get(parent) ?? {};
      const [source] = fact?.sources ?? [];
      if (fact === undefined || at <= since || source?.kind !== "context") continue;
      const found = this.#fromSource(source, relativeTo(parent, path), depth);
      if (found.exists === "yes") return { ...found, kind: "file", step: fact.step };
    }
    return own;
  }

  /** A path as it is known, unless something was laid over it since. */
  #withLaidOver(path: string, since: number, known: FileFact, depth: number): FileFact {
    if (known.exists === "yes") return known;
    let isCertain = true;
    for (const [source, rest] of this.#laidOver(path, since)) {
      const found = this.#fromSource(source, rest, depth);
      if (found.exists === "yes") return found;
      if (found.exists === "maybe") isCertain = false;
    }
    return isCertain ? known : UNKNOWN;
  }

  /** What a folder's fact tells of a path below it. */
  #below(parent: string, { fact, at }: Entry, path: string, depth: number): FileFact {
    if (fact.exists === "no") return this.#absent(at);
    const rest = relativeTo(parent, path);
    if (fact.kind === "link" && fact.target !== undefined) {
      return this.#lookUp(posix.resolve(posix.dirname(parent), fact.target, rest), depth + 1);
    }
    let isCertain = true;
    for (const source of fact.sources) {
      const found = this.#fromSource(source, rest, depth);
      if (found.exists === "yes") return { ...found, step: fact.step };
      if (found.exists === "maybe") isCertain = false;
    }
    return isCertain && fact.kind === "folder" && fact.exists === "yes" ? this.#absent(at) : UNKNOWN;
  }

  #fromSource(source: ChildSource, rest: string, depth: number): FileFact {
    if (source.kind === "unknown" || source.kind === "base") return UNKNOWN;
    if (source.kind === "tree") {
      const known = source.tree.#lookUp(joinPaths(source.path, rest), depth + 1);
      return source.changed === undefined ? known : { ...known, ...source.changed };
    }
    const path = posix.join(source.path, rest);
    return { ...UNKNOWN, ...source.changed, exists: source.ask(path), content: { kind: "context", path } };
  }

  /** Absent, unless something unknown ran since. */
  #absent(since: number): FileFact {
    return this.#history.openedAt > since ? UNKNOWN : ABSENT;
  }
}

const UNKNOWN: FileFact = {
  exists: "maybe",
  kind: "unknown",
  owner: undefined,
  mode: undefined,
  step: -1,
  content: undefined,
  target: undefined,
  bytes: undefined,
  sources: [],
};
const ABSENT: FileFact = { ...UNKNOWN, exists: "no" };

/** Of a folder that is filled again and again only the last fillings are told apart. */
function withFewSources(fact: FileFact): FileFact {
  if (fact.sources.length <= limits.folderSources) return fact;
  const sources = fact.sources.slice(0, limits.folderSources - 1);
  return { ...fact, sources: [...sources, { kind: "unknown" }] };
}
