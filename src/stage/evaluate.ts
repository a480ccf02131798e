import { limits, type Span, shortenMessage } from "../base/index.ts";
import type { BaseImages } from "../base-image/index.ts";
import { type Dockerfile, type Instruction, parseDockerfile } from "../dockerfile/index.ts";
import { parseReference } from "../reference/index.ts";
import { checkOptionProblem } from "./check-options.ts";
import type { StageCode } from "./codes.ts";
import { inheritConfiguration } from "./configuration.ts";
import { type Refuse, SubstitutionBudget } from "./expander.ts";
import { type EvaluatedFrom, evaluateFrom, judgeDefaults } from "./from-words.ts";
import { evaluateGlobals, type Globals } from "./globals.ts";
import { buildGraph, findCycles, findReachable, type GraphLink, type StageGraph } from "./graph.ts";
import type {
  BuildOptions,
  EvaluatedDockerfile,
  EvaluatedStage,
  EvaluationProblem,
  FromWords,
  StageBase,
  StageLink,
  Step,
} from "./model.ts";
import { initialState, type StageState, scratchState } from "./state.ts";
import { evaluateStep, type StepContext } from "./step.ts";

/**
 * Evaluates a Dockerfile the way a builder would, without running anything: the stages, what they stand on
 * and take from, and what is known before and after every instruction. Never throws; what the builder would
 * refuse is in `problems`, and the rest is evaluated all the same. Spec: BuildKit, dockerfile2llb.
 */
export function evaluateDockerfile(dockerfile: Dockerfile, options: BuildOptions = {}): EvaluatedDockerfile {
  return new Evaluation(dockerfile, options).run();
}

const WORK_STAGE =
  /^(?:.*[-_.])?(?:tests?|testing|unit-?tests?|e2e|dev|devel|develop|development|debug|debugger|lint|linter|checks?|format|ci|docs?|bench|watch)(?:[-_.].*)?$/;

type Draft = { -readonly [Key in keyof EvaluatedStage]: EvaluatedStage[Key] };

class Evaluation {
  readonly #dockerfile: Dockerfile;
  readonly #options: BuildOptions;
  readonly #budget = new SubstitutionBudget();
  readonly #problems: EvaluationProblem[] = [];
  #triggers = 0;
  #steps = 0;

  constructor(dockerfile: Dockerfile, options: BuildOptions) {
    this.#dockerfile = dockerfile;
    this.#options = options;
  }

  run(): EvaluatedDockerfile {
    const { stages, escape } = this.#dockerfile;
    const checkProblem = checkOptionProblem(this.#dockerfile);
    if (checkProblem !== undefined) this.#problems.push(checkProblem);
    const targetName = this.#options.target ?? stages.at(-1)?.from.name?.value ?? "";
    const globals = this.#globals(this.#options, targetName, this.#refuseAt(undefined));
    const { buildArguments, platform } = this.#options;
    const isDefault = (buildArguments?.size ?? 0) === 0 && platform === undefined;
    const defaults = isDefault ? globals : this.#globals({}, targetName, () => {});
    const froms = stages.map((section) =>
      evaluateFrom(section, { globals, budget: this.#budget, escape }, this.#refuseAt(section.from)),
    );
    const drafts = froms.map((from, index) => this.#draft(from, index));
    const graph = this.#graph(drafts);
    const target = this.#target(drafts);
    this.#link(drafts, graph, target);
    const cycles = this.#cycles(drafts, graph);
    for (const draft of drafts) this.#evaluateSteps(draft, globals);
    const isValid = judgeDefaults(this.#dockerfile, defaults);
    return {
      dockerfile: this.#dockerfile,
      options: this.#options,
      stages: drafts,
      fromWords: drafts.map((stage, index) => fromWords(stage, froms[index], isValid[index] ?? true)),
      globals: globals.values.entries(),
      target,
      cycles,
      problems: this.#problems.sort((a, b) => a.span.start - b.span.start),
    };
  }

  #globals(options: BuildOptions, targetName: string, refuse: Refuse): Globals {
    return evaluateGlobals(this.#dockerfile, options, targetName, this.#budget, refuse);
  }

  #draft(from: EvaluatedFrom, index: number): Draft {
    const section = this.#dockerfile.stages[index];
    if (section === undefined) throw new Error("invariant: a FROM without its stage");
    const start = initialState();
    return {
      section,
      index,
      name: section.from.name?.value,
      baseName: from.baseName,
      base: { kind: "unknown" },
      platform: from.platform,
      links: [],
      steps: [],
      start,
      end: start,
      role: "build",
      isReachable: false,
    };
  }

  #graph(drafts: readonly Draft[]): StageGraph {
    const stages = drafts.map(({ index, name, baseName, section }) => {
      return { index, name, baseName, instructions: section.instructions };
    });
    return buildGraph(stages, (code, message, span) => this.#refuse(code, message, span));
  }

  #target(drafts: readonly Draft[]): Draft | undefined {
    const wanted = this.#options.target;
    if (wanted === undefined || wanted === "") return drafts.at(-1);
    const lower = wanted.toLowerCase();
    const found = drafts.findLast(({ name }) => name === lower);
    if (found !== undefined) return found;
    const names = drafts.flatMap(({ name }) => (name === undefined ? [] : [name]));
    const known = names.length === 0 ? "no stage has a name" : `there are: ${names.join(", ")}`;
    const span = this.#dockerfile.stages[0]?.from.syntax.keyword.span ?? { start: 0, end: 0 };
    this.#refuse(
      "stage/target-unknown",
      `target stage ${JSON.stringify(wanted)} could not be found; ${known}`,
      span,
    );
    return undefined;
  }

  #link(drafts: readonly Draft[], graph: StageGraph, target: Draft | undefined): void {
    const reachable = target === undefined ? new Set<number>() : findReachable(graph, target.index);
    const copied = new Set(
      [...graph.links, ...graph.triggered]
        .flat()
        .flatMap(({ target: to }) => (to.kind === "stage" ? [to.index] : [])),
    );
    const standing = new Set(graph.bases);
    for (const draft of drafts) {
      const { index } = draft;
      draft.base = this.#base(draft, drafts, graph);
      draft.links = (graph.links[index] ?? []).map((link) => this.#stageLink(link, drafts));
      draft.isReachable = reachable.has(index);
      // A stage nobody copies from or builds on is meant to be built as a target of its own: to be shipped,
      // unless its name says that it is for work on the project.
      const isUsed = copied.has(index) || standing.has(index);
      const isForWork = isUsed || WORK_STAGE.test(draft.name ?? "");
      draft.role = index === target?.index || !isForWork ? "shipped" : "build";
      this.#refuseLaterSources(draft);
    }
  }

  #base(draft: Draft, drafts: readonly Draft[], graph: StageGraph): StageBase {
    const { baseName, index } = draft;
    const stage = drafts[graph.bases[index] ?? -1];
    if (stage !== undefined) return { kind: "stage", stage };
    if (baseName === "scratch") return { kind: "scratch" };
    if (baseName === "") return { kind: "unknown" };
    const parsed = parseReference(baseName);
    if (parsed.kind === "reference") return { kind: "image", reference: parsed };
    const message = `failed to parse stage name ${JSON.stringify(baseName)}: invalid reference format: ${parsed.message}`;
    this.#refuse("stage/base-invalid", message, draft.section.from.image.span);
    return { kind: "unknown" };
  }

  #stageLink({ instruction, word, by, target }: GraphLink, drafts: readonly Draft[]): StageLink {
    if (target.kind === "missing") return { instruction, word, by, source: target };
    const stage = target.kind === "stage" ? drafts[target.index] : undefined;
    if (stage !== undefined) return { instruction, word, by, source: { kind: "stage", stage } };
    const name = target.kind === "image" ? target.name : "";
    const parsed = name === "scratch" ? undefined : parseReference(name);
    if (parsed?.kind === "invalid") {
      const message = `failed to parse stage name ${JSON.stringify(name)}: invalid reference format: ${parsed.message}`;
      this.#refuse("stage/base-invalid", message, word.span);
    }
    return { instruction, word, by, source: { kind: "image", name } };
  }

  /** The builder evaluates stages in order, so that a stage below has nothing to give yet. */
  #refuseLaterSources(draft: Draft): void {
    for (const { source, word, by } of draft.links) {
      if (source.kind !== "stage" || source.stage.index < draft.index) continue;
      const verb = "flag" in by ? "mount" : "copy";
      const message = `cannot ${verb} from stage ${JSON.stringify(source.stage.name ?? String(source.stage.index))}, it needs to be defined before the current stage`;
      this.#refuse("stage/from-later", message, word.span);
    }
  }

  #cycles(drafts: readonly Draft[], graph: StageGraph): readonly EvaluatedStage[] {
    return findCycles(graph).flatMap((index) => {
      const stage = drafts[index];
      if (stage === undefined) return [];
      const message = `circular dependency detected on stage: ${stage.name ?? `stage-${index}`}`;
      this.#refuse("stage/cycle", message, stage.section.from.syntax.keyword.span);
      return [stage];
    });
  }

  #evaluateSteps(draft: Draft, globals: Globals): void {
    const context: StepContext = {
      escape: this.#dockerfile.escape,
      options: this.#options,
      globals: globals.values,
      budget: this.#budget,
      refuse: (code, message, span) => this.#refuse(code, message, span),
      isWindows: (draft.platform ?? this.#options.platform)?.os === "windows",
      number: 0,
      sourceOf: (copy) => draft.links.find(({ by }) => by === copy)?.source,
    };
    draft.start = startOf(draft.base, this.#options.bases);
    let state: StageState = draft.start;
    const steps: Step[] = [];
    const { from } = draft.section;
    const here: StepContext = { ...context, refuse: this.#refuseAt(from, "stage/trigger-refused") };
    // The builder lets triggers run in the stages that its target needs, and checks the others without them.
    for (const trigger of draft.isReachable ? this.#triggersOf(draft.base) : []) {
      const step = evaluateStep(trigger, state, { ...here, number: this.#steps++ }, from);
      steps.push(step);
      state = step.after;
    }
    for (const instruction of draft.section.instructions) {
      const step = evaluateStep(instruction, state, { ...context, number: this.#steps++ }, undefined);
      steps.push(step);
      state = step.after;
    }
    draft.steps = steps;
    draft.end = state;
  }

  /** What ONBUILD of the stage below runs here first. */
  #triggersOf(base: StageBase): readonly Instruction[] {
    if (base.kind !== "stage") return [];
    return base.stage.section.instructions.flatMap((instruction) => {
      if (instruction.kind !== "onbuild" || instruction.trigger === undefined) return [];
      this.#triggers++;
      if (this.#triggers > limits.triggers) return [];
      return parseDockerfile("", instruction.expression).instructions.slice(0, 1);
    });
  }

  /** Refuses at the place of one instruction, whatever place is given: words from elsewhere have none here. */
  #refuseAt(instruction: Instruction | undefined, instead?: StageCode): Refuse {
    return (code, message, span) => {
      this.#refuse(
        instead ?? code,
        message,
        instead === undefined ? span : (instruction?.syntax.keyword.span ?? span),
      );
    };
  }

  #refuse(code: StageCode, message: string, span: Span): void {
    const line = this.#lineOf(span.start);
    this.#problems.push({ code, message: shortenMessage(message), span, line, phase: "conversion" });
  }

  /** The first line of the last instruction that starts at or before an offset. */
  #lineOf(offset: number): number {
    const { instructions } = this.#dockerfile;
    let low = 0;
    let high = instructions.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((instructions[middle]?.syntax.span.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return instructions[low]?.syntax.startLine ?? 1;
  }
}

function startOf(base: StageBase, bases: BaseImages | undefined): StageState {
  if (base.kind === "stage") {
    const { end } = base.stage;
    const configuration = inheritConfiguration(end.configuration);
    return configuration === end.configuration ? end : { ...end, configuration };
  }
  if (base.kind === "scratch") return scratchState();
  const image = base.kind === "image" ? bases?.lookUp(base.reference) : undefined;
  if (image === undefined || bases === undefined) return initialState();
  const state = initialState({ kind: "known", image, providers: bases.providers }, image.environment);
  // Where a family of images is recorded, one without a working directory has none: it starts at the root.
  const workdir = image.workdir ?? (image.releases.length > 0 ? "/" : undefined);
  return { ...state, workdir };
}

function fromWords(
  stage: EvaluatedStage,
  from: EvaluatedFrom | undefined,
  isValidByDefault: boolean,
): FromWords {
  const { undeclared = [], unset = [], platformWord } = from ?? {};
  return { stage, undeclared, unset, platform: platformWord, isValidByDefault };
}
