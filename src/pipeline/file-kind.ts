/** A kind of file that says how images are built. */
export type PipelineFileKind = "compose" | "bake" | "workflow";

const COMPOSE = /^(?:docker-compose[^/]*|(?:compose|container-compose|podman-compose)(?:[.-][^/]*)?)\.ya?ml$/;
const BAKE = /^docker-bake(?:\.[^/]+)?\.(?:hcl|json)$/;

/** What the name of a file says it is; a workflow is known by its folder (`.github/workflows`) and ending. */
export function pipelineFileKind(name: string, isWorkflowFolder = false): PipelineFileKind | undefined {
  if (isWorkflowFolder) return name.endsWith(".yml") || name.endsWith(".yaml") ? "workflow" : undefined;
  if (COMPOSE.test(name)) return "compose";
  return BAKE.test(name) ? "bake" : undefined;
}
