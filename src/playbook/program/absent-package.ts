import { posix } from "node:path";
import type { KnownBase } from "../../base-image/index.ts";
import type { EvaluatedStage, RunFact, Step } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import { isWithin } from "../install/installs.ts";

/**
 * Packages of Debian, Ubuntu and Alpine that bring no library of a database, no certificates and no C++ library
 * along, also not through what they depend on.
 */
const ALONE: ReadonlySet<string> = new Set(
  (
    "acl bash bison bzip2 curl dirmngr dos2unix dumb-init file flex gettext-base git gnupg gnupg2 gosu gzip " +
    "iproute2 iputils-ping jq less libc-bin libffi-dev locales lsb-release make media-types mime-support nano net-tools netbase " +
    "netcat netcat-openbsd netcat-traditional openssh-client openssl patch perl procps rsync shadow su-exec sudo tar tini " +
    "tzdata unzip vim vim-tiny wget xz-utils zip zlib1g-dev"
  ).split(" "),
);

/** Those that bring compilers on Debian, and so the C++ library, but nothing else of the above. */
const COMPILERS: ReadonlySet<string> = new Set(
  "autoconf automake build-essential cmake g++ gcc libc6-dev libssl-dev libtool m4 pkg-config pkgconf".split(
    " ",
  ),
);

type SystemFact = Extract<RunFact, { readonly kind: "os-packages" }>;

/** The installs of packages of the system in some steps, certain or not. */
export function systemInstalls(steps: readonly Step[]): readonly SystemFact[] {
  return steps.flatMap(({ run }) =>
    (run?.facts ?? []).filter(
      (fact): fact is SystemFact => fact.kind === "os-packages" && fact.action === "install",
    ),
  );
}

/** Whether none of what some installs put in can have brought other packages than those that are named. */
export function bringNothing(
  installs: readonly SystemFact[],
  withCompilers: boolean,
  others?: RegExp,
): boolean {
  return installs.every(
    ({ packages, use, takesRecommended }) =>
      takesRecommended === "no" &&
      !use.hasMoreWords &&
      packages.every(
        ({ name }) =>
          ALONE.has(name) || (withCompilers && COMPILERS.has(name)) || others?.test(name) === true,
      ),
  );
}

/**
 * Whether a stage ends without all of some packages for certain: the base image lacks them, no install may have
 * brought one, and nothing was copied to where libraries are.
 */
export function isAbsent(names: readonly string[], stage: EvaluatedStage, steps: readonly Step[]): boolean {
  const { base, packages, mayHaveTools } = stage.end;
  if (base.kind !== "known" || mayHaveTools) return false;
  if (names.some((name) => packages.get(name) !== undefined || !isLackedBy(base.image, name))) return false;
  return bringNothing(systemInstalls(steps), false) && !copiesTo(steps, LIBRARIES);
}

/** What Python's images on Alpine add is Python and what it is linked with, of which no list is complete. */
function isLackedBy(image: KnownBase, name: string): boolean {
  if (image.whetherPackage(name) === "no") return true;
  const isPython = image.repository === "docker.io/library/python" && image.libc === "musl";
  return (
    isPython &&
    /pq|postgresql|mariadb|ldap|cairo|portaudio/.test(name) &&
    image.whetherPackage(name) !== "yes"
  );
}

/** Where the libraries of a system are. */
export const LIBRARIES: readonly string[] = ["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"];

/** Whether a COPY, ADD or mount puts something at, above or below some folders; packages of Python are no matter. */
export function copiesTo(steps: readonly Step[], folders: readonly string[]): boolean {
  return steps.some((step) => {
    const { instruction } = step;
    if (instruction.kind === "run") {
      return instruction.mounts.some(({ mount }) => {
        return mount === undefined || folders.some((folder) => isWithin(mount.target, folder));
      });
    }
    if (instruction.kind !== "copy" && instruction.kind !== "add") return false;
    const path = destinationOf(step)?.path;
    if (path === undefined) return true;
    if (/\/python3?(?:\.\d+)?(?:\/|$)/.test(path)) return false;
    const isFile = instruction.sources.every(
      (word) => posix.extname(step.valueOf(word)) !== "" && !word.value.includes("*"),
    );
    return folders.some(
      (folder) => isWithin(path, folder) || (isWithin(folder, path) && !isFile && path !== "/usr/local"),
    );
  });
}
