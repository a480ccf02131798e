import { posix } from "node:path";
import type { CopyInstruction } from "../../dockerfile/index.ts";
import { type EvaluatedStage, type Interpreter, type Step, whetherCommand } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import { bottomStage } from "../image/image-name.ts";
import { stagesOf } from "../install/build-tools.ts";

/** A Python interpreter as far as it is known. */
export interface Python {
  /** As `3.13`. */
  readonly version: string | undefined;
  readonly path: string;
}

/** Packages of Python, or an environment of them, that a COPY takes from another stage. */
export interface CopiedPython {
  readonly step: Step;
  readonly instruction: CopyInstruction;
  readonly from: EvaluatedStage;
  readonly kind: "environment" | "packages";
  /** Where they land. */
  readonly place: string;
  /** The interpreter that they were made with. */
  readonly madeWith: Python | undefined;
}

/** The packages of Python that the steps of a stage copy from other stages. */
export function pythonCopies(stage: EvaluatedStage): readonly CopiedPython[] {
  return stage.steps.flatMap((step): readonly CopiedPython[] => {
    const { instruction, triggeredAt } = step;
    if (instruction.kind !== "copy" || triggeredAt !== undefined) return [];
    const source = stage.links.find(({ by }) => by === instruction)?.source;
    const place = destinationOf(step)?.path;
    if (source?.kind !== "stage" || place === undefined || instruction.sources.length !== 1) return [];
    const [word] = instruction.sources;
    const path = posix.normalize(`/${word === undefined ? "" : step.valueOf(word)}`).replace(/(.)\/$/, "$1");
    const kind = kindOf(path, source.stage);
    if (kind === undefined) return [];
    const own = pythonOf(source.stage);
    const madeWith = own === "none" ? undefined : own;
    const given = interpreterNamed(path, source.stage);
    const version = /\/python([23]\.\d+)(?:\/|$)/.exec(path)?.[1] ?? given?.version ?? madeWith?.version;
    const program = given?.path ?? madeWith?.path;
    const known = program === undefined ? undefined : { path: program, version };
    return [{ step, instruction, from: source.stage, kind, place, madeWith: known }];
  });
}

function kindOf(path: string, from: EvaluatedStage): CopiedPython["kind"] | undefined {
  const { content } = from.end.files.lookUp(path);
  if (content?.kind === "virtual-environment") return "environment";
  if (content?.kind === "packages" && content.interpreter.language === "python") return "packages";
  return /\/python[23]\.\d+\/(?:site|dist)-packages$/.test(path) ? "packages" : undefined;
}

/** The interpreter as the command named it that made an environment. */
function interpreterNamed(path: string, from: EvaluatedStage): Interpreter | undefined {
  const { content } = from.end.files.lookUp(path);
  return content?.kind === "virtual-environment" ? content.interpreter : undefined;
}

/** The packages of Python 3 that releases of distributions bring. */
const OF_RELEASE: ReadonlyMap<string, string> = new Map([
  ["debian-11", "3.9"],
  ["debian-12", "3.11"],
  ["debian-13", "3.13"],
  ["ubuntu-20.04", "3.8"],
  ["ubuntu-22.04", "3.10"],
  ["ubuntu-24.04", "3.12"],
]);

/**
 * The Python that a stage ends with: `none` where it certainly has none, undefined where that is not known. What
 * an environment or a folder of packages holds is no interpreter.
 */
export function pythonOf(stage: EvaluatedStage): Python | "none" | undefined {
  const { base, packages, isOpen } = stage.end;
  if (base.kind === "unknown") return undefined;
  const interpreters = base.kind === "known" ? base.image.interpreters : [];
  const own = interpreters.find(({ language }) => language === "python");
  if (own?.path !== undefined) return { version: minor(own.version), path: own.path };
  if (isOpen) return undefined;
  if (base.kind === "known" && packages.get("python3") === "yes") {
    const [release, ...others] = base.image.releases;
    const version = release === undefined || others.length > 0 ? undefined : OF_RELEASE.get(release.name);
    return { version, path: "/usr/bin/python3" };
  }
  // The files of the base alone: a link in an environment would count as a command otherwise.
  const bare = { ...stage.end, files: bottomStage(stage).start.files };
  const isAbsent = ["python3", "python"].every((name) => whetherCommand(bare, name) === "no");
  return isAbsent && !bringsPrograms(stage) ? "none" : undefined;
}

/** Whether a COPY or ADD other than those of packages may bring an interpreter. */
function bringsPrograms(stage: EvaluatedStage): boolean {
  return stagesOf(stage).some((part) =>
    part.steps.some((step) => {
      const { instruction } = step;
      if (instruction.kind !== "copy" && instruction.kind !== "add") return false;
      const [source] = instruction.sources;
      const from = part.links.find(({ by }) => by === instruction)?.source;
      const path = source === undefined ? "/" : posix.join("/", step.valueOf(source));
      if (from?.kind === "stage" && kindOf(path, from.stage) !== undefined) return false;
      return /^\/(?:usr|usr\/local|opt)?$|python|s?bin/.test(destinationOf(step)?.path ?? "/");
    }),
  );
}

function minor(version: string | undefined): string | undefined {
  return version === undefined ? undefined : /^\d+\.\d+/.exec(version)?.[0];
}
