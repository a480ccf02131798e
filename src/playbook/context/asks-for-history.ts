import type { EvaluatedDockerfile, Step } from "../../stage/index.ts";
import type { KnownContext } from "../subject.ts";

/**
 * Whether a build may read the repository's history: a step calls git or a script that may, or a manifest of the
 * build context takes the version from it.
 */
export function asksForHistory({ stages }: EvaluatedDockerfile, context: KnownContext): boolean {
  return (
    stages.some(({ steps }) => steps.some(readsHistory)) ||
    MANIFESTS.some((path) => takesVersion(path, context))
  );
}

/** Tools that are told by a file of the project what to do, and are often told to ask git. */
const DRIVERS = /^(?:make|gmake|just|task|mage|goreleaser|gradlew|mvnw|bazel|nbgv|lerna|nx|hugo)$/;

function readsHistory({ run, instruction }: Step): boolean {
  if (instruction.kind !== "run" || run === undefined) return false;
  if (instruction.mounts.some(({ mount }) => mount?.target.includes(".git") === true)) return true;
  if (run.facts.some((fact) => fact.kind === "unknown-command" && fact.isScript)) return true;
  return run.commands.some(({ name, words }) => {
    if (name === "git") return !/^(?:clone|config|lfs)$/.test(words[1]?.literal ?? "");
    return DRIVERS.test(name ?? "") || words.some(({ raw }) => /buildvcs(?:=true|$)|\$\(git /.test(raw));
  });
}

const MANIFESTS: readonly string[] = (
  "pyproject.toml setup.py setup.cfg package.json pom.xml build.rs Cargo.toml build.gradle build.gradle.kts Gemfile " +
  "Directory.Build.props"
).split(" ");

/** The words of tools that make a version from the history, and calls of git itself. */
const TOOLS =
  /[-_]scm\b|versioneer|hatch-vcs|dynamic-versioning|vergen|shadow-rs|git-version|commit-id|git-properties|nerdbank|gitversion|minver|\bgit\b[^\n]{0,40}(?:describe|rev-parse|log|ls-files)|^gemspec\b/im;

function takesVersion(path: string, context: KnownContext): boolean {
  return context.whetherExists(path) !== "no" && TOOLS.test(context.textOf(path) ?? "");
}
