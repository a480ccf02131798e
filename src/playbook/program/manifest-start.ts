import { posix } from "node:path";
import { contextSources, type EvaluatedStage } from "../../stage/index.ts";
import { readScripts } from "../install/manifest-scripts.ts";
import type { DockerfileSubject } from "../subject.ts";
import type { Started } from "./started.ts";

/** A script of package.json that is one plain call of node, with nothing that runs around it. */
export interface ScriptStart {
  /** The script's name. */
  readonly name: string;
  /** The words of the call, `node` first. */
  readonly words: readonly string[];
  /** The file that node is given, relative to the build context. */
  readonly path: string;
}

/** The call of node that `npm start` and its like come to; undefined where it is none, or that is not certain. */
export function scriptStart({ use }: Started, file: DockerfileSubject): ScriptStart | undefined {
  const name = scriptOf(use.words.map(({ literal }) => literal));
  const manifest = name === undefined ? undefined : manifestOf(file, "package.json");
  const scripts = manifest === undefined ? undefined : readScripts(manifest.text);
  if (name === undefined || manifest === undefined || scripts === undefined) return undefined;
  const text = scripts.get(name);
  if (text === undefined || !/^node(?: [\w./@=:+-]+)+$/.test(text)) return undefined;
  if (scripts.has(`pre${name}`) || scripts.has(`post${name}`)) return undefined;
  const words = text.split(" ");
  const path = words.slice(1).find((word) => !word.startsWith("-"));
  return path === undefined ? undefined : { name, words, path: posix.join(manifest.folder, path) };
}

/** Whether settings of npm may leave packages for development out: it then sets NODE_ENV for the scripts that it runs. */
export function mayBeSetByNpm(stage: EvaluatedStage): boolean {
  return OMITTING.some((name) => [name, name.toUpperCase()].some((each) => stage.end.environment.has(each)));
}

const OMITTING = ["npm_config_omit", "npm_config_production", "npm_config_only"];

/** A manifest of the build context. */
export interface Manifest {
  /** Its folder, relative to the context. */
  readonly folder: string;
  readonly text: string;
}

/** The one manifest of a name that the file's steps can bring; undefined where there may be several. */
export function manifestOf(
  { context, evaluated }: DockerfileSubject,
  name: "package.json" | "pyproject.toml",
): Manifest | undefined {
  if (context.kind === "unknown") return undefined;
  const paths = new Set<string>();
  for (const { path, isPlain } of contextSources(evaluated)) {
    const base = posix.basename(path);
    if (base === name || (base === "package*.json" && name === "package.json"))
      paths.add(posix.join(posix.dirname(path), name));
    else if (isPlain) paths.add(posix.join(path, name));
  }
  const found = [...paths].flatMap((path) => {
    const text = context.textOf(path);
    return text === undefined ? [] : [{ folder: posix.dirname(path), text }];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** The script that a call runs, without anything more: `npm start`, `yarn serve`, `pnpm run serve`. */
function scriptOf(words: readonly (string | undefined)[]): string | undefined {
  const [manager, first, second, ...rest] = words;
  if (rest.length > 0 || first === undefined) return undefined;
  if (manager !== "npm" && manager !== "yarn" && manager !== "pnpm") return undefined;
  if (first === "run" || first === "run-script") return second;
  if (second !== undefined || first.startsWith("-")) return undefined;
  return first === "start" || manager !== "npm" ? first : undefined;
}
