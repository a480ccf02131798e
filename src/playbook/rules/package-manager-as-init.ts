import type { CommandUse } from "../../shell/index.ts";
import { defineRule } from "../define-rule.ts";
import { isOwn, startedProgram } from "../started.ts";

/** Programs that start a script of the project in a process of its own, with a shell in between. */
const MANAGERS: ReadonlySet<string> = new Set(["npm", "npx", "pnpm", "pnpx", "yarn", "yarnpkg"]);

/** Reports a package manager that a container starts in front of its application. */
export const rule = defineRule({
  name: "package-manager-as-init",
  practice: "clean-shutdown",
  severity: "warning",
  fix: "never",
  replaces: [],

  onStage(stage, report) {
    if (stage.role !== "shipped") return;
    const started = startedProgram(stage);
    if (started === undefined || !isOwn(stage, started.start)) return;
    const name = managerOf(started.use);
    const at = started.use.words[0]?.span;
    if (name === undefined || at === undefined) return;
    report({
      at,
      message: `${name} stays in front of the application, and passes signals on late or not at all`,
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
