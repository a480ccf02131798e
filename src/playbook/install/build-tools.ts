import { repositoryName } from "../../reference/index.ts";
import type { EvaluatedStage, RunFact } from "../../stage/index.ts";
import { bottomStage } from "../image/image-name.ts";

/** A build of a program by the tools of a language that is compiled. */
export type BuildFact = Extract<RunFact, { readonly kind: "build" }>;

/** The tools whose result runs without them. */
const COMPILING: ReadonlySet<string> = new Set(["go", "cargo", "maven", "gradle", "dotnet"]);

/** Images that exist to build: nothing that runs in the end needs what they add. */
const KITS: ReadonlyMap<string, string> = new Map([
  ["docker.io/library/golang", "Go's compiler"],
  ["docker.io/library/rust", "Rust's compiler"],
  ["docker.io/library/maven", "Maven and a JDK"],
  ["docker.io/library/gradle", "Gradle and a JDK"],
  ["docker.io/library/gcc", "a C compiler"],
  ["docker.io/library/buildpack-deps", "compilers and headers"],
  ["mcr.microsoft.com/dotnet/sdk", "the .NET SDK"],
  ["mcr.microsoft.com/dotnet/core/sdk", "the .NET SDK"],
  ["docker.io/microsoft/dotnet", "the .NET SDK"],
  ["cgr.dev/chainguard/go", "Go's compiler"],
  ["cgr.dev/chainguard/rust", "Rust's compiler"],
  ["cgr.dev/chainguard/maven", "Maven and a JDK"],
  ["cgr.dev/chainguard/gradle", "Gradle and a JDK"],
]);

/** What a stage's image is a kit of, or undefined where it is none. */
export function kitOf(stage: EvaluatedStage): string | undefined {
  const { base } = bottomStage(stage);
  if (base.kind !== "image") return undefined;
  const name = repositoryName(base.reference);
  const isRuntime = name === "docker.io/microsoft/dotnet" && !/sdk/.test(base.reference.tag ?? "");
  return isRuntime ? undefined : KITS.get(name);
}

/** The stages that an image's stage consists of: itself, and those it stands on. */
export function stagesOf(stage: EvaluatedStage): readonly EvaluatedStage[] {
  const stages: EvaluatedStage[] = [stage];
  const last = bottomStage(stage);
  for (let below = stage; below !== last && below.base.kind === "stage"; ) {
    below = below.base.stage;
    stages.push(below);
  }
  return stages;
}

/** The builds of a stage that certainly run, by tools whose result runs without them. */
export function buildsOf({ steps }: EvaluatedStage): readonly BuildFact[] {
  return steps.flatMap(({ run }) =>
    (run?.facts ?? []).filter((fact): fact is BuildFact => {
      return fact.kind === "build" && fact.runs === "yes" && COMPILING.has(fact.tool);
    }),
  );
}

/**
 * Whether a container of a stage starts a program that somebody chose. What starts nothing of its own, or a shell,
 * is an environment to work and to build in, and is meant to have its tools.
 */
export function startsProgram({ end }: EvaluatedStage): boolean {
  const { entrypoint, command } = end.configuration;
  const start = entrypoint ?? command;
  if (start === undefined) return false;
  const { commands, isPartial } = start.commands();
  if (isPartial || commands.length !== 1) return true;
  const [use] = commands;
  return use?.name === undefined || !SHELLS.has(use.name) || use.words.length > 1;
}

const SHELLS: ReadonlySet<string> = new Set(["bash", "sh", "zsh", "ash", "fish", "true", "make"]);
