import { posix } from "node:path";
import { contextPath, type Step, stepSources } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import type { ContextView } from "../subject.ts";
import { installsOf, type LanguageInstall } from "./installs.ts";

/** A package as an install or a manifest asks for it. */
export interface AskedPackage {
  readonly name: string;
  /** The range or version as written, or undefined. */
  readonly version: string | undefined;
}

/** Packages of npm whose compiled part is made or fetched for one C library. */
const NODE: ReadonlySet<string> = new Set("better-sqlite3 sqlite3 sharp canvas node-sass re2".split(" "));

/** Packages of Python that do nothing without their compiled part. */
const PYTHON: ReadonlySet<string> = new Set(
  (
    "asyncpg bcrypt cffi cryptography gevent grpcio httptools lxml matplotlib mysqlclient numba numpy opencv-python " +
    "opencv-python-headless orjson pandas pillow polars psutil psycopg2 psycopg2-binary pyarrow pydantic-core pymupdf " +
    "pynacl scikit-learn scipy shapely tensorflow tiktoken torch uvloop"
  ).split(" "),
);

/** Whether a package certainly comes with a part that is compiled for one C library. */
export function isNative({ name, version }: AskedPackage, language: "node" | "python"): boolean {
  const plain = name.toLowerCase().replaceAll("_", "-");
  if (language === "python") return PYTHON.has(plain);
  // Since version 6, bcrypt brings its compiled parts for both.
  return NODE.has(plain) || (plain === "bcrypt" && /^[\^~]?[1-5]\./.test(version ?? ""));
}

const MANAGERS = {
  node: ["npm", "pnpm", "yarn", "bun"],
  python: ["pip", "uv"],
} as const;

/** What an install of a step asks for, and the install that does. */
export interface InstalledPackage extends AskedPackage {
  readonly install: LanguageInstall;
}

/**
 * The packages that a step certainly installs, by what its commands name and what the manifests of the build
 * context say: `package.json` without what is for development, and files of requirements. `steps` are those around it.
 */
export function installedPackages(
  step: Step,
  steps: readonly Step[],
  language: "node" | "python",
  context: ContextView,
): readonly InstalledPackage[] {
  return installsOf(step, ...MANAGERS[language]).flatMap((install): readonly InstalledPackage[] => {
    if (install.runs !== "yes") return [];
    const named: readonly AskedPackage[] = install.packages;
    const listed = install.reads.flatMap(({ path }) => {
      const text = path === undefined ? undefined : textAt(path, step, steps, context);
      if (text === undefined) return [];
      return posix.basename(path ?? "") === "package.json" ? ofManifest(text) : ofRequirements(text);
    });
    return [...named, ...listed].map(({ name, version }) => ({ name, version, install }));
  });
}

/** The text of a file of the build context that a step finds at a path. */
function textAt(
  path: string,
  { before, number }: Step,
  steps: readonly Step[],
  context: ContextView,
): string | undefined {
  if (context.kind === "unknown") return undefined;
  const { content } = before.files.lookUp(path);
  if (content?.kind === "context") return context.textOf(content.path);
  const name = posix.basename(path);
  for (const earlier of steps) {
    const place = destinationOf(earlier);
    if (earlier.number >= number || place?.path !== posix.dirname(path)) continue;
    // A pattern such as `package*.json` is written for the file that is looked for.
    const pattern = stepSources(earlier).find(({ path: source, isPattern }) => {
      const [start = "", end = "", ...others] = posix.basename(source).split("*");
      const isFor = start !== "" && others.length === 0 && name.startsWith(start) && name.endsWith(end);
      return isPattern && isFor && !/[*?[]/.test(posix.dirname(source));
    });
    if (pattern !== undefined)
      return context.textOf(contextPath(posix.join(posix.dirname(pattern.path), name)));
  }
  return undefined;
}

function ofManifest(text: string): readonly AskedPackage[] {
  const { dependencies } = readObject(text);
  if (typeof dependencies !== "object" || dependencies === null) return [];
  return Object.entries(dependencies).map(([name, version]) => {
    return { name, version: typeof version === "string" ? version : undefined };
  });
}

function readObject(text: string): { readonly dependencies?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

function ofRequirements(text: string): readonly AskedPackage[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = /^([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*([=<>!~][^;#]*)?(?:#.*)?$/.exec(
      line.trim(),
    );
    return match?.[1] === undefined ? [] : [{ name: match[1], version: match[2]?.trim() }];
  });
}
