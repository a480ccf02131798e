import { type Finding, type Fix, limits, type Problem, type Span, shortenMessage } from "../base/index.ts";
import type { Dockerfile } from "../dockerfile/index.ts";
import type { Step } from "../stage/index.ts";
import type { PlaybookCode } from "./codes.ts";
import { Collector } from "./collector.ts";
import type { CopyStep, RuleDefinition, RunStep, Scope } from "./define-rule.ts";
import { type Listeners, listenersOf } from "./listeners.ts";
import { findSecretSpans, hideValues, secretValues } from "./secret/secret-values.ts";
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
  /**
   * Where the values of secrets stand, in the order of the text, whichever rules were selected and whatever comments
   * ask for: no report may show them.
   */
  readonly secrets: readonly Span[];
  /** What was left out at a bound. */
  readonly problems: readonly Problem[];
}

const EVERYTHING: Selection = {};

/** Lets every selected rule look at a Dockerfile, and takes out what comments ask to be silent about. */
export function judge(
  subject: DockerfileSubject,
  all: readonly RuleDefinition[],
  selection: Selection = EVERYTHING,
): Judgement {
  const { dockerfile } = subject.evaluated;
  const rules = chooseRules(dockerfile, all, selection);
  const collector = new Collector(dockerfile);
  runRules(rules, subject, collector);
  const found = findSuppressions(dockerfile);
  const suppressions = found.slice(0, limits.suppressions);
  const drafts = collector.take();
  const secrets = findSecretSpans(dockerfile.text, [
    ...toldSecrets(drafts),
    ...untoldSecrets(subject, all, rules),
  ]);
  let kept = drafts;
  if (suppressions.length > 0) {
    const silencer = new Silencer(subject, suppressions, rules, all);
    kept = silencer.apply(drafts);
    collector.listen(rules, (rule, report) => silencer.tell(rule, report));
  }
  const suppressed = drafts.length - kept.length;
  const values = secretValues(dockerfile.text, secrets);
  const findings = [...kept, ...collector.take()]
    .map((draft) => finish(draft, subject.path, values))
    .sort(compare);
  const problems = collector.problems(subject.path);
  if (found.length > suppressions.length) problems.push(tooManySuppressions(subject.path));
  return { findings, rules, suppressed, secrets, problems };
}

function toldSecrets(drafts: readonly Draft[]): readonly Span[] {
  return drafts.flatMap(({ found }) => found.secret ?? []);
}

/** What the rules about secrets would tell that nobody asked to speak. */
function untoldSecrets(
  subject: DockerfileSubject,
  all: readonly RuleDefinition[],
  rules: readonly RuleDefinition[],
): readonly Span[] {
  const unheard = all.filter((rule) => rule.practice === "no-secrets" && !rules.includes(rule));
  if (unheard.length === 0) return [];
  const collector = new Collector(subject.evaluated.dockerfile);
  runRules(unheard, subject, collector);
  return toldSecrets(collector.take());
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
  const known = isNoneAsked ? CHOSEN.get(selection) : undefined;
  if (known?.all === all) return known.rules;
  const rules = all.filter((rule) => {
    if (ignore?.has(rule) === true) return false;
    if (select !== undefined) return select.has(rule);
    return rule.offBecause === undefined || isAsked(rule);
  });
  if (isNoneAsked) CHOSEN.set(selection, { all, rules });
  return rules;
}

/** What was chosen before: most files of a run ask for nothing of their own. */
const CHOSEN = new WeakMap<
  Selection,
  { readonly all: readonly RuleDefinition[]; readonly rules: readonly RuleDefinition[] }
>();

function runRules(rules: readonly RuleDefinition[], subject: DockerfileSubject, collector: Collector): void {
  const listeners = listenersOf(rules);
  const { stages, fromWords } = subject.evaluated;
  collector.listen(listeners.ofFile, (rule, report) => rule.onFile?.(subject, report));
  for (const from of fromWords) {
    collector.listen(listeners.ofFrom, (rule, report) => rule.onFrom?.(from, report, subject));
  }
  for (const stage of stages) {
    collector.listen(listeners.ofStage, (rule, report) => rule.onStage?.(stage, report, subject));
  }
  for (const stage of stages) {
    const scope: Scope = { file: subject, stage };
    for (const step of stage.steps) runStep(step, scope, listeners, collector);
  }
}

function runStep(step: Step, scope: Scope, listeners: Listeners, collector: Collector): void {
  const { instruction, triggeredAt } = step;
  const ofStep = listeners.ofStep(instruction.kind);
  collector.listen(ofStep, (rule, report) => rule.onStep?.(step, report, scope), triggeredAt);
  if (isCopyStep(step)) {
    collector.listen(listeners.ofCopy, (rule, report) => rule.onCopy?.(step, report, scope), triggeredAt);
  } else if (isRunStep(step)) {
    const ofRun = listeners.ofRun(step.run?.facts ?? []);
    collector.listen(ofRun, (rule, report) => rule.onRun?.(step, report, scope), triggeredAt);
  }
}

function isCopyStep(step: Step): step is CopyStep {
  return step.instruction.kind === "copy" || step.instruction.kind === "add";
}

function isRunStep(step: Step): step is RunStep {
  return step.instruction.kind === "run";
}

function finish({ rule, found }: Draft, path: string, secrets: readonly string[]): Finding {
  const fix: Fix | undefined =
    found.fix === undefined ? undefined : { ...found.fix, title: hideValues(found.fix.title, secrets) };
  return {
    rule: rule.name,
    practice: rule.practice,
    severity: found.severity ?? rule.severity,
    path,
    span: found.at,
    message: shortenMessage(hideValues(found.message, secrets)),
    replaces: rule.replaces,
    ...(found.secret === undefined ? {} : { secret: found.secret }),
    ...(fix === undefined ? {} : { fix }),
  };
}

function compare(a: Finding, b: Finding): number {
  return a.span.start - b.span.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0);
}
