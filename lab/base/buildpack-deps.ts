import type { BaseImage } from "./kit/definition.ts";

/** What each kind adds to the one before it. */
const CURL = "ca-certificates curl gnupg netbase tzdata wget";
const SCM = "git mercurial openssh-client subversion procps";
const FULL =
  "autoconf automake bzip2 default-libmysqlclient-dev dpkg-dev file g++ gcc imagemagick libbz2-dev libc6-dev " +
  "libcurl4-openssl-dev libdb-dev libevent-dev libffi-dev libgdbm-dev libglib2.0-dev libgmp-dev libjpeg-dev " +
  "libkrb5-dev liblzma-dev libmagickcore-dev libmagickwand-dev libmaxminddb-dev libncurses-dev libpng-dev " +
  "libpq-dev libreadline-dev libsqlite3-dev libssl-dev libtool libwebp-dev libxml2-dev libxslt-dev libyaml-dev " +
  "make patch unzip xz-utils zlib1g-dev";

const SUITES = [
  { suite: "trixie", alias: ["latest", "stable"], more: " sq", full: "" },
  { suite: "bookworm", alias: ["oldstable"], more: "", full: " libncurses5-dev libncursesw5-dev" },
] as const;

/** The tools for building on which the full images of languages stand: the original's own package lists. */
export const bases: readonly BaseImage[] = SUITES.flatMap(({ suite, alias, more, full }) => [
  image(suite, "curl", alias, `debian:${suite}`, CURL + more),
  image(suite, "scm", alias, `buildpack-deps:${suite}-curl`, SCM),
  image(suite, "", alias, `buildpack-deps:${suite}-scm`, FULL + full),
]);

function image(
  suite: string,
  kind: string,
  alias: readonly string[],
  from: string,
  packages: string,
): BaseImage {
  const suffix = kind === "" ? "" : `-${kind}`;
  const short = alias.map((word) => (word === "latest" && kind !== "" ? kind : `${word}${suffix}`));
  return {
    names: [`${suite}${suffix}`, ...short].map((tag) => `buildpack-deps:${tag}`),
    group: "buildpack-deps",
    needs: [from],
    made: `The original's list of packages installed on ${from}.`,
    async make(kit) {
      await kit.build({
        dockerfile: `FROM ${from}
RUN apt-get update && apt-get install -y --no-install-recommends ${packages} && rm -rf /var/lib/apt/lists/*
`,
      });
    },
  };
}
