import type { ImageReference } from "../../reference/index.ts";
import { repositoryName } from "../../reference/index.ts";

/**
 * The last days on which the makers of well-known systems and languages mend a version, security included and
 * without paid extensions. A version is as many numbers of a tag as its maker counts: `22.04`, `3.12`, `20`.
 * Where the maker names a month, the day is its last one; a day after which nothing was found is left out.
 */
const LAST_DAYS: Readonly<Record<string, string>> = {
  // wiki.debian.org/LTS: five years with the volunteers' long-term support.
  debian:
    "6 2016-02-29 7 2018-05-31 8 2020-06-30 9 2022-06-30 10 2024-06-30 11 2026-08-31 12 2028-06-30 13 2030-06-30 " +
    "squeeze 2016-02-29 wheezy 2018-05-31 jessie 2020-06-30 stretch 2022-06-30 buster 2024-06-30 " +
    "bullseye 2026-08-31 bookworm 2028-06-30 trixie 2030-06-30",
  // wiki.ubuntu.com/Releases and endoflife.date/ubuntu: standard security maintenance.
  ubuntu:
    "12.04 2017-04-28 14.04 2019-04-25 16.04 2021-04-30 18.04 2023-05-31 20.04 2025-05-31 22.04 2027-04-30 " +
    "24.04 2029-05-31 26.04 2031-04-30 " +
    "precise 2017-04-28 trusty 2019-04-25 xenial 2021-04-30 bionic 2023-05-31 focal 2025-05-31 jammy 2027-04-30 " +
    "noble 2029-05-31 resolute 2031-04-30 " +
    "14.10 2015-07-23 15.04 2016-02-04 15.10 2016-07-28 16.10 2017-07-20 17.04 2018-01-13 17.10 2018-07-19 " +
    "18.10 2019-07-18 19.04 2020-01-23 19.10 2020-07-17 20.10 2021-07-22 21.04 2022-01-20 21.10 2022-07-14 " +
    "22.10 2023-07-20 23.04 2024-01-25 23.10 2024-07-11 24.10 2025-07-10 25.04 2026-01-17 25.10 2026-07-31 " +
    "utopic 2015-07-23 vivid 2016-02-04 wily 2016-07-28 yakkety 2017-07-20 zesty 2018-01-13 artful 2018-07-19 " +
    "cosmic 2019-07-18 disco 2020-01-23 eoan 2020-07-17 groovy 2021-07-22 hirsute 2022-01-20 impish 2022-07-14 " +
    "kinetic 2023-07-20 lunar 2024-01-25 mantic 2024-07-11 oracular 2025-07-10 plucky 2026-01-17 " +
    "questing 2026-07-31",
  // alpinelinux.org/releases
  alpine:
    "2.6 2015-05-01 2.7 2015-11-01 3.0 2016-05-01 3.1 2016-11-01 3.2 2017-05-01 3.3 2017-11-01 3.4 2018-05-01 " +
    "3.5 2018-11-01 3.6 2019-05-01 3.7 2019-11-01 3.8 2020-05-01 3.9 2020-11-01 3.10 2021-05-01 3.11 2021-11-01 " +
    "3.12 2022-05-01 3.13 2022-11-01 3.14 2023-05-01 3.15 2023-11-01 3.16 2024-05-23 3.17 2024-11-22 " +
    "3.18 2025-05-09 3.19 2025-11-01 3.20 2026-04-01 3.21 2026-11-01 3.22 2027-05-01 3.23 2027-11-01",
  // wiki.centos.org/About/Product; the newest of its images is CentOS 8.
  centos:
    "latest 2021-12-31 5 2017-03-31 6 2020-11-30 7 2024-06-30 8 2021-12-31 " +
    "centos5 2017-03-31 centos6 2020-11-30 centos7 2024-06-30 centos8 2021-12-31",
  // github.com/nodejs/Release, schedule.json; endoflife.date/nodejs
  node:
    "0.10 2016-10-31 0.12 2016-12-31 4 2018-04-30 5 2016-06-30 6 2019-04-30 7 2017-06-30 8 2019-12-31 " +
    "9 2018-06-30 10 2021-04-30 11 2019-06-01 12 2022-04-30 13 2020-06-01 14 2023-04-30 15 2021-06-01 " +
    "16 2023-09-11 17 2022-06-01 18 2025-04-30 19 2023-06-01 20 2026-04-30 21 2024-06-01 22 2027-04-30 " +
    "23 2025-06-01 24 2028-04-30 25 2026-06-01",
  // devguide.python.org/versions and the release schedules in PEP 373 ff.
  python:
    "2.6 2013-10-29 2.7 2020-01-01 3.3 2017-09-29 3.4 2019-03-18 3.5 2020-09-30 3.6 2021-12-23 3.7 2023-06-27 " +
    "3.8 2024-10-07 3.9 2025-10-31 3.10 2026-10-31 3.11 2027-10-31 3.12 2028-10-31 3.13 2029-10-31 3.14 2030-10-31",
  // endoflife.date/ruby and bugs.ruby-lang.org, ReleaseEngineering: the end of March, later where a release came later.
  ruby:
    "1.9 2015-02-23 2.0 2016-02-24 2.1 2017-03-31 2.2 2018-03-31 2.3 2019-03-31 2.4 2020-03-31 2.5 2021-03-31 " +
    "2.6 2022-04-12 2.7 2023-03-31 3.0 2024-04-23 3.1 2025-03-31 3.2 2026-03-31 3.3 2027-03-31 3.4 2028-03-31",
  // php.net/eol.php, php.net/supported-versions.php
  php:
    "5.3 2014-08-14 5.4 2015-09-14 5.5 2016-07-21 5.6 2018-12-31 7.0 2019-01-10 7.1 2019-12-01 7.2 2020-11-30 " +
    "7.3 2021-12-06 7.4 2022-11-28 8.0 2023-11-26 8.1 2025-12-31 8.2 2026-12-31 8.3 2027-12-31 8.4 2028-12-31 " +
    "8.5 2029-12-31",
  // go.dev/doc/devel/release: until the second release after it.
  golang:
    "1.8 2018-02-16 1.9 2018-08-24 1.10 2019-02-25 1.11 2019-09-03 " +
    "1.12 2020-02-25 1.13 2020-08-11 1.14 2021-02-16 1.15 2021-08-16 1.16 2022-03-15 1.17 2022-08-02 " +
    "1.18 2023-02-01 1.19 2023-08-08 1.20 2024-02-06 1.21 2024-08-13 1.22 2025-02-11 1.23 2025-08-12 " +
    "1.24 2026-02-10 1.25 2026-08-19",
  // postgresql.org/support/versioning: the final release.
  postgres:
    "9.0 2015-10-08 9.1 2016-10-27 9.2 2017-11-09 9.3 2018-11-08 9.4 2020-02-13 9.5 2021-02-11 9.6 2021-11-11 " +
    "10 2022-11-10 11 2023-11-09 12 2024-11-21 13 2025-11-13 14 2026-11-12 15 2027-11-11 16 2028-11-09",
  // endoflife.date/mysql, after Oracle's lifetime support policy; innovation releases until the next one.
  mysql:
    "5.5 2018-12-31 5.6 2021-02-28 5.7 2023-10-31 8.0 2026-04-30 8.1 2023-10-25 8.2 2023-12-14 8.3 2024-04-10 " +
    "8.4 2032-04-30 9.0 2024-10-15 9.1 2025-01-21 9.2 2025-04-15 9.3 2025-07-22 9.4 2025-10-21 9.5 2026-01-20 " +
    "9.6 2026-04-21",
  // nginx.org/en/CHANGES through endoflife.date/nginx: until the next line of its kind.
  nginx:
    "1.8 2016-04-26 1.10 2017-04-12 1.12 2018-04-17 1.14 2019-04-23 1.16 2020-04-20 " +
    "1.18 2021-04-20 1.19 2021-05-25 1.20 2022-05-24 1.21 2022-06-21 1.22 2023-04-11 1.23 2023-05-23 " +
    "1.24 2024-04-23 1.25 2024-05-29 1.26 2025-04-23 1.27 2025-06-24",
  // dotnet.microsoft.com/platform/support/policy through endoflife.date/dotnet
  dotnet:
    "1.0 2019-06-27 1.1 2019-06-27 2.0 2018-10-01 2.1 2021-08-21 2.2 2019-12-23 3.0 2020-03-03 3.1 2022-12-13 " +
    "5.0 2022-05-10 6.0 2024-11-12 7.0 2024-05-14 8.0 2026-11-10 9.0 2026-11-10 10.0 2028-11-14",
  // wiki.ros.org/Distributions. Ubuntu has used two of these words for later releases.
  ros: "indigo 2019-04-30 jade 2017-05-31 kinetic 2021-04-30 lunar 2019-05-31 melodic 2023-06-27 noetic 2025-05-31",
  // adoptium.net/support through endoflife.date/eclipse-temurin; those of long-term support only as far as they are past.
  "eclipse-temurin": "16 2021-09-30 18 2022-09-30 19 2023-03-31 20 2023-09-19 22 2024-09-17 23 2025-03-18",
};

/** Repositories that their maker has given up, and since when nothing new is put into them. */
const GIVEN_UP: ReadonlyMap<string, string> = new Map([
  ["docker.io/library/openjdk", "2022-07"],
  ["docker.io/library/centos", "2024-06-30"],
]);

/** What ends, when, and what it is where that is not the image's own version but a system below it. */
export interface EndOfLife {
  readonly day: string;
  readonly system: string | undefined;
}

/**
 * The last day on which a well-known image was or will be mended: its version, as the tag says it, or the system
 * that the tag says it stands on, whichever ends first. Undefined where the tag tells neither.
 */
export function endOfLife(reference: ImageReference): EndOfLife | undefined {
  const repository = repositoryName(reference);
  const name = DOTNET.test(repository) ? "dotnet" : OFFICIAL.exec(repository)?.[1];
  const tag = reference.tag ?? (reference.digest === undefined ? "latest" : "");
  if (name === undefined) return undefined;
  const own = lastDay(name, tag);
  const givenUp = GIVEN_UP.get(repository);
  // Builds of what is not released yet are still put there.
  if (givenUp !== undefined && own === undefined && !/(?:^|-)ea(?:-|$)/.test(tag)) {
    return { day: givenUp, system: undefined };
  }
  const ends = own === undefined ? [] : [{ day: own, system: undefined }];
  return [...ends, ...systemOf(name, tag)].toSorted((a, b) => (a.day < b.day ? -1 : 1))[0];
}

/** A version as its maker counts them, and the last day of it. */
export interface MaintainedVersion {
  readonly version: string;
  readonly day: string;
}

/** The version that a tag of an official image starts with. */
export function versionInTag(name: string, tag: string): MaintainedVersion | undefined {
  return versionsOf(name).find(({ version }) => isOfVersion(tag, version));
}

/** The version next to another one, in numbers or in words as that is, which is still mended at a day. */
export function nextMaintained(name: string, version: string, today: string): MaintainedVersion | undefined {
  const versions = versionsOf(name);
  const own = versions.findIndex((each) => each.version === version);
  const isNumber = /^\d/.test(version);
  const later = versions.filter((each, at) => {
    const isLater = isNumber ? compareNumbers(each.version, version) > 0 : at > own;
    return /^\d/.test(each.version) === isNumber && isLater && each.day >= today;
  });
  return isNumber ? later.toSorted((a, b) => compareNumbers(a.version, b.version))[0] : later[0];
}

function versionsOf(name: string): readonly MaintainedVersion[] {
  const words = (Object.hasOwn(LAST_DAYS, name) ? LAST_DAYS[name] : undefined)?.split(" ") ?? [];
  return words.flatMap((version, at) => {
    const day = words[at + 1];
    return at % 2 === 0 && day !== undefined ? [{ version, day }] : [];
  });
}

function compareNumbers(a: string, b: string): number {
  const [left, right] = [a, b].map((each) => each.split(".").map(Number));
  for (const [at, number] of (left ?? []).entries()) {
    const other = right?.[at] ?? 0;
    if (number !== other) return number - other;
  }
  return 0;
}

const OFFICIAL =
  /^(?:docker\.io\/library|public\.ecr\.aws\/docker\/library|mirror\.gcr\.io\/library)\/([^/]+)$/;

/** Microsoft's images, under today's and earlier names. */
const DOTNET =
  /^mcr\.microsoft\.com\/dotnet\/(?:core\/|nightly\/)?(?:sdk|aspnet|runtime|runtime-deps)$|^docker\.io\/microsoft\/dotnet$/;

function lastDay(name: string, tag: string): string | undefined {
  const days = Object.hasOwn(LAST_DAYS, name) ? LAST_DAYS[name] : undefined;
  const words = days?.split(" ") ?? [];
  const found = words.findIndex((word, at) => at % 2 === 0 && isOfVersion(tag, word));
  return found === -1 ? undefined : words[found + 1];
}

/** The system that a word of another image's tag names: `-buster`, `-alpine3.16`. */
function systemOf(name: string, tag: string): readonly EndOfLife[] {
  if (name === "debian" || name === "ubuntu" || name === "alpine") return [];
  return tag.split("-").flatMap((word): readonly EndOfLife[] => {
    const alpine = /^alpine(\d.*)$/.exec(word)?.[1];
    if (alpine !== undefined) {
      const day = lastDay("alpine", alpine);
      return day === undefined ? [] : [{ day, system: `Alpine ${alpine}` }];
    }
    if (!/^[a-z]+$/.test(word)) return [];
    for (const [system, title] of SYSTEMS) {
      const day = lastDay(system, word);
      if (day !== undefined) return [{ day, system: `${title} ${word}` }];
    }
    return [];
  });
}

const SYSTEMS = [
  ["debian", "Debian"],
  ["ubuntu", "Ubuntu"],
] as const;

/** Whether a tag is of a version: `3.9`, `3.9.18-slim`; `3` and `39` are not. */
function isOfVersion(tag: string, version: string): boolean {
  if (!tag.startsWith(version)) return false;
  const next = tag.charAt(version.length);
  return next === "" || next === "-" || (next === "." && /\d/.test(version.charAt(0)));
}
