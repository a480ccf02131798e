import type { Whether } from "../base/index.ts";
import type { KnownBase } from "../base-image/index.ts";
import { EMPTY_CONFIGURATION, type ImageConfiguration } from "./configuration.ts";
import { FileTree } from "./file-tree.ts";
import { LayeredMap } from "./layered-map.ts";

/** What is known at one point of a stage. It is never changed; every step gives a new one. */
export interface StageState {
  /** What a process would see: the base's variables, ENV, and ARG with a value. */
  readonly environment: LayeredMap<string>;
  /** Names that ARG has declared in this stage or the stages below it, with or without a value. */
  readonly declared: LayeredMap<true>;
  /** SHELL as set by this stage or the stages below it; undefined where none is. */
  readonly shell: readonly string[] | undefined;
  /** The working directory, or undefined where it depends on the base image. */
  readonly workdir: string | undefined;
  /** Whether any WORKDIR stands before this point, in this stage or the stages below it. */
  readonly isWorkdirSet: boolean;
  /** The user as written, variables replaced; undefined where it depends on the base image. */
  readonly user: string | undefined;
  /** What instructions put into the image's configuration. */
  readonly configuration: ImageConfiguration;
  /** The image that the stage stands on in the end. */
  readonly base: BaseKnowledge;
  /** What is known of the files. */
  readonly files: FileTree;
  /** Packages of the operating system that RUN put in or took out; the base's own are not listed. */
  readonly packages: LayeredMap<Whether>;
  /** Users that RUN made or took away, by name; the base's own are not listed. */
  readonly users: LayeredMap<UserFact>;
  readonly groups: LayeredMap<UserFact>;
  /** Whether something ran whose effects nobody knows, so that nothing is certainly absent any more. */
  readonly isOpen: boolean;
  /** Whether any of that may have brought tools of the system too: what builds a project does not. */
  readonly mayHaveTools: boolean;
}

/** What is known of the image below: nothing, that it is empty, or what the tables say. */
export type BaseKnowledge =
  | { readonly kind: "unknown" }
  | { readonly kind: "empty" }
  | {
      readonly kind: "known";
      readonly image: KnownBase;
      /** The packages that bring a command, the likeliest first. */
      readonly providers: (command: string) => readonly string[];
    };

/** A user or group as far as it is known. */
export interface UserFact {
  readonly exists: Whether;
  readonly id: number | undefined;
  /** The main group of a user, by name or number. */
  readonly group: number | string | undefined;
  readonly home: string | undefined;
}

/** The state of an image: its variables as far as their values are known, and a PATH, as the builder sees to. */
export function initialState(
  base: BaseKnowledge = { kind: "unknown" },
  variables?: ReadonlyMap<string, string | undefined>,
): StageState {
  return {
    base,
    environment: environmentOf(variables),
    declared: LayeredMap.empty<true>(),
    shell: undefined,
    workdir: undefined,
    isWorkdirSet: false,
    user: undefined,
    configuration: EMPTY_CONFIGURATION,
    files: FileTree.create(false),
    packages: LayeredMap.empty<Whether>(),
    users: LayeredMap.empty<UserFact>(),
    groups: LayeredMap.empty<UserFact>(),
    isOpen: false,
    mayHaveTools: false,
  };
}

/** The state of `scratch`: empty, at the root, as root. */
export function scratchState(): StageState {
  return { ...initialState({ kind: "empty" }), workdir: "/", user: "", files: FileTree.create(true) };
}

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const INITIAL_ENVIRONMENT = LayeredMap.of([["PATH", DEFAULT_PATH]]);

function environmentOf(variables: ReadonlyMap<string, string | undefined> | undefined): LayeredMap<string> {
  if (variables === undefined || variables.size === 0) return INITIAL_ENVIRONMENT;
  const entries: [string, string][] = [["PATH", DEFAULT_PATH]];
  for (const [name, value] of variables) if (value !== undefined) entries.push([name, value]);
  return LayeredMap.of(entries);
}
