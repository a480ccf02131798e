import type { Span } from "../base/index.ts";
import type { Dockerfile, Instruction } from "../dockerfile/index.ts";
import type { BuildRequest } from "./build-request.ts";
import type { Engine } from "./engine.ts";
import type { Feature, Support } from "./features.ts";

/** Something that a build needs and an engine cannot do. */
export interface Lacking {
  readonly feature: Feature;
  /** Where the Dockerfile needs it; undefined where the call asks for it. */
  readonly span: Span | undefined;
  readonly reason: string;
  /** The next step. */
  readonly hint: string;
}

/** What a Dockerfile needs that an engine certainly cannot do, in the order of the text. What may work is tried. */
export function whatIsLacking(engine: Engine, dockerfile: Dockerfile): readonly Lacking[] {
  // BuildKit fetches the frontend that the file names, which may know more than the builder's own.
  const isFetched = dockerfile.syntax !== undefined && engine.kind !== "podman" && engine.kind !== "buildah";
  const instructions = dockerfile.stages.flatMap((stage) => stage.instructions);
  const found = instructions.flatMap((instruction) =>
    needsOf(instruction).map((feature) => lackingOf(engine, feature, instruction.syntax.span)),
  );
  return found
    .filter((one) => one !== undefined)
    .filter(({ feature }) => !(isFetched && (feature === "heredoc" || feature === "link")));
}

/** What a call asks for that an engine certainly cannot do. */
export function whatCallLacks(engine: Engine, request: BuildRequest): readonly Lacking[] {
  const { output, platforms = [], provenance, sbom, cacheTo = [] } = request;
  const needs: readonly (readonly [Feature, boolean])[] = [
    ["store", output.kind === "store"],
    ["oci-export", output.kind === "oci-layout" || output.kind === "oci-archive"],
    ["multi-platform", platforms.length > 1],
    ["provenance", provenance === "min" || provenance === "max"],
    ["sbom", sbom === true],
    ["cache-export", cacheTo.length > 0],
  ];
  const wanted = needs.flatMap(([feature, isNeeded]) => (isNeeded ? [feature] : []));
  return wanted.map((feature) => lackingOf(engine, feature, undefined)).filter((one) => one !== undefined);
}

function lackingOf(engine: Engine, feature: Feature, span: Span | undefined): Lacking | undefined {
  const support: Support = engine.features[feature];
  if (support.whether !== "no") return undefined;
  const reason = support.reason ?? `${engine.kind} cannot do it`;
  return { feature, span, reason, hint: support.hint ?? "use another engine: plimsoll engines lists them" };
}

function needsOf(instruction: Instruction): readonly Feature[] {
  switch (instruction.kind) {
    case "run": {
      const mounts = instruction.mounts.flatMap(({ mount }): readonly Feature[] => {
        // Folders in memory are in every engine that has mounts at all.
        if (mount === undefined || mount.type === "tmpfs") return [];
        const isRelative = mount.target !== "" && /^[^/$]/.test(mount.target);
        return [`${mount.type}-mount`, ...(isRelative ? ["relative-mount" as const] : [])];
      });
      return [...new Set(mounts), ...(instruction.heredocs.length === 0 ? [] : ["heredoc" as const])];
    }
    case "copy":
    case "add":
      return [
        ...(instruction.link ? ["link" as const] : []),
        ...(instruction.files.length === 0 ? [] : ["heredoc" as const]),
      ];
    case "onbuild":
      return instruction.trigger === undefined ? [] : needsOf(instruction.trigger);
    default:
      return [];
  }
}
