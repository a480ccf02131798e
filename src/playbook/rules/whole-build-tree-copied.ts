import { posix } from "node:path";
import { type EvaluatedStage, type Step, stepSources } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import { type CopyStep, defineRule, type FoundFix, type Scope } from "../define-rule.ts";
import { buildsOf } from "../install/build-tools.ts";
import { cleanPath } from "../install/installs.ts";
import { placeAt } from "../place.ts";
import { isOwn, startedProgram } from "../program/started.ts";
import { scriptOf } from "../program/started-file.ts";
import { isInImage, isTakenFrom } from "../shipped.ts";

/** Reports COPY --from that takes a whole build tree, or a whole root file system, where the result would do. */
export const rule = defineRule({
  name: "whole-build-tree-copied",
  practice: "multi-stage",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3067"],

  onCopy(copy, report, { stage, file }) {
    const { instruction, valueOf } = copy;
    if (instruction.kind !== "copy" || instruction.from === undefined) return;
    if (!isInImage(stage, file.evaluated)) return;
    const source = stage.links.find(({ by }) => by === instruction)?.source;
    if (source === undefined || source.kind === "missing") return;
    if (source.kind !== "stage") return;
    const from = source.stage.name ?? String(source.stage.index);
    for (const word of instruction.sources) {
      const value = valueOf(word);
      const path = posix.normalize(`/${value}`).replace(/(.)\/$/, "$1");
      // A variable without a value stands for everything by accident, and a build may well give it one.
      if (value === "") continue;
      const isRoot = path === "/" && isLaidOver(copy, source.stage);
      const what = isRoot ? "everything" : whatOf(path, source.stage);
      if (what === undefined) continue;
      report({
        at: placeAt(file.evaluated.dockerfile, instruction, word.span),
        message: `${path} is ${what} of the stage ${from}`,
        fix: takeResult(copy, path, source.stage, { stage, file }),
      });
      return;
    }
  },
});

/** Whether a whole system is laid over another: into an empty image, it is a way to make one layer of many. */
function isLaidOver({ before, instruction, valueOf }: CopyStep, from: EvaluatedStage): boolean {
  const { destination } = instruction;
  if (destination === undefined || posix.normalize(`/${valueOf(destination)}`) !== "/") return false;
  // Another name for an image, which may be made to be laid over, as those of single tools are.
  if (from.base.kind === "image" && from.steps.length === 0) return false;
  return before.base.kind !== "empty" && from.start.base.kind !== "empty";
}

/** What a path is to the stage that built there: the folder of the sources, or all that the build left. */
function whatOf(path: string, stage: EvaluatedStage): string | undefined {
  const tools = new Set(buildsOf(stage).map(({ tool }) => tool));
  if (tools.size === 0) return undefined;
  const isTarget = posix.basename(path) === "target" && (tools.has("cargo") || tools.has("maven"));
  if (isTarget) return "everything that the build left, not the result alone,";
  return stage.steps.some((step) => bringsSources(step, path))
    ? "the folder of the sources, with all that the build left in it,"
    : undefined;
}

/** Whether a step copies a folder of the build context to a path: not single files, such as manifests. */
function bringsSources(step: Step, path: string): boolean {
  const destination = destinationOf(step);
  if (destination?.path !== path) return false;
  return stepSources(step).some((source) => source.isPlain && source.path === ".");
}

/**
 * The one file that the container starts, where a folder `target` is copied to which nothing else in the stage refers.
 * Of the folder of the sources nobody knows which files the program reads.
 */
function takeResult(
  copy: CopyStep,
  path: string,
  from: EvaluatedStage,
  { stage, file }: Scope,
): FoundFix | undefined {
  const { instruction } = copy;
  const folder = destinationOf(copy)?.path;
  const [word, ...more] = instruction.sources;
  if (instruction.kind !== "copy" || word === undefined || more.length > 0 || folder === undefined)
    return undefined;
  if (posix.basename(path) !== "target" || instruction.parents || instruction.exclude.length > 0)
    return undefined;
  const started = startedPath(stage);
  if (started === undefined || !started.startsWith(`${folder}/`)) return undefined;
  const inside = started.slice(folder.length + 1);
  if (!isResult(inside, from, file) || isUsedElsewhere(copy, folder, { stage, file })) return undefined;
  const words = [word, instruction.destination].map((each) => {
    const { text } = file.evaluated.dockerfile;
    if (each === undefined || !/^[\w./-]+$/.test(each.value)) return undefined;
    if (text.slice(each.span.start, each.span.end) !== each.value) return undefined;
    return { span: each.span, text: `${each.value.replace(/\/$/, "")}/${inside}` };
  });
  const edits = words.flatMap((edit) => edit ?? []);
  if (edits.length < 2 || file.evaluated.dockerfile.problems.length > 0) return undefined;
  return { title: `Copy ${inside} alone, which is started`, applicability: "unsafe", edits };
}

/** The file that a container starts, by an absolute path: a program, or the archive that java is given. */
function startedPath(stage: EvaluatedStage): string | undefined {
  const started = startedProgram(stage);
  if (started === undefined || !isOwn(stage, started.start)) return undefined;
  const word = started.use.name === "java" ? scriptOf(started.use)?.word : started.use.words[0];
  const written = word?.literal;
  return written?.startsWith("/") === true ? cleanPath(written) : undefined;
}

/** Whether a file below `target` holds all that runs: a program of cargo, or an archive that has its libraries in it. */
function isResult(inside: string, from: EvaluatedStage, { context }: Scope["file"]): boolean {
  const tools = new Set(buildsOf(from).map(({ tool }) => tool));
  if (tools.has("cargo")) return /^(?:[\w-]+\/)?(?:release|debug)\/[\w.-]+$/.test(inside);
  if (!/^[\w.-]+\.jar$/.test(inside) || context.kind === "unknown") return false;
  return /<artifactId>\s*(?:spring-boot-maven-plugin|maven-shade-plugin)\s*</.test(
    context.textOf("pom.xml") ?? "",
  );
}

/** Whether something else in the stage names the folder, or runs behind the copy, or another stage takes from this one. */
function isUsedElsewhere(copy: CopyStep, folder: string, { stage, file }: Scope): boolean {
  const later = stage.steps.slice(stage.steps.indexOf(copy) + 1);
  const isNamed = later.some(({ instruction: { kind, syntax } }) => {
    if (kind === "run" || kind === "onbuild") return true;
    return syntax.text.text.split(folder).length > (kind === "cmd" || kind === "entrypoint" ? 2 : 1);
  });
  const isNamedBefore = stage.end.workdir === folder || stage.end.workdir?.startsWith(`${folder}/`) === true;
  return (
    stage.role !== "shipped" ||
    isNamed ||
    isNamedBefore ||
    stage.end.environment.some((value) => value.includes(folder)) ||
    isTakenFrom(stage, file.evaluated)
  );
}
