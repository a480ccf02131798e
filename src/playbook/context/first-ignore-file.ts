import { posix } from "node:path";
import {
  type ContextSource,
  contextPath,
  contextSources,
  type EvaluatedDockerfile,
} from "../../stage/index.ts";
import type { FoundFix } from "../define-rule.ts";
import type { KnownContext } from "../subject.ts";
import { asksForHistory } from "./asks-for-history.ts";
import { isReadByBuild } from "./read-by-build.ts";
import { isNamed, isNeedless, isSecret, isSought } from "./unwanted-files.ts";

/** A part of the ignore file: what its lines have in common, and the lines. */
interface Section {
  readonly title: string;
  readonly patterns: readonly string[];
}

/**
 * A first ignore file, written for what the build uses and what the context holds: nothing in it is named by a
 * COPY, an ADD or a mount, and the history only where no step can read it.
 */
export function firstIgnoreFile(context: KnownContext, evaluated: EvaluatedDockerfile): FoundFix | undefined {
  const sources = contextSources(evaluated);
  const named = new Set([...sources.map(({ path }) => path), ...boundPaths(evaluated)].flatMap(segmentsOf));
  // What is bundled into a site is read from there when it is built.
  const isBundled = BUNDLERS.test(context.textOf("package.json") ?? "");
  // What a variable or a pattern stands for may be anything.
  const isOpen = (pattern: string) => {
    const name = posix.basename(pattern);
    if (named.has(name) || (isBundled && name.startsWith(".env"))) return false;
    if (name.startsWith(".env") && [...named].some((each) => each.startsWith(".env"))) return false;
    // Dependencies and caches are named for many reasons, and made anew; settings are named to be read.
    return !isSetting(pattern) || !isReadByBuild(pattern, context, evaluated);
  };
  const sections = [...sectionsOf(evaluated, context), ...foundSections(sources, context, evaluated)];
  const seen = new Set<string>();
  const parts = sections.flatMap(({ title, patterns }) => {
    const kept = patterns.filter((pattern) => isOpen(pattern) && !covers(seen, pattern));
    for (const pattern of kept) seen.add(pattern);
    return kept.length === 0 ? [] : [`# ${title}\n${kept.join("\n")}\n`];
  });
  if (parts.length === 0) return undefined;
  return {
    title: `Write a .dockerignore with ${[...seen].join(", ")}`,
    // What the image loses by it is for people to read first, and the file may be shared by other Dockerfiles.
    applicability: "unsafe",
    edits: [],
    files: [
      { path: posix.join(context.folder, ".dockerignore"), before: undefined, after: parts.join("\n") },
    ],
  };
}

function isSetting(pattern: string): boolean {
  return SETTING.test(pattern) || isSecret(pattern);
}

const SETTING = /(?:^|\/)(?:\.(?:github|vscode|idea|env)|\w*[Dd]ocker|compose)/;

function covers(seen: ReadonlySet<string>, pattern: string): boolean {
  return seen.has(pattern) || seen.has(`**/${posix.basename(pattern)}`);
}

function sectionsOf(evaluated: EvaluatedDockerfile, context: KnownContext): readonly Section[] {
  const tools = new Set(
    evaluated.stages.flatMap(({ steps }) =>
      steps.flatMap(({ run }) =>
        (run?.facts ?? []).flatMap((fact) =>
          fact.kind === "language-packages"
            ? [fact.manager as string]
            : fact.kind === "build"
              ? [fact.tool as string]
              : [],
        ),
      ),
    ),
  );
  const uses = (...names: readonly string[]) => names.some((name) => tools.has(name));
  const dependencies: string[] = [];
  const caches: string[] = [];
  if (uses("npm", "pnpm", "yarn", "bun")) dependencies.push("**/node_modules");
  if (uses("pip", "pipenv", "poetry", "pdm", "uv", "conda")) {
    dependencies.push("**/.venv");
    caches.push("**/__pycache__", "**/.pytest_cache", "**/.mypy_cache", "**/.ruff_cache");
  }
  if (uses("gradle")) caches.push("**/.gradle");
  // What cargo and Maven compiled on another machine; deeper down a source folder may bear the name.
  const isCompiled = (tool: string, manifest: string) =>
    uses(tool) && context.whetherExists(manifest) === "yes";
  const output = isCompiled("cargo", "Cargo.toml") || isCompiled("maven", "pom.xml") ? ["target"] : [];
  const manifest = uses("npm", "pnpm", "yarn", "bun") ? (context.textOf("package.json") ?? "") : "";
  if (/"vite"/.test(manifest)) output.push("dist");
  const history = asksForHistory(evaluated, context) ? [] : [".git"];
  return [
    {
      title: "History, and what editors, systems and services leave",
      patterns: [...history, ".github", ".vscode", ".idea", "**/.DS_Store"],
    },
    {
      title: "Only the builder reads these: a change of them must not copy everything anew",
      patterns: [".dockerignore", ...recipesOf(evaluated, context)],
    },
    { title: "Dependencies, which the build installs itself", patterns: dependencies },
    { title: "Output, which the build makes itself", patterns: output },
    { title: "Caches", patterns: caches },
    { title: "Secrets, and settings of one machine", patterns: ["**/.env", "**/.env.local"] },
  ];
}

/** Tools that read `.env` files while they build. */
const BUNDLERS = /"(?:vite|next|nuxt|astro|gatsby|react-scripts|@sveltejs\/kit|@vue\/cli-service)"/;

/** The Dockerfile, and files that tell a builder what to do: it has them all the same, and nothing in an image reads them. */
function recipesOf({ dockerfile }: EvaluatedDockerfile, context: KnownContext): readonly string[] {
  const own = posix.relative(context.folder, dockerfile.path);
  const paths = new Set([own, ...RECIPES].filter((path) => /^\w[\w./-]*$/.test(path)));
  return [...paths].filter((path) => context.whetherExists(path) === "yes");
}

const RECIPES =
  "Dockerfile Containerfile compose.yaml compose.yml docker-compose.yaml docker-compose.yml docker-bake.hcl".split(
    " ",
  );

/** What the context holds besides. */
function foundSections(
  sources: readonly ContextSource[],
  context: KnownContext,
  evaluated: EvaluatedDockerfile,
): readonly Section[] {
  const needless = new Set<string>();
  const secrets = new Set<string>();
  for (const source of sources) {
    if (!source.isPlain || context.whetherFolder(source.path) !== "yes") continue;
    for (const entry of context.findSent(source.path, isSought)) {
      if (sources.some((other) => isNamed(entry.path, source.path, other.path))) continue;
      if (!/^[\w./@+-]+$/.test(entry.path)) continue;
      if (isSecret(entry.path)) secrets.add(entry.path);
      else if (isNeedless(entry, evaluated, context)) needless.add(entry.path);
    }
  }
  return [
    { title: "Secrets found here", patterns: [...secrets].sort() },
    { title: "Output and caches found here", patterns: [...needless].sort() },
  ];
}

/** What RUN binds from the context. */
function boundPaths({ stages }: EvaluatedDockerfile): readonly string[] {
  return stages.flatMap(({ steps }) =>
    steps.flatMap(({ instruction }) =>
      instruction.kind === "run"
        ? instruction.mounts.flatMap(({ mount }) =>
            mount?.type === "bind" && mount.from === "" ? [contextPath(mount.source)] : [],
          )
        : [],
    ),
  );
}

function segmentsOf(path: string): readonly string[] {
  return path.split("/");
}
