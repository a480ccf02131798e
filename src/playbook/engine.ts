import { type Finding, type Fix, lineStarts, positionAt, type Span } from "../base/index.ts";
import type { Dockerfile, Instruction } from "../dockerfile/index.ts";
import type { EvaluatedStage, Step } from "../stage/index.ts";
import type { CopyStep, Found, Report, RuleDefinition, RunStep, Scope } from "./define-rule.ts";
import { placeOfKeyword } from "./place.ts";
import type { DockerfileSubject } from "./subject.ts";
import { findExperimental, findSuppressions, type Suppression } from "./suppression.ts";

/** Which rules speak. Names are of rules, practices, or other tools' identifiers. */
export interface Selection {
  /** Only these; all that are on where it is not given. A rule that is off by default speaks when named. */
  readonly select?: ReadonlySet<RuleDefinition>;
  readonly ignore?: ReadonlySet<RuleDefinition>;
}

/** What the rules say of one Dockerfile. */
export interface Judgement {
  /** In the order of the text, then of the rules' names. */
  readonly findings: readonly Finding[];
  /** The rules that had a say. */
  readonly rules: readonly RuleDefinition[];
  /** How many findings comments asked to be silent about. */
  readonly suppressed: number;
}

interface Draft {
  readonly rule: RuleDefinition;
  readonly found: Found;
}

/** Lets every selected rule look at a Dockerfile, and takes out what comments ask to be silent about. */
export function judge(
  subject: DockerfileSubject,
  all: readonly RuleDefinition[],
  selection: Selection = {},
): Judgement {
  const { dockerfile } = subject.evaluated;
  const rules = chooseRules(dockerfile, all, selection);
  const drafts: Draft[] = [];
  for (const rule of rules) runRule(rule, subject, (found) => drafts.push({ rule, found }));
  const suppressions = findSuppressions(dockerfile);
  const kept =
    suppressions.length === 0 ? drafts : new Silencer(subject, suppressions, rules, all).apply(drafts);
  const suppressed = drafts.length - kept.filter(({ rule }) => rule.onSuppression === undefined).length;
  return { findings: kept.map((draft) => finish(draft, subject.path)).sort(compare), rules, suppressed };
}

function chooseRules(
  dockerfile: Dockerfile,
  all: readonly RuleDefinition[],
  selection: Selection,
): readonly RuleDefinition[] {
  const { select, ignore } = selection;
  const experimental = findExperimental(dockerfile);
  const isNoneAsked = !experimental.all && experimental.names.length === 0;
  const isAsked = (rule: RuleDefinition): boolean =>
    !isNoneAsked &&
    rule.replaces.some((name) => {
      if (!name.startsWith("buildkit:")) return false;
      return experimental.all || experimental.names.includes(name.slice("buildkit:".length));
    });
  return all.filter((rule) => {
    if (ignore?.has(rule) === true) return false;
    if (select !== undefined) return select.has(rule);
    return rule.offBecause === undefined || isAsked(rule);
  });
}

function runRule(rule: RuleDefinition, subject: DockerfileSubject, report: Report): void {
  rule.onFile?.(subject, report);
  const { stages, fromWords } = subject.evaluated;
  if (rule.onFrom !== undefined) for (const from of fromWords) rule.onFrom(from, report, subject);
  if (rule.onStage !== undefined) for (const stage of stages) rule.onStage(stage, report, subject);
  if (rule.onStep === undefined && rule.onCopy === undefined && rule.onRun === undefined) return;
  for (const stage of stages) runSteps(rule, stage, subject, report);
}

function runSteps(
  rule: RuleDefinition,
  stage: EvaluatedStage,
  file: DockerfileSubject,
  report: Report,
): void {
  const scope: Scope = { file, stage };
  for (const step of stage.steps) {
    // A trigger's own text is not in this stage: what is wrong with it is said at the FROM that runs it.
    const { triggeredAt } = step;
    const { dockerfile } = file.evaluated;
    const place: Report =
      triggeredAt === undefined ? report : (found) => report(moveTo(found, dockerfile, triggeredAt));
    rule.onStep?.(step, place, scope);
    if (isCopyStep(step)) rule.onCopy?.(step, place, scope);
    else if (isRunStep(step)) rule.onRun?.(step, place, scope);
  }
}

/** To a FROM that runs a trigger, whose comments the builder does not look at. */
function moveTo(found: Found, dockerfile: Dockerfile, instruction: Instruction): Found {
  const { fix: _, ...rest } = found;
  return { ...rest, at: placeOfKeyword(dockerfile, instruction), heeds: found.heeds ?? "directive" };
}

function isCopyStep(step: Step): step is CopyStep {
  return step.instruction.kind === "copy" || step.instruction.kind === "add";
}

function isRunStep(step: Step): step is RunStep {
  return step.instruction.kind === "run";
}

/** Takes out findings that comments cover, and then tells which comments covered none. */
class Silencer {
  readonly #dockerfile: Dockerfile;
  readonly #isContextKnown: boolean;
  readonly #starts: readonly number[];
  readonly #suppressions: readonly Suppression[];
  readonly #rules: readonly RuleDefinition[];
  readonly #all: readonly RuleDefinition[];
  readonly #used = new Map<Suppression, Set<string>>();

  constructor(
    { evaluated: { dockerfile }, context }: DockerfileSubject,
    suppressions: readonly Suppression[],
    rules: readonly RuleDefinition[],
    all: readonly RuleDefinition[],
  ) {
    this.#dockerfile = dockerfile;
    this.#isContextKnown = context.kind === "known";
    this.#starts = lineStarts(dockerfile.text);
    this.#suppressions = suppressions;
    this.#rules = rules;
    this.#all = all;
  }

  apply(drafts: readonly Draft[]): Draft[] {
    const kept = drafts.filter((draft) => !this.#isSilenced(draft));
    for (const rule of this.#rules) {
      if (rule.onSuppression === undefined) continue;
      for (const suppression of this.#suppressions) this.#tell(rule, suppression, kept);
    }
    return kept;
  }

  #isSilenced({ rule, found }: Draft): boolean {
    const about = (found.about ?? []).map(({ syntax }) => syntax.startLine);
    const lines = [this.#lineOf(found.at), ...about];
    const heeded = found.heeds === "about" ? about : found.heeds === undefined ? lines : [];
    let isSilenced = false;
    for (const suppression of this.#suppressions) {
      const name = suppression.names.find((candidate) => means(suppression, candidate, rule));
      if (name === undefined) continue;
      const isBuilders = suppression.tool === "buildkit";
      if (isBuilders && found.heeds === "nothing") continue;
      if (!covers(suppression, isBuilders ? heeded : lines)) continue;
      const used = this.#used.get(suppression) ?? new Set<string>();
      this.#used.set(suppression, used.add(name));
      isSilenced = true;
    }
    return isSilenced;
  }

  #tell(rule: RuleDefinition, suppression: Suppression, kept: Draft[]): void {
    const used = this.#used.get(suppression);
    const isKnown = (name: string): boolean =>
      this.#all.some((candidate) => means(suppression, name, candidate));
    const isJudged = (name: string): boolean =>
      this.#rules.some((candidate) => means(suppression, name, candidate) && this.#canSpeak(candidate));
    const unused = suppression.names.filter((name) => used?.has(name) !== true && isJudged(name));
    const unknown = suppression.tool === "plimsoll" ? suppression.names.filter((name) => !isKnown(name)) : [];
    if (unused.length === 0 && unknown.length === 0) return;
    rule.onSuppression?.({ suppression, unused, unknown }, (found) => kept.push({ rule, found }));
  }

  #canSpeak({ needs }: RuleDefinition): boolean {
    return needs !== "context" || this.#isContextKnown;
  }

  #lineOf(span: Span): number {
    const instructions = this.#dockerfile.instructions;
    const holder = instructions.find(
      ({ syntax }) => syntax.span.start <= span.start && span.start < syntax.span.end,
    );
    return holder?.syntax.startLine ?? positionAt(this.#starts, span.start).line;
  }
}

function covers({ lines }: Suppression, any: readonly number[]): boolean {
  return lines === undefined || any.some((line) => line >= lines.first && line <= lines.last);
}

/** Whether a name in a comment means a rule: our own by name or practice, others' through `replaces`. */
function means({ tool }: Suppression, name: string, rule: RuleDefinition): boolean {
  if (tool !== "plimsoll") {
    const isOurs = rule.replaces.some((replaced) => replaced.startsWith(`${tool}:`));
    return name === "all" ? isOurs : rule.replaces.includes(`${tool}:${name}`);
  }
  if (name === "all" || name === rule.name || name === rule.practice) return true;
  return rule.replaces.some((replaced) => replaced.slice(replaced.indexOf(":") + 1) === name);
}

function finish({ rule, found }: Draft, path: string): Finding {
  const fix: Fix | undefined = found.fix;
  return {
    rule: rule.name,
    practice: rule.practice,
    severity: found.severity ?? rule.severity,
    path,
    span: found.at,
    message: found.message,
    replaces: rule.replaces,
    ...(fix === undefined ? {} : { fix }),
  };
}

function compare(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
