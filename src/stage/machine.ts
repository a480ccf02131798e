import { posix } from "node:path";
import type { Whether } from "../base/index.ts";
import type { CommandUse, ShellAssignment, ShellWord } from "../shell/index.ts";
import type { ChildSource, FileFact, FileTree, WrittenFact } from "./file-tree.ts";
import type { LayeredMap } from "./layered-map.ts";
import { cleanPath, joinPaths, withoutSlash } from "./parent-paths.ts";
import type { RunFact } from "./run-fact.ts";
import type { StageState, UserFact } from "./state.ts";
import { findUser } from "./user.ts";

/** What a fact of a RUN is made of; who did it, and whether it certainly ran, is filled in. */
export type NotedFact = RunFact extends infer Fact
  ? Fact extends RunFact
    ? Omit<Fact, "use" | "runs" | "at">
    : never
  : never;

/**
 * The machine that a RUN's commands work on. Effects read and change it through these methods; what only may
 * happen (`a || b`, a branch) is applied to a copy and joined, so that effects never deal with certainty.
 */
export class Machine {
  readonly #before: StageState;
  readonly #step: number;
  readonly #facts: RunFact[] = [];
  #state: StageState;
  #workdir: string | undefined;
  #variables: LayeredMap<string | undefined>;
  #use: CommandUse | undefined;
  #reader: CommandUse | undefined;
  #runs: Whether = "yes";
  /** Whether the running command only sees to a project and its packages. */
  #isOfLanguage = false;

  constructor(before: StageState, step: number, variables: LayeredMap<string | undefined>) {
    this.#before = before;
    this.#state = before;
    this.#step = step;
    this.#workdir = before.workdir;
    this.#variables = variables;
  }

  /** What is known now. */
  get state(): StageState {
    return this.#state;
  }

  /** What was known before the RUN. */
  get before(): StageState {
    return this.#before;
  }

  /** The step that runs, counted over all stages. */
  get step(): number {
    return this.#step;
  }

  /** The command that reads the running one's output from a pipe. */
  get reader(): CommandUse | undefined {
    return this.#reader;
  }

  /** What the commands did so far. */
  get facts(): readonly RunFact[] {
    return this.#facts;
  }

  /** The folder that relative paths start from, or undefined where it is not known. */
  get workdir(): string | undefined {
    return this.#workdir;
  }

  /** The home folder of the user that runs, or undefined where it is not known. */
  get home(): string | undefined {
    return this.valueOf("HOME");
  }

  /** The value of a variable of the shell, or undefined where it has none that is certain. */
  valueOf(name: string): string | undefined {
    if (this.#variables.has(name)) return this.#variables.get(name);
    const value = this.#state.environment.get(name);
    if (value !== undefined) return value;
    const { base } = this.#state;
    const below = base.kind === "known" ? base.image.environment.get(name) : undefined;
    if (below !== undefined) return below;
    if (name === "HOME") return homeOf(this.#state);
    return name === "PWD" ? this.#workdir : undefined;
  }

  /** A word with its variables replaced, or undefined where its value is not certain. */
  text(word: ShellWord | undefined): string | undefined {
    if (word === undefined) return undefined;
    if (word.literal !== undefined) return word.literal;
    let text = "";
    for (const part of word.parts) {
      if (part.kind === "literal") text += part.value;
      else if (part.kind === "variable" && part.prefix === undefined && part.operator === undefined) {
        const value = this.valueOf(part.name);
        if (value === undefined || (!part.quoted && /[\s*?[]/.test(value))) return undefined;
        text += value;
      } else return undefined;
    }
    return text;
  }

  /**
   * The texts that a shell makes of a word: several where a variable without quotes holds several, or undefined
   * where its value is not certain.
   */
  fields(word: ShellWord): readonly string[] | undefined {
    const text = this.text(word);
    if (text !== undefined) return [text];
    const [part] = word.parts;
    if (word.parts.length !== 1 || part?.kind !== "variable" || part.quoted) return undefined;
    if (part.prefix !== undefined || part.operator !== undefined) return undefined;
    const value = this.valueOf(part.name);
    return value === undefined || /[*?[]/.test(value) ? undefined : (value.match(/\S+/g) ?? []);
  }

  /** A word as an absolute path: variables and `~` replaced; undefined where it is not certain. */
  path(word: ShellWord | undefined): string | undefined {
    const text = this.text(word);
    return text === undefined || text === "" ? undefined : this.resolve(text);
  }

  /** A text as an absolute path. */
  resolve(text: string): string | undefined {
    if (text === "~" || text.startsWith("~/")) {
      return this.home === undefined ? undefined : posix.join(this.home, text.slice(1));
    }
    if (text.startsWith("/")) return withoutSlash(cleanPath(text));
    if (this.#workdir === undefined) return undefined;
    return withoutSlash(joinPaths(this.#workdir, text));
  }

  /** The paths that a word names: one, several by braces, none where that is not certain. */
  paths(word: ShellWord): readonly string[] {
    const text = this.text(word);
    if (text !== undefined) return this.#resolved([text]);
    // Braces stand for each of their parts; a pattern inside would need the folder's files.
    const braces = /^([^{}$`*?[]*)\{([^{}$`*?[]*,[^{}$`*?[]*)\}([^{}$`*?[]*)$/.exec(word.raw);
    if (braces === null) return [];
    return this.#resolved((braces[2] ?? "").split(",").map((part) => `${braces[1]}${part}${braces[3]}`));
  }

  /** The folder whose whole content a word names (`/tmp/*`), or undefined for other words. */
  globFolder(word: ShellWord): string | undefined {
    const match = /^([^*?[{]+)\/\*$/.exec(word.raw);
    return match === null || (match[1] ?? "").includes("$(") ? undefined : this.#resolveRaw(match[1] ?? "");
  }

  #resolveRaw(raw: string): string | undefined {
    const text = raw
      .replace(/^"|"$/g, "")
      .replace(/\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?/g, (whole, name: string) => this.valueOf(name) ?? whole);
    return /[$"'\\`]/.test(text) ? undefined : this.resolve(text);
  }

  #resolved(texts: readonly string[]): readonly string[] {
    return texts.flatMap((text) => {
      const path = text === "" ? undefined : this.resolve(text);
      return path === undefined ? [] : [path];
    });
  }

  /** Some of what a folder holds is gone, and which is not told. */
  thin(path: string): void {
    const known = this.lookUp(path);
    this.#setFiles(this.#state.files.loosen(path, known, this.#step));
  }

  /** Owner or mode of a path change, and with `below` that of all below it. */
  change(path: string, rights: Pick<FileFact, "owner" | "mode">, below: "owner" | "mode" | undefined): void {
    this.#setFiles(this.#state.files.change(path, rights, below, this.#step));
  }

  /** What is known of a path. */
  lookUp(path: string): FileFact {
    return this.#state.files.lookUp(path);
  }

  /** Something stands at a path now. Owner and mode are the running user's where none are given. */
  write(path: string, fact: WrittenFact): void {
    const owner = fact.owner ?? { user: this.#state.user === "" ? 0 : this.#state.user, group: undefined };
    const sources = this.#isOfLanguage ? fact.sources?.map(ofLanguage) : fact.sources;
    const written = sources === undefined ? { ...fact, owner } : { ...fact, owner, sources };
    this.#setFiles(this.#state.files.write(path, written, this.#step));
  }

  /** Nothing stands at a path or below it any more. */
  remove(path: string): void {
    this.#setFiles(this.#state.files.remove(path, this.#step));
  }

  /** A folder is emptied and stays. */
  empty(path: string): void {
    const { owner, mode } = this.lookUp(path);
    this.remove(path);
    this.#setFiles(this.#state.files.write(path, { kind: "folder", owner, mode }, this.#step));
  }

  /** Files come into a folder, and which is not told. */
  fill(path: string): void {
    const { owner, mode, content, exists, sources, kind } = this.lookUp(path);
    const before = exists === "no" || kind === "file" ? [] : sources;
    const isFilled = before[0]?.kind === "unknown" && (this.#isOfLanguage || before[0].isOfLanguage !== true);
    const folder = { kind: "folder", owner, mode, content } as const;
    this.write(path, { ...folder, sources: isFilled ? before : [{ kind: "unknown" }, ...before] });
  }

  /** A package manager leaves something in a folder for its next run: one of the system as root, others as who runs them. */
  keepCache(path: string, by: "root" | "user" = "root"): void {
    const { user } = this.#state;
    const isOther = by === "user" && !ROOT.has(user ?? "");
    this.write(path, {
      kind: "folder",
      owner: isOther ? { user, group: undefined } : { user: 0, group: 0 },
      sources: [{ kind: "unknown" }],
      content: { kind: "cache" },
    });
  }

  /** Some of what lies at a path or below it was removed: whether caches there are among it is not told. */
  doubtCaches(path: string): void {
    for (const [at, { content, owner, mode }] of this.files.paths(path)) {
      if (content?.kind !== "cache" || (at !== path && !at.startsWith(`${path}/`))) continue;
      this.write(at, { kind: "folder", owner, mode, sources: [{ kind: "unknown" }] });
    }
  }

  /** The whole tree as it stands: for moves and copies. */
  get files(): FileTree {
    return this.#state.files;
  }

  /** Something ran whose effects nobody knows: what was absent may be there now. */
  open(): void {
    const mayHaveTools = !this.#isOfLanguage || this.#state.mayHaveTools;
    const files = this.#state.files.open(!this.#isOfLanguage);
    this.#state = { ...this.#state, files, isOpen: true, mayHaveTools };
  }

  /** Changes directory, for the rest of the RUN. */
  changeDirectory(path: string | undefined): void {
    this.#workdir = path;
  }

  /** Sets a variable of the shell; undefined where its value is not certain. */
  setVariable(name: string, value: string | undefined): void {
    this.#variables = this.#variables.with(name, value);
  }

  /** Packages of the operating system come in ("yes") or go ("no"). */
  setPackages(names: readonly string[], installed: Whether): void {
    let { packages } = this.#state;
    for (const name of names) packages = packages.with(name, installed);
    this.#state = { ...this.#state, packages };
  }

  /** A user or group is made or taken away. */
  setUser(name: string, user: UserFact): void {
    this.#state = { ...this.#state, users: this.#state.users.with(name, user) };
  }

  /** A group is made or taken away; its number, or undefined where it is not known. */
  setGroup(name: string, group: UserFact): void {
    this.#state = { ...this.#state, groups: this.#state.groups.with(name, group) };
  }

  /** Takes note of what the running command did. */
  note(fact: NotedFact): void {
    const use = this.#use;
    if (use === undefined) return;
    const first = use.words[0];
    const last = use.words.at(-1);
    const span = {
      start: first?.span.start ?? use.node.span.start,
      end: last?.span.end ?? use.node.span.end,
    };
    this.#facts.push({ ...fact, use, runs: this.#runs, at: span });
    if (fact.kind === "os-packages" && fact.action === "install" && hasUnnamed(fact, use)) {
      this.setPackages([UNNAMED_PACKAGE], "yes");
    }
  }

  /** Lets a command work: for certain, or on a copy that is joined where it only may run. */
  perform(use: CommandUse, reader: CommandUse | undefined, work: () => void): void {
    if (use.runs === "no") return;
    this.#use = use;
    this.#reader = reader;
    this.#runs = use.runs;
    this.#isOfLanguage = use.name !== undefined && OF_LANGUAGE.test(use.name);
    const state = this.#state;
    const variables = this.#variables;
    const workdir = this.#workdir;
    // A subshell's directory and variables end with it; which commands share one is not told, so none do.
    const isApart = use.inside.some((enclosure) => APART.has(enclosure));
    work();
    if (use.runs === "maybe") {
      this.#state = joinStates(state, this.#state);
      if (this.#workdir !== workdir) this.#workdir = undefined;
    }
    if (isApart && !use.inside.includes("text")) this.#variables = variables;
    this.#use = undefined;
  }

  /** Assignments without a command set variables of the shell. */
  assign(assignments: readonly ShellAssignment[], runs: Whether): void {
    for (const { name, value, append } of assignments) {
      this.setVariable(name, append || runs !== "yes" ? undefined : this.text(value));
    }
  }

  #setFiles(files: FileTree): void {
    this.#state = { ...this.#state, files };
  }
}

/** The name that stands for packages whose names nobody knows. */
export const UNNAMED_PACKAGE = "*";

/** Whether an install brings packages that are not named: by a variable, a pattern, a group or a file. */
function hasUnnamed(fact: Extract<NotedFact, { kind: "os-packages" }>, use: CommandUse): boolean {
  if (use.hasMoreWords || use.words.some(({ value }) => value === "build-dep" || value === "builddep"))
    return true;
  return fact.packages.some(
    ({ name }) => !/^[a-z0-9.][a-z0-9+._-]*$/i.test(name) || /\.(?:deb|rpm)$/.test(name),
  );
}

/**
 * Package managers, build tools and interpreters of languages. A project's scripts may do anything, in principle;
 * that they put curl on PATH, or a shell, nobody has seen.
 */
const OF_LANGUAGE =
  /^(?:pip[0-9.]*|pipx|pipenv|poetry|pdm|uv|uvx|virtualenv|python[0-9.]*|npm|npx|pnpm|pnpx|yarn|yarnpkg|bun|bunx|corepack|node|nodejs|deno|go|cargo|rustup|rustc|mvn|mvnw|gradle|gradlew|sbt|ant|javac|java|dotnet|composer|php|docker-php-ext-[a-z]+|gem|bundle|bundler|rake|ruby|perl|mix)$/;

function ofLanguage(source: ChildSource): ChildSource {
  return source.kind === "unknown" ? OF_LANGUAGE_SOURCE : source;
}

/** How USER is root, or not set. */
const ROOT: ReadonlySet<string> = new Set(["", "0", "root"]);

const OF_LANGUAGE_SOURCE = { kind: "unknown", isOfLanguage: true } as const;

const APART: ReadonlySet<string> = new Set(["subshell", "pipeline", "background", "substitution"]);

function homeOf(state: StageState): string | undefined {
  const { user } = state;
  // Nearly every image starts as root; one that does not is told by the table of bases, not guessed here.
  if (user === undefined) return "/root";
  if (user === "" || user === "root" || user === "0") return "/root";
  return findUser(state, user.replace(/:.*$/s, "")).home;
}

/** What holds whether or not something happened: `after` grew out of `before`. */
export function joinStates(before: StageState, after: StageState): StageState {
  if (before === after) return before;
  return {
    ...before,
    files: before.files === after.files ? before.files : before.files.joinWith(after.files),
    packages: joinMaps(before.packages, after.packages, (value) => (value === undefined ? "maybe" : "maybe")),
    users: joinMaps(before.users, after.users, (_, user) => ({ ...user, exists: "maybe" })),
    groups: joinMaps(before.groups, after.groups, (_, group) => ({ ...group, exists: "maybe" })),
    isOpen: after.isOpen,
    mayHaveTools: after.mayHaveTools,
  };
}

function joinMaps<Value>(
  before: LayeredMap<Value>,
  after: LayeredMap<Value>,
  join: (before: Value | undefined, after: Value) => Value,
): LayeredMap<Value> {
  if (before === after) return before;
  let joined = before;
  for (const [key, value] of after.entriesSince(before)) {
    const known = before.get(key);
    if (known !== value) joined = joined.with(key, join(known, value));
  }
  return joined;
}
