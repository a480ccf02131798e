import type { MappedText, Span } from "../base/index.ts";
import type { Heredoc, InstructionSyntax, Word } from "./tree.ts";

/** What every typed instruction has: the syntax it was read from. */
interface Typed {
  readonly syntax: InstructionSyntax;
}

/** `FROM image [AS name]`. */
export interface FromInstruction extends Typed {
  readonly kind: "from";
  /** The base as written, variables and all; empty where FROM has no argument. */
  readonly image: Word;
  /** The stage's name in lower case, as the builder knows it; undefined where there is none or it is invalid. */
  readonly name: Word | undefined;
  readonly as: Word | undefined;
  readonly platform: Word | undefined;
}

/** What a shell or the kernel is given to run. */
export type CommandLine =
  | { readonly form: "shell"; readonly text: MappedText }
  | { readonly form: "exec"; readonly words: readonly Word[] }
  | { readonly form: "none" };

/** One `--mount` of RUN as written: its fields, in order. Values may hold variables. */
export interface MountFlag {
  readonly flag: Word;
  readonly mount: Mount | undefined;
}

/** A mount as the builder reads it. Numbers of `mode` are octal in the text. */
export interface Mount {
  readonly type: "bind" | "cache" | "tmpfs" | "secret" | "ssh";
  readonly from: string;
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
  /** Bytes of a tmpfs; 0 where none is given. */
  readonly sizeLimit: number;
  readonly id: string;
  readonly sharing: "" | "shared" | "private" | "locked";
  readonly required: boolean;
  readonly env: string | undefined;
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** One `--device` of RUN. */
export interface Device {
  readonly name: string;
  readonly required: boolean;
}

/** `RUN command`. */
export interface RunInstruction extends Typed {
  readonly kind: "run";
  readonly command: CommandLine;
  readonly mounts: readonly MountFlag[];
  readonly network: Word | undefined;
  readonly security: Word | undefined;
  readonly devices: readonly Device[];
  readonly heredocs: readonly Heredoc[];
}

/** `CMD command` or `ENTRYPOINT command`. */
export interface CommandInstruction extends Typed {
  readonly kind: "cmd" | "entrypoint";
  readonly command: CommandLine;
}

/** `SHELL ["sh", "-c"]`. */
export interface ShellInstruction extends Typed {
  readonly kind: "shell";
  readonly words: readonly Word[];
}

/** `HEALTHCHECK NONE` or `HEALTHCHECK CMD command`; durations in nanoseconds, 0 where none is given. */
export interface HealthcheckInstruction extends Typed {
  readonly kind: "healthcheck";
  readonly none: boolean;
  readonly command: CommandLine;
  readonly interval: bigint;
  readonly timeout: bigint;
  readonly startPeriod: bigint;
  readonly startInterval: bigint;
  readonly retries: number;
}

/** A file written out in COPY or ADD by a heredoc. */
export interface InlineFile {
  /** The heredoc's name, which becomes the file's where the destination is a folder. */
  readonly name: string;
  readonly content: string;
  readonly expand: boolean;
  readonly span: Span;
}

/** What COPY and ADD share. */
interface Transfer extends Typed {
  /** Sources that are paths, URLs or Git addresses, as written. */
  readonly sources: readonly Word[];
  readonly files: readonly InlineFile[];
  /** The last argument; undefined where there are fewer than two. */
  readonly destination: Word | undefined;
  readonly chown: Word | undefined;
  readonly chmod: Word | undefined;
  readonly link: boolean;
  readonly exclude: readonly Word[];
}

/** `COPY source… destination`. */
export interface CopyInstruction extends Transfer {
  readonly kind: "copy";
  readonly from: Word | undefined;
  readonly parents: boolean;
}

/** `ADD source… destination`. */
export interface AddInstruction extends Transfer {
  readonly kind: "add";
  readonly keepGitDir: boolean | undefined;
  readonly checksum: Word | undefined;
  readonly unpack: boolean | undefined;
}

/** A name and its value as written, quotes kept. */
export interface Pair {
  readonly name: Word;
  readonly value: Word;
  /** Whether this is the old form without `=`. */
  readonly old: boolean;
}

/** `ENV name=value…` or `LABEL name=value…`. */
export interface PairsInstruction extends Typed {
  readonly kind: "env" | "label";
  readonly pairs: readonly Pair[];
}

/** One variable of ARG; the value is undefined where there is no `=`. */
export interface Argument {
  readonly name: Word;
  readonly value: Word | undefined;
  /** What the comment above says of it, behind its name. */
  readonly description: string;
}

/** `ARG name[=value]…`. */
export interface ArgInstruction extends Typed {
  readonly kind: "arg";
  readonly arguments: readonly Argument[];
}

/** `EXPOSE port…` or `VOLUME path…`. */
export interface WordsInstruction extends Typed {
  readonly kind: "expose" | "volume";
  readonly words: readonly Word[];
}

/** An instruction with one text: USER, WORKDIR, STOPSIGNAL, MAINTAINER. */
export interface TextInstruction extends Typed {
  readonly kind: "user" | "workdir" | "stopsignal" | "maintainer";
  /** Empty where nothing is given. */
  readonly value: Word;
}

/** `ONBUILD instruction`. */
export interface OnbuildInstruction extends Typed {
  readonly kind: "onbuild";
  readonly trigger: Instruction | undefined;
  /** The trigger's text, which an image that builds on this one will run. */
  readonly expression: string;
}

/** An instruction that the builder does not know. */
export interface UnknownInstruction extends Typed {
  readonly kind: "unknown";
}

/** Any instruction, told apart by `kind`. */
export type Instruction =
  | FromInstruction
  | RunInstruction
  | CommandInstruction
  | ShellInstruction
  | HealthcheckInstruction
  | CopyInstruction
  | AddInstruction
  | PairsInstruction
  | ArgInstruction
  | WordsInstruction
  | TextInstruction
  | OnbuildInstruction
  | UnknownInstruction;
