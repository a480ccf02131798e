import type { CommandUse } from "../../shell/index.ts";
import { type EvaluatedStage, whetherCommand } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { writeWords } from "../program/http-probe.ts";
import { mayBeSetByNpm, scriptStart } from "../program/manifest-start.ts";
import { startWithoutUv } from "../program/start-without-uv.ts";
import { isOwn, type Started, startedProgram } from "../program/started.ts";
import { whetherNodeHandles } from "../program/termination-handler.ts";
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
    const alone: Alone =
      name === "uv run" ? { fix: startWithoutUv(stage, started, file) } : startItself(stage, started, file);
    const because = alone.obstacle === undefined ? "" : `; a fix stands back: ${alone.obstacle}`;
    report({
      at,
      message: `${name} stays in front of the application, and passes signals on late or not at all${because}`,
      fix: alone.fix,
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

/** What comes of starting the application without its package manager. */
interface Alone {
  readonly fix: FoundFix | undefined;
  /** What stands in the way of a fix that would be known. */
  readonly obstacle?: string;
}

/** What the script in package.json starts, where that is one plain call of node that ends when it is told to. */
function startItself(stage: EvaluatedStage, started: Started, file: DockerfileSubject): Alone {
  const { command } = started.start;
  const script = scriptStart(started, file);
  if (script === undefined || whetherCommand(stage.end, "node") !== "yes") return { fix: undefined };
  const { name, path, words } = script;
  if (words.some((word) => /^--(?:watch|test|run)\b/.test(word))) return { fix: undefined };
  if (!stage.end.environment.has("NODE_ENV") && mayBeSetByNpm(stage))
    return { fix: undefined, obstacle: "npm may set NODE_ENV by its settings" };
  // Behind npm it is ended by the signal; as process 1 it would go on until it is killed.
  const handles = whetherNodeHandles(path, file.context);
  if (handles === "no") return { fix: undefined, obstacle: `${path} shows no handler of SIGTERM` };
  if (handles === "maybe" || command.form !== "exec") return { fix: undefined };
  const [first, last] = [command.words[0], command.words.at(-1)];
  if (first === undefined || last === undefined || command.words.length !== started.use.words.length)
    return { fix: undefined };
  const span = { start: first.span.start, end: last.span.end };
  if (file.evaluated.dockerfile.text.slice(span.start, span.end).includes("\n")) return { fix: undefined };
  return {
    fix: {
      title: `Start what the script ${name} starts: ${words.join(" ")}`,
      applicability: "unsafe",
      edits: [{ span, text: writeWords(words).slice(1, -1) }],
    },
  };
}
