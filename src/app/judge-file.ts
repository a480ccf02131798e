import { limits, type Problem } from "../base/index.ts";
import type { Dockerfile } from "../dockerfile/index.ts";
import {
  type DockerfileSubject,
  type Judgement,
  judge,
  type RuleDefinition,
  rules,
  type Selection,
  type UnknownContext,
} from "../playbook/index.ts";
import {
  type BuildOptions,
  type ContextFacts,
  type EvaluatedDockerfile,
  evaluateDockerfile,
} from "../stage/index.ts";
import type { ReadContextView } from "./context-view.ts";

/** What a Dockerfile is judged with. */
export interface JudgeRequest {
  readonly path: string;
  readonly isDevelopment: boolean;
  readonly options: BuildOptions;
  readonly selection: Selection;
  /** The day on which it is judged, `2026-11-21`. */
  readonly today: string;
  /**
   * Finds the build context of what was evaluated without one, RUN left out. `asked` are paths that the
   * evaluation would have liked to know of, beside the sources of COPY and ADD.
   */
  readonly findContext: (
    evaluated: EvaluatedDockerfile,
    asked: readonly string[],
  ) => Promise<ReadContextView | UnknownContext>;
}

/** What was judged, and what was said of it. */
export interface JudgedFile {
  readonly subject: DockerfileSubject;
  readonly judgement: Judgement;
  /** What of the context could not be read. */
  readonly problems: readonly Problem[];
}

/**
 * Judges a Dockerfile together with its build context. Which of the context's files matter comes out only while
 * it is evaluated and judged: what was asked and not known is looked up, and it is done again, until nothing is
 * asked any more or `limits.contextRounds` is reached.
 */
export async function judgeFile(dockerfile: Dockerfile, request: JudgeRequest): Promise<JudgedFile> {
  const { path, isDevelopment, options, today } = request;
  const unaware = new AskedPaths();
  // What an image brings has no say in where files come from.
  const { bases: _, ...rest } = options;
  const sketch = evaluateDockerfile(dockerfile, { ...rest, context: unaware, withoutRuns: true });
  const found = await request.findContext(sketch, [...unaware.paths]);
  const context = "kind" in found ? {} : { context: found.view };
  const evaluate = () => evaluateDockerfile(dockerfile, { ...options, ...context });
  const decide = (evaluated: EvaluatedDockerfile, context: DockerfileSubject["context"]) => {
    const subject: DockerfileSubject = { path, evaluated, context, isDevelopment, today };
    return { subject, judgement: judge(subject, rules as readonly RuleDefinition[], request.selection) };
  };
  let evaluated = evaluate();
  if ("kind" in found) return { ...decide(evaluated, found), problems: [] };
  const { view, problems, learnAsked } = found;
  // First what the evaluation asked: what the rules ask then does not change it, as it reads the view anew.
  for (let round = 1; round < limits.contextRounds && (await learnAsked()); round++) evaluated = evaluate();
  let judged = decide(evaluated, view);
  for (let round = 1; round < limits.contextRounds && (await learnAsked()); round++) {
    judged = decide(evaluated, view);
  }
  return { ...judged, problems };
}

/** A context that knows nothing and remembers what it was asked. */
class AskedPaths implements ContextFacts {
  readonly paths = new Set<string>();

  whetherExists(path: string): "maybe" {
    return this.#ask(path);
  }

  whetherFolder(path: string): "maybe" {
    return this.#ask(path);
  }

  whetherIgnored(path: string): "maybe" {
    return this.#ask(path);
  }

  #ask(path: string): "maybe" {
    if (this.paths.size < limits.contextLookUps) this.paths.add(path);
    return "maybe";
  }
}
