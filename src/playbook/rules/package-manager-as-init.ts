import type { CommandUse } from "../../shell/index.ts";
import { contextSources, type EvaluatedStage, whetherCommand } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { readScripts } from "../install/manifest-scripts.ts";
import { writeWords } from "../program/http-probe.ts";
import { startWithoutUv } from "../program/start-without-uv.ts";
import { isOwn, type Started, startedProgram } from "../program/started.ts";
import type { DockerfileSubject } from "../subject.ts";

/** Programs that start a script of the project in a process of its own, with a shell in between. */
const MANAGERS: ReadonlySet<string> = new Set(["npm", "npx", "pnpm", "pnpx", "yarn", "yarnpkg"]);

/** Reports a package manager that a container starts in front of its application. */
export const rule = defineRule({
  name: "package-manager-as-init",
  practice: "clean-shutdown",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, file) {
    if (stage.role !== "shipped") return;
    const started = startedProgram(stage);
    if (started === undefined || !isOwn(stage, started.start)) return;
    const name = managerOf(started.use);
    const at = started.use.words[0]?.span;
    if (name === undefined || at === undefined) return;
    report({
      at,
      message: `${name} stays in front of the application, and passes signals on late or not at all`,
      fix:
        name === "uv run"
          ? startWithoutUv(stage, started, file.evaluated.dockerfile.text)
          : startItself(stage, started, file),
      // uv passes signals on; it costs memory and a tool in the image.
      ...(name === "uv run" ? { severity: "information" } : {}),
    });
  },
});

function managerOf({ name, words }: CommandUse): string | undefined {
  if (name === "uv" && words[1]?.literal === "run") return "uv run";
  if (name === undefined || !MANAGERS.has(name)) return undefined;
  // Without a script to run it does its work and ends.
  const action = words[1]?.literal;
  return action === "install" || action === "ci" || action === "--version" ? undefined : name;
}

/** What the script in package.json starts, where that is one plain call of node and nothing runs around it. */
function startItself(
  stage: EvaluatedStage,
  { start, use }: Started,
  file: DockerfileSubject,
): FoundFix | undefined {
  const { command } = start;
  if (command.form !== "exec" || command.words.length !== use.words.length) return undefined;
  const name = scriptOf(use.words.map(({ literal }) => literal));
  const scripts = name === undefined ? undefined : scriptsOf(file);
  if (name === undefined || scripts === undefined || whetherCommand(stage.end, "node") !== "yes")
    return undefined;
  // Started by itself, a program without it is one for development: that is to be decided first.
  if (!stage.end.environment.has("NODE_ENV")) return undefined;
  const text = scripts.get(name);
  if (text === undefined || !/^node(?: [\w./@=:+-]+)+$/.test(text)) return undefined;
  if (scripts.has(`pre${name}`) || scripts.has(`post${name}`)) return undefined;
  const [first, last] = [command.words[0], command.words.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const span = { start: first.span.start, end: last.span.end };
  if (file.evaluated.dockerfile.text.slice(span.start, span.end).includes("\n")) return undefined;
  return {
    title: `Start what the script ${name} starts: ${text}`,
    applicability: "unsafe",
    edits: [{ span, text: writeWords(text.split(" ")).slice(1, -1) }],
  };
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

/** The scripts of the one package.json that the file's steps can bring; undefined where there may be several. */
function scriptsOf({ context, evaluated }: DockerfileSubject): ReadonlyMap<string, string> | undefined {
  if (context.kind === "unknown") return undefined;
  const manifests = new Set<string>();
  for (const { path, isPlain } of contextSources(evaluated)) {
    const manifest = isManifest(path) ? path : path === "." ? "package.json" : `${path}/package.json`;
    if (!isPlain && !isManifest(path)) continue;
    manifests.add(manifest.replace("package*.json", "package.json"));
  }
  const texts = [...manifests].flatMap((path) => context.textOf(path) ?? []);
  return texts.length === 1 ? readScripts(texts[0] ?? "") : undefined;
}

function isManifest(path: string): boolean {
  return /(?:^|\/)package\*?\.json$/.test(path);
}
