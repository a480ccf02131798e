import type { Whether } from "../base/index.ts";
import type { Contents } from "./contents.ts";
import type { Environment } from "./environment.ts";
import type { ImageRole, ImageSize, ImageStatus, Interpreter } from "./image-entry.ts";
import type { Libc } from "./system.ts";

/** An image's name in parts, defaults filled in: `docker.io`, `library/python`, `3.13-slim`. */
export interface BaseReference {
  /** The registry. Empty for `scratch`, which is a word of Dockerfiles and no reference. */
  readonly domain: string;
  readonly path: string;
  /** As written; none means `latest`, unless there is a digest. */
  readonly tag?: string;
  readonly digest?: string;
}

/** The operating system of an image, as far as it is known. */
export interface OperatingSystem {
  /** `debian`, `ubuntu`, `alpine`, `busybox`, `rhel` for everything made of it, `none` for scratch. */
  readonly distribution?: string;
  readonly release?: string;
  readonly codename?: string;
}

/** A port that an image says it listens on. */
export interface ExposedPort {
  readonly port: number;
  readonly protocol: "tcp" | "udp";
}

/** The facts that tell their origin. */
export type FactName =
  | "os"
  | "libc"
  | "shell"
  | "packageManager"
  | "contents"
  | "user"
  | "entrypoint"
  | "cmd"
  | "workdir"
  | "stopSignal"
  | "ports"
  | "volumes"
  | "environment"
  | "interpreters"
  | "caCertificates"
  | "tzdata"
  | "role"
  | "size"
  | "endOfLife";

/** Where a fact comes from: a record of the tables, and what that was made from. */
export interface Origin {
  readonly kind: "system" | "family" | "image";
  /** The record's name: `debian-13-slim`, `python`, `python-slim`. */
  readonly name: string;
  /** How the lists of a system were got: `image`, `rebuild`, `packages`, `carried`, … */
  readonly basis?: string;
  readonly source: readonly string[];
}

/** A release on which the image stands, or may stand. */
export interface PossibleRelease {
  /** `debian-12`, `alpine-3.20`. */
  readonly name: string;
  /** The day since when tags of this kind stand on it. */
  readonly since?: string;
  /** Whether the table tells what that release holds. */
  readonly isDescribed: boolean;
}

/** An image that may take another's place. */
export interface RelatedImage {
  /** As people write it: `python:3.13-slim`. */
  readonly reference: string;
  /** Its identifier in the table. */
  readonly id: string;
  readonly size: ImageSize | undefined;
  readonly interpreters: readonly Interpreter[];
  /** Whether it runs the same version of the language; "maybe" where one of the two is not known, or it runs none. */
  readonly whetherSameVersion: Whether;
}

/**
 * What is known of an image. A value that is undefined is not set, or nobody recorded it: only the answers
 * with three values tell the one from the other.
 */
export interface KnownBase extends Contents {
  /** Registry and repository: `docker.io/library/python`. */
  readonly repository: string;
  /** The variant that the tag names: `slim`, `alpine`; empty for the plain one. */
  readonly variant: string;
  /** The version that the tag says, or its alias stands for: `3.13`. */
  readonly version: string | undefined;
  /** One where the tag's release is certain; several where any of them may be meant; none where nobody knows. */
  readonly releases: readonly PossibleRelease[];
  readonly os: OperatingSystem;
  readonly libc: Libc | "maybe";
  /** Whether there is any shell, wherever it is. */
  readonly whetherShell: Whether;
  /** The path of the shell. Shell form needs `/bin/sh`, and images for debugging have theirs elsewhere. */
  readonly shell: string | undefined;
  /** `apt`, `apk`, `dnf`, `microdnf`, `yum`, or `none`. */
  readonly packageManager: string | undefined;
  /** Who runs the image's program: what USER it sets, root where it sets none. */
  readonly user: { readonly name?: string; readonly uid?: number };
  readonly entrypoint: readonly string[] | undefined;
  readonly cmd: readonly string[] | undefined;
  readonly workdir: string | undefined;
  readonly stopSignal: string | undefined;
  readonly ports: readonly ExposedPort[];
  readonly volumes: readonly string[];
  readonly environment: Environment;
  readonly interpreters: readonly Interpreter[];
  readonly caCertificates: Whether;
  readonly tzdata: Whether;
  readonly role: ImageRole | undefined;
  readonly size: ImageSize | undefined;
  readonly status: ImageStatus | undefined;
  /** The month (`2026-09`) or the day after which nothing is mended. */
  readonly endOfLife: string | undefined;
  /** Whether nothing is mended any more at a day, `2026-11-21`; "maybe" within the month that is named. */
  readonly whetherEndOfLife: (at: string) => Whether;
  /** Smaller images of the same repository and version; those that the table cannot confirm are left out. */
  readonly slimmer: () => readonly RelatedImage[];
  /** Images with what a program of this language needs to run and no more, those of the same version first. */
  readonly distroless: () => readonly RelatedImage[];
  /** Remarks for people. */
  readonly notes: readonly string[];
  readonly origins: ReadonlyMap<FactName, Origin>;
}
