import type { EvaluatedDockerfile } from "../../stage/index.ts";
import type { ContextView } from "../subject.ts";

/** Manifests and build scripts whose fields and lines name files that a build reads. */
const MANIFESTS: readonly string[] = (
  "package.json pyproject.toml setup.py setup.cfg MANIFEST.in Cargo.toml build.rs go.mod pom.xml build.gradle " +
  "build.gradle.kts composer.json Makefile Justfile Taskfile.yml"
).split(" ");

/**
 * Whether a command of the Dockerfile, or a manifest or build script of the context, names a path, such as the `readme` of
 * a package: what is ignored would be missing there. Looks for the path's own name, whatever folder stands in front.
 */
export function isReadByBuild(
  path: string,
  context: ContextView,
  { dockerfile }: EvaluatedDockerfile,
): boolean {
  const name = path.replace(/\/+$/, "").replace(/^.*\//, "");
  const isNamedIn = (text: string) => {
    for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
      if (!/[\w.-]/.test(text.charAt(at - 1)) && !/[\w.-]/.test(text.charAt(at + name.length))) return true;
    }
    return false;
  };
  const isInCommand = dockerfile.instructions.some(({ kind, syntax }) => {
    if (kind !== "run" && kind !== "cmd" && kind !== "entrypoint") return false;
    return isNamedIn(syntax.text.text) || syntax.heredocs.some(({ content }) => isNamedIn(content));
  });
  if (isInCommand || context.kind === "unknown") return isInCommand;
  return MANIFESTS.some((manifest) => {
    if (context.whetherExists(manifest) !== "yes") return false;
    return isNamedIn(context.textOf(manifest) ?? "");
  });
}
