import { posix } from "node:path";
import type { EvaluatedStage } from "../../stage/index.ts";
import { type CopiedFromStage, copiedFromStages } from "../context/copied-from-stages.ts";
import { stagesOf } from "../install/build-tools.ts";
import { installedPackages } from "../install/native-packages.ts";
import type { ContextView } from "../subject.ts";
import { isAbsent, systemInstalls } from "./absent-package.ts";
import { pythonCopies } from "./python-copies.ts";
import { isLinkedWithGlibc } from "./rust-program.ts";

/** Something copied that needs a library of the system which the stage does not have. */
export interface LibraryNeed {
  readonly copied: CopiedFromStage;
  /** What needs it. */
  readonly what: string;
  readonly library: string;
  /** The package that brings it on this system. */
  readonly package: string;
}

/** A library and what brings it. */
export interface Library {
  readonly file: string;
  /** The packages that hold it, by the names that releases gave them; the last is told. */
  readonly debian: readonly string[];
  readonly alpine: readonly string[];
}

const LIBPQ: Library = { file: "libpq.so.5", debian: ["libpq5"], alpine: ["postgresql-libs", "libpq"] };
const OPENSSL: Library = {
  file: "OpenSSL's library",
  debian: ["libssl1.1", "libssl3t64", "libssl3"],
  alpine: ["libssl1.1", "libssl3"],
};
const MARIADB: Library = {
  file: "libmariadb.so.3",
  debian: ["libmysqlclient21", "libmariadb3"],
  alpine: ["mariadb-connector-c"],
};

/** Packages of Python that come without a wheel for Linux: they are compiled, and linked with what is installed. */
const FROM_SOURCE: ReadonlyMap<string, Library> = new Map([
  ["psycopg2", LIBPQ],
  ["psycopg-c", LIBPQ],
  ["mysqlclient", MARIADB],
  ["pycairo", { file: "libcairo.so.2", debian: ["libcairo2"], alpine: ["cairo"] }],
  [
    "python-ldap",
    { file: "libldap", debian: ["libldap-2.4-2", "libldap-2.5-0", "libldap2"], alpine: ["libldap"] },
  ],
  ["pyaudio", { file: "libportaudio.so.2", debian: ["libportaudio2"], alpine: ["portaudio"] }],
]);

const CPP: Library = { file: "libstdc++.so.6", debian: ["libstdc++6"], alpine: ["libstdc++"] };

/** The library that a package of Python is linked with when it is installed, which is always from source. */
export function libraryOf(name: string): Library | undefined {
  return FROM_SOURCE.get(name.toLowerCase().replaceAll("_", "-"));
}

/** What is copied to a stage from others and certainly needs a library that the stage lacks. */
export function libraryNeeds(stage: EvaluatedStage, context: ContextView): readonly LibraryNeed[] {
  const { base } = stage.end;
  if (stage.links.length === 0) return [];
  if (base.kind !== "known" || (base.image.libc !== "glibc" && base.image.libc !== "musl")) return [];
  const isAlpine = base.image.libc === "musl";
  const steps = stagesOf(stage).flatMap((part) => part.steps);
  const python = new Set(pythonCopies(stage).map(({ step }) => step));
  return copiedFromStages(stage).flatMap((copied): readonly LibraryNeed[] => {
    const found = python.has(copied.step)
      ? ofPython(copied, context)
      : (ofNode(copied) ?? ofRust(copied, context));
    if (found === undefined) return [];
    // Much of what is installed comes with OpenSSL: curl, certificates, clients of any kind.
    if (found.library === OPENSSL && systemInstalls(steps).length > 0) return [];
    const names = isAlpine ? found.library.alpine : found.library.debian;
    if (!isAbsent(names, stage, steps)) return [];
    const { what, library } = found;
    return [{ copied, what, library: library.file, package: names.at(-1) ?? "" }];
  });
}

interface Found {
  readonly what: string;
  readonly library: Library;
}

function ofPython({ path, from }: CopiedFromStage, context: ContextView): Found | undefined {
  const steps = stagesOf(from).flatMap((part) => part.steps);
  for (const step of steps) {
    for (const { name, install } of installedPackages(step, steps, "python", context)) {
      const library = libraryOf(name);
      if (library === undefined || install.action === "download") continue;
      const { target } = install;
      if (target !== undefined && target !== path && !target.startsWith(`${path}/`)) continue;
      return { what: name, library };
    }
  }
  return undefined;
}

/** Node.js itself is written in C++. */
function ofNode({ path, from }: CopiedFromStage): Found | undefined {
  const { base } = from.start;
  const isNode = base.kind === "known" && base.image.repository === "docker.io/library/node";
  return isNode && path === "/usr/local/bin/node" ? { what: "node", library: CPP } : undefined;
}

/** Crates that call OpenSSL are linked with the system's, unless the lock file says that they build their own. */
function ofRust({ path, from }: CopiedFromStage, context: ContextView): Found | undefined {
  if (!isLinkedWithGlibc(path, from)) return undefined;
  const steps = stagesOf(from).flatMap((part) => part.steps);
  const lock = context.kind === "known" ? context.textOf("Cargo.lock") : undefined;
  const found: Found = { what: posix.basename(path), library: OPENSSL };
  if (lock !== undefined) {
    return /^name = "openssl-sys"$/m.test(lock) && !/^name = "openssl-src"$/m.test(lock) ? found : undefined;
  }
  const texts = steps.flatMap(({ instruction }) => instruction.syntax.args.map(({ value }) => value));
  if (texts.some((text) => /OPENSSL_STATIC|vendored/.test(text))) return undefined;
  const headers = new Set(systemInstalls(steps).flatMap(({ packages }) => packages.map(({ name }) => name)));
  return headers.has("libssl-dev") && headers.has("pkg-config") ? found : undefined;
}
