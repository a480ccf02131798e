import type { EvaluatedStage } from "../../stage/index.ts";
import { isRunStep } from "../commands.ts";
import type { ContextView } from "../subject.ts";
import { stagesOf } from "./build-tools.ts";
import { installsOf, isOfProject } from "./installs.ts";

/**
 * Whether an install in a stage, or in one below it, runs scripts of the project's own, which may write any file: those
 * that its manifest names for that moment. Of manifests that were not read nothing is said.
 */
export function runsLifecycleScripts(stage: EvaluatedStage, context: ContextView): boolean {
  if (context.kind === "unknown") return false;
  const steps = stagesOf(stage).flatMap((part) => part.steps.filter(isRunStep));
  const contents = steps.flatMap((step) =>
    installsOf(step, "npm", "pnpm", "yarn", "bun", "composer")
      .filter((fact) => isOfProject(fact) && !SWITCHED_OFF.some((option) => fact.options.has(option)))
      .flatMap(({ reads }) => reads.flatMap(({ path }) => path ?? []))
      .map((path) => step.before.files.lookUp(path).content),
  );
  // All are asked for at once, as answers come a round later.
  const texts = contents.map((content) =>
    content?.kind === "context" ? context.textOf(content.path) : undefined,
  );
  return texts.some((text) => text !== undefined && NAMED.test(text));
}

const SWITCHED_OFF = ["--ignore-scripts", "--no-scripts"];

/** Names of scripts that an install runs, as manifests write them. */
const NAMED =
  /"(?:(?:pre|post)?install|(?:pre|post)?prepare|prepublish|(?:pre|post)-(?:install|update|autoload-dump)-cmd|(?:pre|post)-autoload-dump)"\s*:/;
