/** One stand-in: an image under its real names, made of packages because no registry of images can be reached. */
export interface BaseImage {
  /** The real names and tags it stands in for, as Dockerfiles write them. The first is the one it is known by. */
  readonly names: readonly string[];
  /** The word by which people ask for it: `python`, `distroless`. */
  readonly group: string;
  /** Names of stand-ins that must be there first. */
  readonly needs: readonly string[];
  /** From what and how it is made, and what differs from the original, in one sentence. It becomes the label. */
  readonly made: string;
  /** The part of the lab that it is made of, and that has to be there first. */
  readonly part?: string;
  /** Files below `lab/`, beside the definition's own, on whose contents the image depends. */
  readonly sources?: readonly string[];
  /** Builds the image. Everything it needs from outside goes through the kit. */
  make(kit: Kit): Promise<void>;
}

/**
 * Where a stand-in is knowingly not what the tables say of the original, by the name it is known by. It lies apart
 * from the definition, so that what is only known better does not make the image anew.
 */
export type ListDifferences = (name: string) => readonly Difference[];

/** A listed difference between a stand-in and what the tables say of the original. */
export interface Difference {
  /** The lines that the comparison prints for it: `command ping is missing`. A `*` stands for anything. */
  readonly what: readonly string[];
  readonly why: string;
}

/** An image, or a kind of images, that cannot be made here. */
export interface NotProvable {
  readonly names: string;
  readonly why: string;
}

/** What a process may be given. */
export interface RunOptions {
  readonly folder?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** A Dockerfile to build, and what it is built from. */
export interface BuildRequest {
  readonly dockerfile: string;
  readonly target?: string;
  /** The folder of the build; an empty one where none is given. */
  readonly context?: string;
  /** Folders and images under the names that the Dockerfile uses. */
  readonly contexts?: Readonly<Record<string, string>>;
  readonly arguments?: Readonly<Record<string, string>>;
}

/** What the making of an image may use. */
export interface Kit {
  /** A folder of this image alone, empty at first, deleted afterwards. */
  readonly scratch: string;
  /** A digest of the definition's own file. It names what is kept of its making. */
  readonly definition: string;
  /** Tells what is being done. */
  say(text: string): void;
  /** Runs a program to its end and gives what it printed. Throws with the end of its output where it fails. */
  run(command: string, words: readonly string[], options?: RunOptions): Promise<string>;
  /**
   * A folder that is kept between runs: `fill` makes its contents in a folder aside, which then takes the name.
   * Everything kept under the same name up to its last dash is deleted.
   */
  keep(name: string, fill: (folder: string) => Promise<void>): Promise<string>;
  /** Debian packages of a suite as files, in the order asked for. */
  packages(suite: string, names: readonly string[]): Promise<readonly string[]>;
  /** The path of a program of the lab's own or of the machine's; undefined where there is none of that name. */
  findProgram(name: string): string | undefined;
  /** The machine's own sources of Debian packages. */
  sources(): PackageSources;
  /** Builds under all names of the image, with its label. */
  build(request: BuildRequest): Promise<void>;
}

/** Where this machine gets Debian packages; read from its settings. */
export interface PackageSources {
  readonly main: string;
  /** Undefined where the machine names none. */
  readonly security: string | undefined;
  /** Settings of apt without which the source cannot be used: a source that stands still has lists of any age. */
  readonly settings: readonly string[];
}
