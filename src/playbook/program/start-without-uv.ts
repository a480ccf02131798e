import { posix } from "node:path";
import type { EvaluatedStage } from "../../stage/index.ts";
import { stepsBefore } from "../context/brought.ts";
import type { FoundFix } from "../define-rule.ts";
import type { DockerfileSubject } from "../subject.ts";
import { manifestOf } from "./manifest-start.ts";
import type { Started } from "./started.ts";
import { isHandlingServer, whetherPythonHandles } from "./termination-handler.ts";

/**
 * What `uv run` starts, by its path in the environment that `uv sync` has made in the same stage. Undefined where the
 * environment's place is not certain, uv is asked for more than to start one program of it, or that program may do
 * nothing on SIGTERM: behind uv the signal ends it, as process 1 only a handler does.
 */
export function startWithoutUv(
  stage: EvaluatedStage,
  { start, use }: Started,
  file: DockerfileSubject,
): FoundFix | undefined {
  const { command } = start;
  if (command.form !== "exec" || command.words.length !== use.words.length) return undefined;
  const words = use.words.map(({ literal }) => literal);
  const at = words.findIndex((word, index) => index > 1 && (word === undefined || !HARMLESS.has(word)));
  const program = at === -1 ? undefined : words[at];
  const folder = environmentOf(stage);
  if (program === undefined || folder === undefined || program.startsWith("-")) return undefined;
  const isScript = program.endsWith(".py");
  // A file of another folder may be a program of the system's, or a script with packages of its own.
  if (!isScript && !/^[\w-]+$/.test(program)) return undefined;
  if (!handlesTermination(words.slice(at), file)) return undefined;
  const path = posix.join(folder, "bin", isScript ? "python" : program);
  const [first, last] = [command.words[0], command.words[at]];
  if (first === undefined || last === undefined) return undefined;
  const span = { start: first.span.start, end: last.span.end };
  if (file.evaluated.dockerfile.text.slice(span.start, span.end).includes("\n")) return undefined;
  const written = isScript ? `"${path}", "${program}"` : `"${path}"`;
  return { title: `Start ${path} itself`, applicability: "unsafe", edits: [{ span, text: written }] };
}

/** Whether what is started is known to end on SIGTERM: a server that does, or a file that shows it. */
function handlesTermination(words: readonly (string | undefined)[], file: DockerfileSubject): boolean {
  const [program, first, second] = words;
  const isPython = program === "python" || program === "python3";
  if (isPython && first === "-m") return isHandlingServer(second);
  if (isHandlingServer(program)) return true;
  const manifest = manifestOf(file, "pyproject.toml");
  const script = isPython ? first : program;
  if (manifest === undefined || script === undefined || script.startsWith("/")) return false;
  const names = script.endsWith(".py") ? [script] : filesOf(script, manifest.text);
  return names.some(
    (name) => whetherPythonHandles(posix.join(manifest.folder, name), file.context) === "yes",
  );
}

/** Where the module of a project's own command may lie: `tides = "tides.main:run"` below `[project.scripts]`. */
function filesOf(command: string, manifest: string): readonly string[] {
  const [, scripts = ""] = manifest.split(/^\[project\.scripts\][ \t]*$/m);
  const [own = ""] = scripts.split(/^\[/m);
  const line = own.split("\n").find((each) => each.split("=")[0]?.trim() === command);
  const module = /=\s*["']([\w.]+):\w+["']/.exec(line ?? "")?.[1]?.replaceAll(".", "/");
  if (module === undefined) return [];
  return ["src/", ""].flatMap((folder) => [`${folder}${module}.py`, `${folder}${module}/__init__.py`]);
}

/** Options of `uv run` that choose nothing but what is synchronized first. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...["--no-sync", "--frozen", "--locked", "--no-dev", "--offline", "--no-cache", "--"],
]);

/** The folder of the environment that the last `uv sync` of a stage makes, where the container is in its project. */
function environmentOf(stage: EvaluatedStage): string | undefined {
  const [last] = stage.steps.slice(-1);
  if (last === undefined) return undefined;
  const syncs = [...stepsBefore(last, stage), last].flatMap((step) => {
    const commands = step.run?.commands ?? [];
    return commands
      .filter(({ name, words }) => name === "uv" && words[1]?.literal === "sync")
      .map((use) => ({ step, use, commands }));
  });
  const sync = syncs.at(-1);
  if (sync === undefined || sync.use.runs !== "yes") return undefined;
  const { step, use, commands } = sync;
  if (commands.some(({ name }) => name === "cd") || use.node.assignments.length > 0) return undefined;
  if (use.words.some(({ value }) => /^--(?:active|project|directory|script|python-platform)\b/.test(value)))
    return undefined;
  const { workdir, environment } = step.before;
  if (workdir === undefined || stage.end.workdir !== workdir) return undefined;
  const said = environment.get("UV_PROJECT_ENVIRONMENT");
  if (said === undefined) return posix.join(workdir, ".venv");
  return /^\/[\w./-]+$/.test(said) ? said : undefined;
}
