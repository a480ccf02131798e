import type { NotProvable } from "./kit/definition.ts";

/** Images of other systems than Debian, for which there is no package source. */
export const notProvable: readonly NotProvable[] = [
  {
    names: "alpine, and every -alpine tag of other images",
    why: "Debian has musl and BusyBox, but neither apk nor any source of Alpine's packages can be had, and nothing is renamed to stand for it.",
  },
  {
    names: "ubuntu, amazonlinux, almalinux, rocky, fedora, ubi, wolfi and Chainguard's images, bitnami",
    why: "Their packages come from sources that cannot be reached.",
  },
  {
    names: "busybox, bun, deno, uv, .NET (mcr.microsoft.com/dotnet), traefik, caddy, mongo, mysql, elixir",
    why: "Their programs come from their makers' own downloads, which cannot be reached, and Debian's differ in more than their version.",
  },
  {
    names: "ruby, php, httpd, haproxy, memcached, redis, postgres, mariadb, gcc",
    why: "Nothing here is built on them yet; Debian's packages would have to be laid out as the originals are.",
  },
];
