import type { Span, Whether } from "../base/index.ts";
import type { CommandUse, ShellWord } from "../shell/index.ts";

/** A package as a command names it, with the word it stands in. */
export interface NamedPackage {
  /** The name without version, extras or architecture; as written where that cannot be told. */
  readonly name: string;
  /** The version or range as written behind the name, or undefined. */
  readonly version: string | undefined;
  readonly word: ShellWord;
}

/** A file that a command reads, and what is known of it at that moment. */
export interface ReadFile {
  /** The absolute path, or undefined where it is not known. */
  readonly path: string | undefined;
  /** The word that names it; undefined where the command looks for it by itself. */
  readonly word: ShellWord | undefined;
  readonly exists: Whether;
}

/** Something a RUN's command did, for rules that ask what was done rather than what is there. */
export type RunFact = { readonly use: CommandUse; readonly runs: Whether; readonly at: Span } & (
  | {
      /** A package manager of the operating system put packages in, took them out, or fetched its lists. */
      readonly kind: "os-packages";
      readonly manager: OsManager;
      readonly action: "update" | "install" | "remove" | "upgrade" | "clean";
      readonly packages: readonly NamedPackage[];
      /** The options as written, without their values. */
      readonly options: ReadonlySet<string>;
      /** Whether it goes on without asking anybody. */
      readonly isUnattended: Whether;
      /** Whether packages come in that others only recommend; "no" where the manager knows none. */
      readonly takesRecommended: Whether;
    }
  | {
      /** A package manager of a language put packages in. */
      readonly kind: "language-packages";
      readonly manager: LanguageManager;
      /** The subcommand that did it, such as `ci`, `install`, `sync`. */
      readonly action: string;
      readonly packages: readonly NamedPackage[];
      readonly options: ReadonlySet<string>;
      /** Whether exactly what a lock file says is put in, and a difference fails. */
      readonly isFrozen: Whether;
      /** Whether packages that are only needed to develop come in. */
      readonly hasDevelopment: Whether;
      /** Whether the project's own sources are built or installed. */
      readonly needsSources: Whether;
      /** Files that it cannot do without: requirements, manifests, locks. */
      readonly reads: readonly ReadFile[];
      /** Where the manager keeps what it downloads, or undefined where that is switched off. */
      readonly cache: string | undefined;
      /** Where the packages land, where that is known. */
      readonly target: string | undefined;
    }
  | {
      /** Something was fetched from a URL. */
      readonly kind: "download";
      readonly url: string;
      readonly urlWord: ShellWord;
      /** The program that fetched it: `curl`, `wget`, `git`, … */
      readonly by: string;
      /** Where it lies now; undefined where that is not known, or where it went to the standard output. */
      readonly output: string | undefined;
      /** The program that reads it from a pipe, by its name. */
      readonly reader: string | undefined;
      /** Whether what was fetched goes straight into a shell or another interpreter. */
      readonly isPipedToShell: boolean;
    }
  | {
      /** Files were compared with checksums or signatures that somebody wrote down. */
      readonly kind: "verification";
    }
  | {
      /** An archive was taken apart; undefined where it came from a pipe or is not known. */
      readonly kind: "extraction";
      readonly archive: string | undefined;
    }
  | {
      /** Paths were removed; of folders with `isContent` only what they held. */
      readonly kind: "removal";
      readonly paths: readonly {
        readonly path: string;
        readonly isContent: boolean;
        readonly word: ShellWord;
      }[];
    }
  | {
      /** Owner or mode of paths were set; `isRecursive` where all below them is meant as well. */
      readonly kind: "rights";
      readonly paths: readonly { readonly path: string; readonly word: ShellWord }[];
      readonly isRecursive: boolean;
    }
  | {
      /** A command ran whose effects nobody knows. */
      readonly kind: "unknown-command";
      /** Whether it is a script or program of somebody's own, which may do anything, and not one from a package. */
      readonly isScript: boolean;
    }
  | {
      /** A command cannot run, because the stage certainly does not have it. */
      readonly kind: "missing-command";
      readonly name: string;
      readonly word: ShellWord;
      /** Whether the RUN fails for it; else it goes on without what the command would have done. */
      readonly fails: boolean;
    }
  | {
      /** A user or group was made, changed or taken away. */
      readonly kind: "account";
      readonly subject: "user" | "group";
      readonly action: "make" | "change" | "remove";
      readonly name: string;
      readonly id: number | undefined;
      /** The word that names it. */
      readonly word: ShellWord;
      readonly options: ReadonlySet<string>;
    }
  | {
      /** Something was compiled or built into a program. */
      readonly kind: "build";
      readonly tool: string;
      readonly output: string | undefined;
    }
);

/** Package managers of operating systems. */
export type OsManager = "apt" | "apk" | "dnf" | "yum" | "microdnf" | "zypper" | "pacman";

/** Package managers of languages. */
export type LanguageManager =
  | "pip"
  | "pipx"
  | "uv"
  | "poetry"
  | "pdm"
  | "pipenv"
  | "conda"
  | "npm"
  | "pnpm"
  | "yarn"
  | "bun"
  | "go"
  | "cargo"
  | "gem"
  | "bundler"
  | "composer"
  | "maven"
  | "gradle"
  | "dotnet";
