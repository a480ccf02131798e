/**
 * What surrounds an image: compose files, bake files and GitHub workflows, read for the images that they build
 * (which Dockerfile, from which build context, with which arguments). It knows what these files say; it
 * deliberately does not know whether the paths in them exist, what an environment would put into them, or what
 * a Dockerfile is. A value that only a run knows is unknown, never guessed.
 */
export { parseBake } from "./bake.ts";
export type {
  BuildArgument,
  BuildEntry,
  EntryBase,
  PipelineReading,
  Written,
  WrittenContext,
  WrittenDockerfile,
} from "./build-entry.ts";
export { type PipelineCode, pipelineCodes } from "./codes.ts";
export { parseCompose } from "./compose.ts";
export { type PipelineFileKind, pipelineFileKind } from "./file-kind.ts";
export { parseWorkflow } from "./workflow.ts";
