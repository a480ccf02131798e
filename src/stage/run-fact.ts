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
      /** Files that are read: requirements, manifests, locks; absolute, or undefined where not known. */
      readonly reads: readonly { readonly path: string | undefined; readonly word: ShellWord | undefined }[];
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
      readonly output: string | undefined;
      /** Whether what was fetched goes straight into a shell. */
      readonly isPipedToShell: boolean;
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
