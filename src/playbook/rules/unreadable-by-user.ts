import type { Span } from "../../base/index.ts";
import type { EvaluatedStage, Step } from "../../stage/index.ts";
import { whetherBaseIsRoot } from "../base-user.ts";
import { defineRule } from "../define-rule.ts";
import { opensRootsHome } from "../roots-home.ts";
import { isRoot, runtimeUser } from "../runtime-user.ts";
import { isOwn, startCommands } from "../started.ts";

/**
 * Reports what lies below /root and is needed by a container whose user cannot look into it: programs on PATH,
 * what CMD and ENTRYPOINT name, and what `pip install --user` put there as root.
 */
export const rule = defineRule({
  name: "unreadable-by-user",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onStage(stage, report) {
    if (stage.role !== "shipped") return;
    const runtime = runtimeUser(stage);
    if (runtime.kind !== "other" || runtime.group === "root" || runtime.group === "0") return;
    if (opensRootsHome(stage)) return;
    for (const { at, path } of needs(stage)) {
      report({ at, message: `${path} is needed at run time, and ${runtime.user} may not look into /root` });
    }
  },
});

interface Need {
  readonly at: Span;
  readonly path: string;
}

function needs(stage: EvaluatedStage): readonly Need[] {
  const searched = searchPath(stage).filter((folder) => folder === "/root" || folder.startsWith("/root/"));
  const found: Need[] = [];
  for (const step of stage.steps) {
    if (step.triggeredAt !== undefined) continue;
    found.push(...copied(step, searched), ...userInstalls(step, stage));
  }
  for (const start of startCommands(stage)) {
    if (start.command.form !== "exec" || !isOwn(stage, start)) continue;
    for (const { value, span } of start.command.words) {
      if (/^\/root\/[^\s$]+$/.test(value)) found.push({ at: span, path: value });
    }
  }
  return found;
}

/** What a COPY puts where PATH looks for programs. */
function copied({ instruction, valueOf }: Step, searched: readonly string[]): readonly Need[] {
  if (instruction.kind !== "copy" || instruction.destination === undefined) return [];
  const path = valueOf(instruction.destination).replace(/(.)\/+$/, "$1");
  if (path !== "/root" && !path.startsWith("/root/")) return [];
  const isSearched = searched.some((folder) => folder === path || folder.startsWith(`${path}/`));
  return isSearched && instruction.from !== undefined ? [{ at: instruction.destination.span, path }] : [];
}

function searchPath(stage: EvaluatedStage): readonly string[] {
  return (stage.end.environment.get("PATH") ?? "").split(":");
}

/** `pip install --user` by root puts packages below /root, where Python of another user does not look either. */
function userInstalls({ before, run }: Step, stage: EvaluatedStage): readonly Need[] {
  const { user, environment } = before;
  const isRootNow = user === undefined || user === "" ? whetherBaseIsRoot(stage) === "yes" : isRoot(user);
  if (!isRootNow || environment.has("PYTHONUSERBASE") || environment.has("HOME")) return [];
  return (run?.commands ?? []).flatMap((use) => {
    const isPip = /^pip[0-9.]*$/.test(use.name ?? "") && use.words[1]?.literal === "install";
    const isForUser = use.words.some(({ literal }) => literal === "--user");
    if (!isPip || !isForUser || use.runs !== "yes" || use.through.length > 0) return [];
    return [{ at: use.node.span, path: "/root/.local" }];
  });
}
