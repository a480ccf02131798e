import { posix } from "node:path";
import type { Span } from "../../base/index.ts";
import type { EvaluatedStage, Step } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import { defineRule } from "../define-rule.ts";
import { isWithin } from "../install/installs.ts";
import { isOwn, startCommands } from "../program/started.ts";
import { whetherBaseIsRoot } from "../user/base-user.ts";
import { opensRootsHome } from "../user/roots-home.ts";
import { isRoot, runtimeUser } from "../user/runtime-user.ts";

/**
 * Reports what is needed by a container whose user cannot look into its folder: below /root, programs on PATH, what
 * CMD and ENTRYPOINT name, and what `pip install --user` put there as root; and what lies in a folder that COPY made
 * with a mode that is meant for files.
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
    for (const { at, path, mode } of closedFolders(stage, runtime.user)) {
      report({
        at,
        message: `${path} is made with the mode ${mode} too, and ${runtime.user} may not look into it`,
      });
    }
    if (opensRootsHome(stage)) return;
    for (const { at, path } of needs(stage)) {
      report({ at, message: `${path} is needed at run time, and ${runtime.user} may not look into /root` });
    }
  },
});

/** Folders that COPY makes on its way, with the mode that is meant for the file, and that hold what is started. */
function closedFolders(stage: EvaluatedStage, user: string): readonly (Need & { readonly mode: string })[] {
  const started = startCommands(stage).flatMap(({ command }) =>
    command.form === "exec"
      ? command.words.map(({ value }) => posix.resolve(stage.end.workdir ?? "/", value))
      : [],
  );
  return stage.steps.flatMap((step) => {
    const { instruction, triggeredAt, before, valueOf } = step;
    if (instruction.kind !== "copy" && instruction.kind !== "add") return [];
    const { chmod, chown } = instruction;
    const mode = chmod === undefined ? "" : valueOf(chmod);
    const place = destinationOf(step);
    // Its owner may have other rights, and the bit for all others is the last digit's.
    const isClosed =
      /^0?[0-7]{2}[0246]$/.test(mode) && (chown === undefined || !isOwner(valueOf(chown), user));
    if (chmod === undefined || triggeredAt !== undefined || place === undefined || !isClosed) return [];
    const path = place.isFolder ? place.path : posix.dirname(place.path);
    const isMade = before.files.find(path) === undefined && stage.end.files.find(path)?.step === step.number;
    const isNeeded = started.some((word) => word !== path && isWithin(word, path));
    return isMade && isNeeded && !OF_SYSTEMS.test(path) ? [{ at: chmod.span, path, mode }] : [];
  });
}

function isOwner(chown: string, user: string): boolean {
  return chown.split(":", 1)[0] === user;
}

/** Folders that images of systems have. */
const OF_SYSTEMS =
  /^\/(?:(?:usr|usr\/local|var|etc|root|opt|srv|home|tmp|run|mnt|media|bin|sbin|lib\w*)(?:\/(?:s?bin|lib\w*|share|etc|log|cache|tmp|local|\w+\.d))*)?$/;

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
