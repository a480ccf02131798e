import { type Finding, type Fix, limits, type Problem, shortenMessage } from "../base/index.ts";
import type { Dockerfile, Instruction } from "../dockerfile/index.ts";
import type { EvaluatedStage, Step } from "../stage/index.ts";
import type { PlaybookCode } from "./codes.ts";
import type { CopyStep, Found, Report, RuleDefinition, RunStep, Scope } from "./define-rule.ts";
import { placeOfKeyword } from "./place.ts";
import { type Draft, Silencer } from "./silencer.ts";
import type { DockerfileSubject } from "./subject.ts";
import { findExperimental, findSuppressions } from "./suppression.ts";

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
  /** What was left out at a bound. */
  readonly problems: readonly Problem[];
}

/** Lets every selected rule look at a Dockerfile, and takes out what comments ask to be silent about. */
export function judge(
  subject: DockerfileSubject,
  all: readonly RuleDefinition[],
  selection: Selection = {},
): Judgement {
  const { dockerfile } = subject.evaluated;
  const rules = chooseRules(dockerfile, all, selection);
  const collector = new Collector();
  for (const rule of rules) collector.listen(rule, (report) => runRule(rule, subject, report));
  const found = findSuppressions(dockerfile);
  const suppressions = found.slice(0, limits.suppressions);
  const drafts = collector.take();
  let kept = drafts;
  if (suppressions.length > 0) {
    const silencer = new Silencer(subject, suppressions, rules, all);
    kept = silencer.apply(drafts);
    for (const rule of rules) collector.listen(rule, (report) => silencer.tell(rule, report));
  }
  const suppressed = drafts.length - kept.length;
  const findings = [...kept, ...collector.take()].map((draft) => finish(draft, subject.path)).sort(compare);
  const problems = collector.problems(subject.path);
  if (found.length > suppressions.length) problems.push(tooManySuppressions(subject.path));
  return { findings, rules, suppressed, problems };
}

/** Thrown through a rule that has said enough: each finding may cost it a look at the whole file. */
const ENOUGH = new Error("a rule has more findings than are kept");

/** Keeps what the rules report, of each rule no more than anyone reads. */
class Collector {
  readonly #counts = new Map<RuleDefinition, number>();
  #drafts: Draft[] = [];

  /** Lets a rule speak, until it has said enough. */
  listen(rule: RuleDefinition, speak: (report: Report) => void): void {
    try {
      speak((found) => {
        const count = (this.#counts.get(rule) ?? 0) + 1;
        this.#counts.set(rule, count);
        if (count > limits.findings) throw ENOUGH;
        this.#drafts.push({ rule, found });
      });
    } catch (error) {
      if (error !== ENOUGH) throw error;
    }
  }

  /** What was reported since it was last asked. */
  take(): readonly Draft[] {
    const drafts = this.#drafts;
    this.#drafts = [];
    return drafts;
  }

  problems(path: string): Problem[] {
    const code: PlaybookCode = "playbook/too-many-findings";
    return [...this.#counts].flatMap(([{ name }, count]) => {
      const message = `${name} has more than ${limits.findings} findings; the first of them are shown`;
      return count <= limits.findings ? [] : [{ code, message, path }];
    });
  }
}

function tooManySuppressions(path: string): Problem {
  const code: PlaybookCode = "playbook/too-many-suppressions";
  const message = `more than ${limits.suppressions} comments ask for silence; those further down had no effect`;
  return { code, message, path };
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

function finish({ rule, found }: Draft, path: string): Finding {
  const fix: Fix | undefined = found.fix;
  return {
    rule: rule.name,
    practice: rule.practice,
    severity: found.severity ?? rule.severity,
    path,
    span: found.at,
    message: shortenMessage(found.message),
    replaces: rule.replaces,
    ...(fix === undefined ? {} : { fix }),
  };
}

function compare(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
