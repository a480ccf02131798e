import type { Whether } from "../base/index.ts";

/** The language a program or its packages are of. */
export type Language = "python" | "node" | "go" | "rust" | "java" | "dotnet" | "ruby" | "php" | "c";

/** A C library that programs are linked with. */
export type Libc = "glibc" | "musl";

/** What is known of what a file or folder holds. */
export type Content =
  /** A path of the build context, as it was sent. */
  | { readonly kind: "context"; readonly path: string }
  /** A program made by a build. */
  | {
      readonly kind: "binary";
      readonly language: Language;
      /** Whether it needs no library of the system it runs on. */
      readonly isStatic: Whether;
      readonly libc: Libc | undefined;
      readonly isStripped: Whether;
    }
  /** A Python virtual environment, and the interpreter it is bound to. */
  | { readonly kind: "virtual-environment"; readonly interpreter: Interpreter }
  /** Packages that an interpreter finds because they lie where it looks. */
  | { readonly kind: "packages"; readonly interpreter: Interpreter; readonly hasDevelopment: Whether }
  /** What a package manager keeps for its next run, and an image has no use for: lists, indexes, archives. */
  | { readonly kind: "cache" }
  /** Text that the Dockerfile itself writes, to the end of the file; what the base has may stand above it. */
  | { readonly kind: "text"; readonly text: string }
  /** An archive, by its ending. */
  | { readonly kind: "archive" };

/** Whether a name is that of an archive or a package that is unpacked. */
export function isArchiveName(name: string): boolean {
  return ARCHIVE.test(name);
}

const ARCHIVE = /\.(?:tar|t?gz|t?bz2?|t?xz|txz|tzst|zst|lzma|zip|7z|deb|rpm|apk|cpio|rar)$/i;

/** An interpreter by language, place and version (`3.13`), as far as they are known. */
export interface Interpreter {
  readonly language: Language;
  readonly path: string | undefined;
  readonly version: string | undefined;
  readonly libc: Libc | undefined;
}
