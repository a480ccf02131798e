import type { Engine } from "../../src/engine/index.ts";
import type { Host } from "../../src/host/index.ts";
import type { EvaluatedDockerfile } from "../../src/stage/index.ts";
import { run } from "../process.ts";
import { basesOf } from "./bases.ts";
import { compareFiles } from "./compare-files.ts";
import { compareState } from "./compare-state.ts";
import { type OutcomeDefinition, REPOSITORY } from "./definition.ts";
import { type BuildEnd, buildOutcome, differenceOfRun, type RunEnd, runOutcome } from "./happen.ts";
import { readRealImage } from "./image.ts";
import { compareFindings, judgeOutcome } from "./judge.ts";
import { outcomeImage } from "./leftovers.ts";

/** What happened to one definition, and what disagrees with it. */
export interface Outcome {
  readonly definition: OutcomeDefinition;
  /** Undefined where a base image is not made. */
  readonly build: BuildEnd | undefined;
  readonly missingBases: readonly string[];
  readonly run: RunEnd | undefined;
  /** The configuration's user, entry point and command. */
  readonly started: { readonly user: string; readonly words: readonly string[] } | undefined;
  /** Claims of the interpreter that were compared with the image. */
  readonly claims: number;
  /** What did not happen as the definition expects: the definition is wrong, or the lab is. */
  readonly surprises: readonly string[];
  /** Where `check` or the interpreter disagree with what happened, the known ones left out. */
  readonly differences: readonly string[];
  /** Those that the definition knows, with the reason. */
  readonly known: readonly { readonly text: string; readonly why: string }[];
  readonly seconds: number;
}

/** What all outcomes are tried with. */
export interface Bench {
  readonly host: Host;
  readonly engine: Engine;
  /** Names of base images that the lab knows and has not made. */
  readonly unmade: ReadonlySet<string>;
}

/** Builds, starts, looks into and judges one definition. */
export async function tryOutcome(bench: Bench, definition: OutcomeDefinition): Promise<Outcome> {
  const start = performance.now();
  const judged = await judgeOutcome(bench.host, definition);
  const missingBases = basesOf(judged.evaluated).filter((name) => bench.unmade.has(name));
  const nothing = { definition, missingBases, run: undefined, started: undefined, claims: 0 } as const;
  if (missingBases.length > 0) {
    return { ...nothing, build: undefined, surprises: [], differences: [], known: [], seconds: 0 };
  }
  const image = outcomeImage(definition.name);
  const build = await buildOutcome(bench.engine, definition, image);
  const surprises = [...surprisesOfBuild(definition, build)];
  const differences = [...compareFindings(definition, judged)];
  let seen: Pick<Outcome, "run" | "started" | "claims"> = nothing;
  if (build.kind === "built") {
    try {
      const looked = await lookInto(bench, definition, judged.evaluated, image);
      differences.push(...looked.differences);
      surprises.push(...looked.surprises);
      seen = looked;
    } finally {
      await run("docker", ["image", "rm", "--force", image]);
    }
  }
  // Where the repository lies is nobody's affair.
  const { left, known } = sortOut(
    definition,
    differences.map((text) => text.replaceAll(REPOSITORY, "")),
  );
  const seconds = (performance.now() - start) / 1000;
  return { ...nothing, ...pick(seen), build, surprises, differences: left, known, seconds };
}

function pick({ run, started, claims }: Pick<Outcome, "run" | "started" | "claims">) {
  return { run, started, claims };
}

async function lookInto(
  { engine }: Bench,
  { run: expected, context }: OutcomeDefinition,
  { target }: EvaluatedDockerfile,
  image: string,
) {
  const real = await readRealImage(image);
  const { User, Entrypoint, Cmd } = real.config;
  const end = expected === undefined ? undefined : await runOutcome(engine, image, expected);
  const surprise = expected === undefined || end === undefined ? undefined : differenceOfRun(expected, end);
  const compared =
    target === undefined ? [] : [compareFiles(target.end, real, context), compareState(target, real)];
  return {
    run: end,
    started: { user: User ?? "", words: [...(Entrypoint ?? []), ...(Cmd ?? [])] },
    claims: compared.reduce((sum, { claims }) => sum + claims, 0),
    differences: compared.flatMap((one) => one.differences),
    surprises: surprise === undefined ? [] : [surprise],
  };
}

function surprisesOfBuild({ fails }: OutcomeDefinition, build: BuildEnd): readonly string[] {
  if (build.kind === "built") {
    return fails === undefined ? [] : [`it should fail with ${fails.says}, and builds`];
  }
  const told = [build.message, ...build.log].join("\n").replaceAll(REPOSITORY, "");
  if (fails === undefined) return [`it should build, and fails at line ${build.line}: ${told}`];
  const isThere = fails.line === undefined || fails.line === build.line;
  return isThere && told.includes(fails.says)
    ? []
    : [`it should fail at line ${fails.line} with ${fails.says}, and fails at line ${build.line}: ${told}`];
}

function sortOut({ differs }: OutcomeDefinition, differences: readonly string[]) {
  const reasonFor = (text: string) => differs.find((one) => text.includes(one.text))?.why;
  const known = differences.flatMap((text) => {
    const why = reasonFor(text);
    return why === undefined ? [] : [{ text, why }];
  });
  const stale = differs.filter(({ text }) => !differences.some((one) => one.includes(text)));
  const left = differences.filter((text) => reasonFor(text) === undefined);
  return { known, left: [...left, ...stale.map(({ text }) => `nothing differs any more in: ${text}`)] };
}
