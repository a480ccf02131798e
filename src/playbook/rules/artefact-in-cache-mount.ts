import { posix } from "node:path";
import type { Dockerfile, Word } from "../../dockerfile/index.ts";
import type { EvaluatedStage, Step } from "../../stage/index.ts";
import { ownerFields } from "../cache/cache-mount.ts";
import { isRunStep } from "../commands.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { appendToRun } from "../edit/append-to-run.ts";
import { cleanPath, isWithin } from "../install/installs.ts";
import { placeAt } from "../place.ts";

/** Reports COPY --from of a path that was only ever written inside a cache mount. */
export const rule = defineRule({
  name: "artefact-in-cache-mount",
  practice: "cache-mounts",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, file) {
    for (const { by, source, instruction } of stage.links) {
      if ("flag" in by || source.kind !== "stage") continue;
      const step = stage.steps.find((each) => each.instruction === instruction);
      if (step === undefined) continue;
      for (const word of by.sources) {
        const path = cleanPath(posix.resolve("/", step.valueOf(word)));
        const mount = findMount(path, source.stage);
        if (mount === undefined) continue;
        report({
          at: placeAt(file.evaluated.dockerfile, instruction, word.span),
          message: `${path} was written into the cache mount at ${mount}, of which the stage keeps nothing`,
          fix: copyOut({ path, mount, word }, source.stage, file.evaluated.dockerfile),
        });
      }
    }
  },
});

/**
 * The file is copied beside the folders of the stage while the mount is there, by the last RUN that has it, and taken
 * from there. Undefined where that place may be taken, or the RUN's user may not write to it.
 */
function copyOut(
  { path, mount, word }: { readonly path: string; readonly mount: string; readonly word: Word },
  stage: EvaluatedStage,
  dockerfile: Dockerfile,
): FoundFix | undefined {
  const run = stage.steps.filter(isRunStep).findLast((step) => cacheTargets(step).includes(mount));
  const place = `/${posix.basename(path)}`;
  const written = dockerfile.text.slice(word.span.start, word.span.end);
  const isPlain = /^[\w./+-]+$/.test(written) && cleanPath(posix.resolve("/", written)) === path;
  if (run === undefined || !isPlain || ownerFields(run, place) !== "") return undefined;
  if (whetherTaken(place, stage)) return undefined;
  // What Cargo builds is a file; anything else may be a folder.
  const isFile = /\/(?:release|debug)\/[^/.]+$/.test(path);
  const edits = appendToRun(run, dockerfile, `cp ${isFile ? "" : "-r "}${path} ${place}`);
  if (edits === undefined) return undefined;
  return {
    title: `Copy it to ${place} in the RUN that has the mount, and take it from there`,
    applicability: "unsafe",
    edits: [...edits, { span: word.span, text: place }],
  };
}

/** Whether something may stand at a place, as far as the stage and all that it says tells. */
function whetherTaken(place: string, { end, steps }: EvaluatedStage): boolean {
  if (end.files.lookUp(place).exists === "yes" || FOLDERS.has(place)) return true;
  return steps.some(({ instruction: { syntax } }) => {
    const text = [syntax.text.text, ...syntax.heredocs.map(({ content }) => content)].join("\n");
    return text.split(/[\s"',=;]+/).some((one) => one === place || one.startsWith(`${place}/`));
  });
}

/** What a system has at its top. */
const FOLDERS: ReadonlySet<string> = new Set(
  "bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var app src go"
    .split(" ")
    .map((name) => `/${name}`),
);

/** The cache mount that a path lies in, where every RUN that may have written the path had it mounted. */
function findMount(path: string, stage: EvaluatedStage): string | undefined {
  if (stage.end.files.whetherExists(path) === "yes") return undefined;
  const targets = stage.steps.flatMap(cacheTargets);
  const target = targets.find((each) => path !== each && isWithin(path, each));
  if (target === undefined) return undefined;
  const writesElsewhere = stage.steps.some((step) => mayWrite(step, target));
  return writesElsewhere ? undefined : target;
}

function cacheTargets(step: Step): readonly string[] {
  const { instruction, before } = step;
  if (instruction.kind !== "run") return [];
  return instruction.mounts.flatMap(({ mount }) => {
    if (mount?.type !== "cache" || mount.target.includes("$")) return [];
    if (!mount.target.startsWith("/") && before.workdir === undefined) return [];
    return [cleanPath(posix.resolve(before.workdir ?? "/", mount.target))];
  });
}

/** A RUN without the mount, or a COPY to the place, may have put the file there for good. */
function mayWrite(step: Step, target: string): boolean {
  const { instruction, run } = step;
  if (instruction.kind === "copy" || instruction.kind === "add") {
    const written = instruction.destination === undefined ? "" : step.valueOf(instruction.destination);
    return isWithin(cleanPath(posix.resolve(step.before.workdir ?? "/", written)), target);
  }
  if (instruction.kind !== "run" || cacheTargets(step).includes(target)) return false;
  const name = posix.basename(target);
  return (
    (run?.facts ?? []).some(({ kind }) => kind === "build" || kind === "unknown-command") ||
    (run?.script?.source.text.includes(name) ?? true)
  );
}
