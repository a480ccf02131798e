import { posix } from "node:path";
import { limits } from "../../base/index.ts";
import { contextPath, type EvaluatedStage, type Step, stepSources } from "../../stage/index.ts";
import { cleanPath, isWithin } from "../install/installs.ts";
import type { ContextView } from "../subject.ts";

/**
 * Whether a file of the build context is certainly where a step needs it: an earlier COPY names it, or a
 * pattern that is written for it, or copies a folder in which the context has it; or the RUN binds it.
 */
export function isBrought(path: string, step: Step, stage: EvaluatedStage, context: ContextView): boolean {
  if (isBound(path, step, context)) return true;
  return stepsBefore(step, stage).some((earlier) => copies(earlier, path, context));
}

/** The steps of a stage in front of one, those of the stages it stands on included, in their order. */
export function stepsBefore(step: Step, stage: EvaluatedStage): readonly Step[] {
  const own = stage.steps.indexOf(step);
  const steps: Step[] = [];
  let below: EvaluatedStage | undefined = stage;
  for (let depth = 0; below !== undefined && depth < limits.stageDepth; depth++) {
    steps.unshift(...(below === stage && own !== -1 ? below.steps.slice(0, own) : below.steps));
    below = below.base.kind === "stage" ? below.base.stage : undefined;
  }
  return steps;
}

/** Where a COPY or ADD puts things, as an absolute path, and whether that is a folder for certain. */
export function destinationOf(step: Step): { readonly path: string; readonly isFolder: boolean } | undefined {
  const { instruction, before } = step;
  if (instruction.kind !== "copy" && instruction.kind !== "add") return undefined;
  if (instruction.destination === undefined) return undefined;
  const written = step.valueOf(instruction.destination);
  if (written.includes("$")) return undefined;
  if (!written.startsWith("/") && before.workdir === undefined) return undefined;
  const path = cleanPath(posix.resolve(before.workdir ?? "/", written));
  const isFolder =
    /(?:^|\/)\.{0,2}$/.test(written) || instruction.sources.length > 1 || path === before.workdir;
  return { path, isFolder };
}

function copies(step: Step, path: string, context: ContextView): boolean {
  const { instruction } = step;
  const destination = destinationOf(step);
  if (destination === undefined) return false;
  const name = posix.basename(path);
  const lands = destination.path === path || destination.path === posix.dirname(path);
  if (instruction.kind === "copy" && instruction.from !== undefined && lands) {
    return instruction.sources.some((word) => posix.basename(step.valueOf(word)) === name);
  }
  return stepSources(step).some((source) => {
    const last = posix.basename(source.path);
    if (lands && (source.isPlain ? last === name : matches(last, name))) return true;
    if (!source.isPlain || context.kind === "unknown" || !isWithin(path, destination.path)) return false;
    if (source.path !== "." && context.whetherFolder(source.path) !== "yes") return false;
    return isSent(context, posix.join(source.path, posix.relative(destination.path, path)));
  });
}

function isBound(path: string, step: Step, context: ContextView): boolean {
  const { instruction, before } = step;
  if (instruction.kind !== "run") return false;
  return instruction.mounts.some(({ mount }) => {
    if (mount?.type !== "bind" || mount.from !== "") return false;
    const target = cleanPath(posix.resolve(before.workdir ?? "/", mount.target));
    const source = contextPath(mount.source);
    if (target === path) return true;
    if (context.kind === "unknown" || !isWithin(path, target)) return false;
    return isSent(context, posix.join(source, posix.relative(target, path)));
  });
}

function isSent(context: Exclude<ContextView, { kind: "unknown" }>, path: string): boolean {
  const inside = contextPath(path);
  return context.whetherExists(inside) === "yes" && context.whetherIgnored(inside) === "no";
}

/** Whether a pattern such as `package*.json` is meant for a file; `*` alone is for all and none. */
function matches(pattern: string, name: string): boolean {
  if (!/[A-Za-z]{3}/.test(pattern) || pattern.includes("[")) return false;
  // More stars than a name needs would make the comparison long.
  if (pattern.split("*").length > MOST_PARTS) return false;
  const source = pattern
    .replace(/[.+^${}()|\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`).test(name);
}

const MOST_PARTS = 4;
