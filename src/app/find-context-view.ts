import type { Files } from "../host/index.ts";
import type { UnknownContext } from "../playbook/index.ts";
import { contextPath, contextSources, type EvaluatedDockerfile } from "../stage/index.ts";
import { type ReadContextView, readContextView } from "./context-view.ts";
import type { ContextFinder } from "./find-context.ts";

/** The Dockerfile whose build context is wanted. */
export interface ContextViewRequest {
  readonly dockerfile: string;
  /** The folder that the user named; found where it is undefined. */
  readonly explicit: string | undefined;
  readonly evaluated: EvaluatedDockerfile;
  /** Paths to look up beside those that are copied. */
  readonly asked: readonly string[];
}

/** Finds the build context of a Dockerfile by what it copies and binds, and looks that up in it. */
export async function findContextView(
  files: Files,
  finder: ContextFinder,
  { dockerfile, explicit, evaluated, asked }: ContextViewRequest,
): Promise<ReadContextView | UnknownContext> {
  const sources = contextSources(evaluated);
  const plain = sources.filter(({ isPlain }) => isPlain).map((source) => source.path);
  const bound = boundSources(evaluated);
  const uncertain = sources.filter(({ isPlain }) => !isPlain);
  const patterns = uncertain.filter(({ isPattern }) => isPattern).map((source) => source.path);
  const found = await finder.find({
    dockerfile,
    copySources: [...plain, ...bound.filter((source) => !source.includes("$"))],
    copyPatterns: patterns,
    hasUnknownSources: patterns.length < uncertain.length || bound.some((source) => source.includes("$")),
    ...(explicit === undefined ? {} : { explicit }),
  });
  if (found.kind === "unknown") return { kind: "unknown", reason: found.reason };
  const { folder, evidence } = found;
  return readContextView(files, { folder, evidence, dockerfile, paths: [...plain, ...asked] });
}

/** What RUN binds from the build context. */
function boundSources({ stages }: EvaluatedDockerfile): readonly string[] {
  return stages.flatMap(({ steps }) =>
    steps.flatMap(({ instruction, triggeredAt }) => {
      if (instruction.kind !== "run" || triggeredAt !== undefined) return [];
      return instruction.mounts.flatMap(({ mount }) => {
        return mount?.type === "bind" && mount.from === "" ? [contextPath(mount.source)] : [];
      });
    }),
  );
}
