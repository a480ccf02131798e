import { posix } from "node:path";
import type { CommandUse } from "../../shell/index.ts";
import { contextPath, contextSources, type EvaluatedDockerfile, type StageState } from "../../stage/index.ts";
import { readScripts } from "../install/manifest-scripts.ts";
import type { ContextView } from "../subject.ts";
import { scriptOf } from "./started-file.ts";

/** What the texts of the build context tell of a server. */
export interface ServerTexts {
  /** The text of the file that is started, or of the settings that it reads; empty where neither is known. */
  readonly text: string;
  /** Whether it is a server of Spring, and by which path it certainly tells how it is. */
  readonly spring?: { readonly health: string | undefined };
}

/** Reads what a started program is about: its script, its module, the script of `package.json`, or a `pom.xml`. */
export function serverTexts(
  use: CommandUse,
  state: StageState,
  evaluated: EvaluatedDockerfile,
  context: ContextView,
): ServerTexts {
  if (use.name === "java") return springTexts(evaluated, context);
  const at = (name: string) => textAt(name, state, context);
  const names = scriptOf(use)?.names ?? modulesOf(use, state) ?? scriptNames(use, at);
  const [text = ""] = names.flatMap((name) => at(name) ?? []);
  return { text };
}

/** The text of a file of an image that the build context or a heredoc brought. */
function textAt(name: string, { workdir, files }: StageState, context: ContextView): string | undefined {
  if (!name.startsWith("/") && workdir === undefined) return undefined;
  const { content } = files.lookUp(posix.resolve(workdir ?? "/", name));
  if (content?.kind === "text") return content.text;
  return content?.kind === "context" && context.kind === "known" ? context.textOf(content.path) : undefined;
}

/** The files of the module that a server of Python is given: `app.main:app`, `-m app`, or Flask's own setting. */
function modulesOf(
  { name, words }: CommandUse,
  { configuration }: StageState,
): readonly string[] | undefined {
  const texts = words.map(({ value }) => value);
  const module = /^python[0-9.]*$/.test(name ?? "") && texts[1] === "-m" ? texts[2] : undefined;
  if (module !== undefined && !SERVERS.has(module)) return filesOf(module, "__main__");
  if (!SERVERS.has(module ?? name ?? "")) return undefined;
  if ((module ?? name) === "flask") {
    const app = texts[texts.indexOf("--app") + 1];
    const said = texts.includes("--app") ? app : configuration.environment.get("FLASK_APP");
    return said?.endsWith(".py") ? [said] : said === undefined ? ["app.py"] : filesOf(said, "__init__");
  }
  const named = texts.find((text) => /^[A-Za-z_][\w.]*:[A-Za-z_]\w*(?:\(\))?$/.test(text));
  return named === undefined ? undefined : filesOf(named, "__init__");
}

const SERVERS: ReadonlySet<string> = new Set("gunicorn uvicorn hypercorn daphne flask".split(" "));

function filesOf(module: string, main: string): readonly string[] {
  const path = module.replace(/:.*$/, "").replaceAll(".", "/");
  return /^[\w/]+$/.test(path) ? [`${path}/${main}.py`, `${path}.py`].reverse() : [];
}

/** The file that a script of `package.json` gives to node. */
function scriptNames({ words }: CommandUse, at: (name: string) => string | undefined): readonly string[] {
  const [manager = "", first = "", second] = words.map(({ value }) => value);
  if (!/^(?:npm|yarn|pnpm)$/.test(manager)) return [];
  const name = /^run(?:-script)?$/.test(first) ? second : first;
  const manifest = at("package.json");
  const text = (manifest === undefined ? undefined : readScripts(manifest))?.get(name ?? "") ?? "";
  const file = /^node(?: -[\w=:-]+)* ([\w./-]+)$/.exec(text)?.[1];
  return file === undefined ? [] : [file, `${file}.js`];
}

/** The settings of the one project of Spring that the steps can bring. */
function springTexts(evaluated: EvaluatedDockerfile, context: ContextView): ServerTexts {
  if (context.kind === "unknown") return { text: "" };
  const read = (path: string) => context.textOf(contextPath(path)) ?? "";
  const folders = new Set<string>();
  for (const { path, isPlain } of contextSources(evaluated)) {
    const isManifest = MANIFESTS.includes(posix.basename(path));
    const isInside = isManifest || posix.basename(path) === "src";
    if (isPlain && (isManifest || !/\.\w+$/.test(path))) folders.add(isInside ? posix.dirname(path) : path);
  }
  // Whoever copies more folders than these has more projects than one.
  const found = [...folders].slice(0, 4).flatMap((folder) => {
    const manifest = MANIFESTS.map((name) => read(posix.join(folder, name))).join("\n");
    const settings = SETTINGS.map((name) => read(posix.join(folder, "src/main/resources", name))).join("\n");
    return SPRING_WEB.test(manifest) ? [{ manifest, settings }] : [];
  });
  const [only] = found;
  if (only === undefined || found.length > 1 || /\bssl\b/.test(only.settings)) return { text: "" };
  // Behind a log-in, on another port or under another path, the question would get an error for an answer.
  const isPlain =
    !/starter-(?:security|oauth2)/.test(only.manifest) &&
    !/management|base-?path|context-?path/i.test(only.settings);
  const hasActuator = /spring-boot-starter-actuator(?=["'<:])/.test(only.manifest);
  // Spring reads this variable by itself.
  const text = `${only.settings}\n\${SERVER_PORT}`;
  return { text, spring: { health: hasActuator && isPlain ? "/actuator/health" : undefined } };
}

const MANIFESTS = ["pom.xml", "build.gradle", "build.gradle.kts"];
const SETTINGS = ["application.properties", "application.yml", "application.yaml"];
const SPRING_WEB = /spring-boot-starter-(?:web|webmvc|webflux)(?=["'<:])/;
