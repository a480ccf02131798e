import { type ImageReference, repositoryName } from "../../reference/index.ts";

/** How a tag leaves open which version comes. */
export type WideTag =
  /** It names a variant and no version: `node:alpine`. */
  | { readonly kind: "no-version" }
  /** It names something that moves on from release to release: `node:lts`. */
  | { readonly kind: "moving"; readonly word: string }
  /** It names a system without releases: `alpine:edge`. */
  | { readonly kind: "rolling" }
  /** It names a major version whose minor ones change what they promise: `python:3`. */
  | { readonly kind: "major"; readonly version: string };

/** How a tag of a well-known official image leaves the version open; undefined where it does not, or nobody knows. */
export function readWideTag(reference: ImageReference): WideTag | undefined {
  const name = OFFICIAL.exec(repositoryName(reference))?.[1];
  const { tag } = reference;
  if (name === undefined || tag === undefined || tag === "latest") return undefined;
  const [first = "", ...rest] = tag.split("-");
  // A word that we do not know may name a version, or a system that nothing new is built on any more.
  if (!rest.every((word) => VARIANTS.test(word))) return undefined;
  if (ROLLING.get(name)?.has(first) === true) return { kind: "rolling" };
  if (MOVING.get(name)?.has(first) === true) return { kind: "moving", word: first };
  if (!VERSIONED.has(name)) return undefined;
  if (VARIANTS.test(first)) return { kind: "no-version" };
  return MINOR_BREAKS.get(name) === first ? { kind: "major", version: first } : undefined;
}

const OFFICIAL =
  /^(?:docker\.io\/library|public\.ecr\.aws\/docker\/library|mirror\.gcr\.io\/library)\/([^/]+)$/;

/** Systems that change from day to day. */
const ROLLING: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["debian", new Set(["testing", "unstable", "sid", "experimental"])],
  ["alpine", new Set(["edge"])],
  ["fedora", new Set(["rawhide"])],
]);

/** Words that stand for another version from time to time. */
const MOVING: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["debian", new Set(["stable", "oldstable"])],
  ["ubuntu", new Set(["rolling", "devel"])],
  ["node", new Set(["lts", "current"])],
  ["nginx", new Set(["stable", "mainline"])],
  ["mysql", new Set(["lts", "innovation"])],
  ["mariadb", new Set(["lts"])],
]);

/** Images whose tags begin with the version of what they bring. */
const VERSIONED: ReadonlySet<string> = new Set(
  (
    "node python ruby php golang rust perl elixir erlang haskell julia swift gcc eclipse-temurin " +
    "amazoncorretto maven gradle composer alpine nginx httpd caddy haproxy traefik postgres mysql mariadb " +
    "mongo redis memcached rabbitmq cassandra wordpress ghost nextcloud drupal"
  ).split(" "),
);

/** The major versions in which a minor one goes on to the next, and each may break what was built on the last. */
const MINOR_BREAKS: ReadonlyMap<string, string> = new Map([
  ["alpine", "3"],
  ["elixir", "1"],
  ["mongo", "8"],
  ["mysql", "9"],
  ["php", "8"],
  ["python", "3"],
  ["ruby", "4"],
]);

/** Words that name a variant, or a system below that new versions are still built on, and no version themselves. */
const VARIANTS =
  /^(?:slim|alpine|alpinelinux|bookworm|trixie|jammy|noble|fpm|apache|cli|zts|jdk|jre|management|perl|otel|debian|alt)$/;
