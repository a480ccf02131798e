import type { Problem, SourceText, Span } from "../base/index.ts";
import {
  type BuildArgument,
  type BuildEntry,
  DEFAULT_DOCKERFILE,
  known,
  type PipelineReading,
  parseBuildArgument,
  unknown,
  type Written,
  type WrittenContext,
  type WrittenDockerfile,
} from "./build-entry.ts";
import { addEntry, unreadableProblem } from "./readable.ts";
import { WORKSPACE } from "./shell-words.ts";
import { readScript } from "./workflow-script.ts";
import { contextIn, dockerfileIn, joinFolder } from "./workspace-path.ts";
import { readYaml, type YamlView } from "./yaml-view.ts";

const BUILD_ACTION = /^docker\/build-push-action(?:@|$)/i;
const CHECKOUT_ACTION = /^actions\/checkout(?:@|$)/i;
const OF_INTEREST = /(?:docker|podman|buildah)\b[\s\S]{0,40}\b(?:build|bud|build-using-dockerfile|b)\b/i;

/** Context and Dockerfile of a job whose checkout does not lie where the job starts. */
const ELSEWHERE = "the job checks the repository out into a folder of its own, or checks out another";

/**
 * Reads the images that a GitHub workflow builds: steps with `docker/build-push-action`, and `run` lines with
 * docker, podman or buildah. What holds an expression (`${{ … }}`) is unknown, except the workspace itself.
 * Never throws. Spec: GitHub Actions workflow syntax; docker/build-push-action inputs.
 */
export async function parseWorkflow(source: SourceText): Promise<PipelineReading> {
  const unreadable = unreadableProblem(source);
  if (unreadable !== undefined) return { entries: [], problems: [unreadable] };
  // Most workflows build no image, and the YAML library need not be loaded for them.
  if (!OF_INTEREST.test(source.text)) return { entries: [], problems: [] };
  const { roots, problems } = await readYaml(source.path, source.text);
  const entries: BuildEntry[] = [];
  for (const root of roots) {
    for (const { key, value } of root.get("jobs")?.entries() ?? [])
      readJob(source, root, key, value, entries, problems);
  }
  return { entries, problems };
}

function readJob(
  source: SourceText,
  root: YamlView,
  name: string,
  job: YamlView,
  entries: BuildEntry[],
  problems: Problem[],
): void {
  const steps = job.get("steps")?.items() ?? [];
  const isElsewhere = steps.some(isForeignCheckout);
  const folder = defaultFolder(job) ?? defaultFolder(root);
  for (const step of steps) {
    for (const entry of readStep(source, name, step, folder)) {
      const rest = { kind: "unknown", reason: ELSEWHERE } as const;
      addEntry(entries, problems, isElsewhere ? { ...entry, context: rest, dockerfile: rest } : entry);
    }
  }
}

function isForeignCheckout(step: YamlView): boolean {
  if (!CHECKOUT_ACTION.test(step.get("uses")?.text ?? "")) return false;
  const path = step.get("with")?.get("path")?.text ?? "";
  const repository = step.get("with")?.get("repository")?.text ?? "";
  const isOwn = repository === "" || /^\$\{\{\s*github\.repository\s*\}\}$/.test(repository);
  return !isOwn || joinFolder("", path) !== "";
}

function defaultFolder(view: YamlView): string | undefined {
  return view.get("defaults")?.get("run")?.get("working-directory")?.text;
}

function readStep(
  source: SourceText,
  name: string,
  step: YamlView,
  folder: string | undefined,
): readonly BuildEntry[] {
  const start = { source: "workflow", path: source.path, name, base: "repository-root" } as const;
  const uses = step.get("uses");
  if (uses?.text !== undefined && BUILD_ACTION.test(uses.text)) {
    return [{ ...start, span: uses.span, ...readAction(step.get("with")) }];
  }
  const run = step.get("run");
  if (run?.text === undefined) return [];
  const workingFolder = inExpression(step.get("working-directory")?.text ?? folder ?? ".");
  return readScript(run.text, workingFolder).map(({ line, ...build }) => ({
    ...start,
    ...build,
    span: run.isLiteralBlock ? lineSpan(source.text, run.span, line) : run.span,
  }));
}

/** The span of one line of a literal block, whose lines stand in the file below its header. */
function lineSpan(text: string, block: Span, line: number): Span {
  let start = block.start;
  for (let passed = 0; passed <= line; passed++) {
    const feed = text.indexOf("\n", start);
    if (feed === -1 || feed >= block.end) return block;
    start = feed + 1;
  }
  const feed = text.indexOf("\n", start);
  const end = feed === -1 ? text.length : feed;
  const written = text.slice(start, end);
  return {
    start: start + written.length - written.trimStart().length,
    end: start + written.trimEnd().length,
  };
}

function readAction(inputs: YamlView | undefined) {
  const input = (name: string): string => inputs?.get(name)?.text?.trim() ?? "";
  const context = readContext(input("context"));
  const target = input("target");
  return {
    context,
    dockerfile: readDockerfile(input("file"), context),
    ...(target === "" ? {} : { target: readPlain(target) }),
    buildArguments: readArguments(input("build-args")),
  };
}

function readContext(written: string): WrittenContext {
  // The action's own placeholder, and its default: Git's view of the commit, fetched by the builder.
  const [isDefault, path] = /^\{\{\s*defaultContext\s*\}\}(?::(.*))?$/s.exec(written) ?? [];
  if (written === "" || isDefault !== undefined)
    return { kind: "repository", path: joinFolder("", path ?? "") };
  if (written.includes("{{defaultContext}}")) {
    return { kind: "unknown", reason: `the context ${written} depends on the run` };
  }
  return contextIn("", inExpression(written));
}

function readDockerfile(written: string, context: WrittenContext): WrittenDockerfile {
  if (written === "") return DEFAULT_DOCKERFILE;
  const dockerfile = dockerfileIn("", inExpression(written), "base");
  // The builder that fetches a commit looks for the file in it.
  const isFetched = context.kind === "repository" || context.kind === "remote";
  return isFetched && dockerfile.kind === "path" ? { ...dockerfile, from: "context" } : dockerfile;
}

/** Lines of `NAME=value`. */
function readArguments(text: string): readonly BuildArgument[] {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").map((line) => parseBuildArgument(line, readPlain));
}

/** A value that is no path: the workspace in it is as unknown as any expression. */
function readPlain(text: string): Written {
  return text.includes("${{") ? unknown(text) : known(text);
}

/** A value in a workflow: known unless it holds an expression; the workspace becomes its mark. */
function inExpression(text: string): Written {
  if (!text.includes("${{")) return known(text);
  const rest = text.replace(/^\$\{\{\s*github\.workspace\s*\}\}/, WORKSPACE);
  return rest.includes("${{") ? unknown(text) : known(rest);
}
