import type { FactName, KnownBase, Origin, RelatedImage } from "../base-image/index.ts";
import { familiarText, parseReference } from "../reference/index.ts";

/** One fact about a base image, as text, and where it comes from. */
export interface BaseFact {
  readonly name: string;
  readonly value: string;
  /** `system debian-13-slim (rebuild)`; empty where no record says it. */
  readonly from: string;
}

/** Everything that the tables say of one image, in plain values. */
export interface BaseDescription {
  readonly reference: string;
  readonly variant: string;
  readonly version: string | null;
  readonly releases: readonly { readonly name: string; readonly since: string | null }[];
  readonly facts: readonly BaseFact[];
  /** Whether a command that is not listed is certainly not there. */
  readonly complete: boolean;
  readonly commands: readonly string[];
  readonly packages: readonly string[];
  readonly users: readonly {
    readonly name: string;
    readonly uid: number | null;
    readonly gid: number | null;
  }[];
  readonly slimmer: readonly RelatedDescription[];
  readonly distroless: readonly RelatedDescription[];
  readonly notes: readonly string[];
  /** What each record was made from. */
  readonly sources: readonly { readonly record: string; readonly source: readonly string[] }[];
}

/** An image that may take another's place. */
export interface RelatedDescription {
  readonly reference: string;
  readonly compressedBytes: number | null;
  readonly uncompressedBytes: number | null;
  readonly sameVersion: "yes" | "no" | "maybe";
}

/** What became of a question about an image. */
export type DescribedBase =
  | { readonly kind: "described"; readonly base: BaseDescription }
  | { readonly kind: "unknown"; readonly reference: string }
  | { readonly kind: "invalid"; readonly message: string };

/** What the tables of base images know of a reference, `scratch` included. */
export async function describeBase(text: string): Promise<DescribedBase> {
  const parsed = text === "scratch" ? undefined : parseReference(text);
  if (parsed?.kind === "invalid") return { kind: "invalid", message: parsed.message };
  const { loadBaseImages } = await import("../base-image/index.ts");
  const { lookUp } = await loadBaseImages();
  const base = lookUp(parsed ?? { domain: "", path: text });
  const reference = parsed === undefined ? text : familiarText(parsed);
  if (base === undefined) return { kind: "unknown", reference };
  return { kind: "described", base: describe(reference, base) };
}

function describe(reference: string, base: KnownBase): BaseDescription {
  const { origins } = base;
  const records = new Map([...origins.values()].map((origin) => [recordName(origin), origin.source]));
  return {
    reference,
    variant: base.variant,
    version: base.version ?? null,
    releases: base.releases.map(({ name, since }) => ({ name, since: since ?? null })),
    facts: listFacts(base),
    complete: base.isComplete,
    commands: base.listCommands(),
    packages: base.listPackages(),
    users: base.listUsers().map(({ name, uid, gid }) => ({ name, uid: uid ?? null, gid: gid ?? null })),
    slimmer: base.slimmer().map(describeRelated),
    distroless: base.distroless().map(describeRelated),
    notes: base.notes,
    sources: Array.from(records, ([record, source]) => ({ record, source })),
  };
}

function describeRelated({ reference, size, whetherSameVersion }: RelatedImage): RelatedDescription {
  return {
    reference,
    compressedBytes: size?.compressedBytes ?? null,
    uncompressedBytes: size?.uncompressedBytes ?? null,
    sameVersion: whetherSameVersion,
  };
}

/** Each fact in words; what nobody recorded is left out. */
function listFacts(base: KnownBase): readonly BaseFact[] {
  const { os, user, size } = base;
  const words = (list: readonly string[] | undefined) => (list === undefined ? "" : JSON.stringify(list));
  const values: readonly (readonly [name: string, fact: FactName, value: string])[] = [
    ["operating system", "os", [os.distribution, os.release, os.codename].filter(Boolean).join(" ")],
    ["C library", "libc", base.libc],
    ["shell", "shell", base.shell ?? (base.whetherShell === "no" ? "none" : "maybe")],
    ["package manager", "packageManager", base.packageManager ?? ""],
    ["user", "user", [user.name, user.uid === undefined ? "" : `(${user.uid})`].filter(Boolean).join(" ")],
    ["entrypoint", "entrypoint", words(base.entrypoint)],
    ["cmd", "cmd", words(base.cmd)],
    ["workdir", "workdir", base.workdir ?? ""],
    ["stop signal", "stopSignal", base.stopSignal ?? ""],
    ["ports", "ports", base.ports.map(({ port, protocol }) => `${port}/${protocol}`).join(" ")],
    ["volumes", "volumes", base.volumes.join(" ")],
    [
      "variables",
      "environment",
      Array.from(base.environment, ([name, value]) => `${name}=${value ?? "?"}`).join(" "),
    ],
    ["interpreters", "interpreters", base.interpreters.map(interpreterText).join(", ")],
    ["CA certificates", "caCertificates", base.caCertificates],
    ["time zones", "tzdata", base.tzdata],
    ["contents", "contents", base.isComplete ? "complete" : "not complete"],
    ["role", "role", base.role ?? ""],
    ["size", "size", size === undefined ? "" : sizeText(size)],
    ["end of life", "endOfLife", base.endOfLife ?? ""],
  ];
  return values
    .filter(([, , value]) => value !== "")
    .map(([name, fact, value]) => ({ name, value, from: originText(base.origins.get(fact)) }));
}

function interpreterText({ language, version, path }: KnownBase["interpreters"][number]): string {
  return `${language} ${version ?? "?"} at ${path ?? "?"}`;
}

function sizeText({ compressedBytes, uncompressedBytes }: NonNullable<KnownBase["size"]>): string {
  return [
    compressedBytes === undefined ? "" : `${compressedBytes} bytes compressed`,
    uncompressedBytes === undefined ? "" : `${uncompressedBytes} bytes unpacked`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function originText(origin: Origin | undefined): string {
  if (origin === undefined) return "";
  return origin.basis === undefined ? recordName(origin) : `${recordName(origin)} (${origin.basis})`;
}

function recordName({ kind, name }: Origin): string {
  return `${kind} ${name}`;
}
