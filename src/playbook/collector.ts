import { limits, type Problem } from "../base/index.ts";
import type { Dockerfile, Instruction } from "../dockerfile/index.ts";
import type { PlaybookCode } from "./codes.ts";
import type { Found, Report, RuleDefinition } from "./define-rule.ts";
import { placeOfKeyword } from "./place.ts";
import type { Draft } from "./silencer.ts";

/** Thrown through a rule that has said enough: each finding may cost it a look at the whole file. */
const ENOUGH = new Error("a rule has more findings than are kept");

/** Keeps what the rules report, of each rule no more than anyone reads. */
export class Collector {
  readonly #dockerfile: Dockerfile;
  readonly #counts = new Map<RuleDefinition, number>();
  readonly #silenced = new Set<RuleDefinition>();
  #drafts: Draft[] = [];
  #rule: RuleDefinition | undefined;
  /** A FROM whose trigger is being looked at. */
  #triggeredAt: Instruction | undefined;

  constructor(dockerfile: Dockerfile) {
    this.#dockerfile = dockerfile;
  }

  /** What the rule that is being listened to reports to. */
  readonly report: Report = (found) => {
    const rule = this.#rule;
    if (rule === undefined) return;
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    if (count > limits.findings) throw ENOUGH;
    const at = this.#triggeredAt;
    this.#drafts.push({ rule, found: at === undefined ? found : moveTo(found, this.#dockerfile, at) });
  };

  /**
   * Lets rules speak one after the other, each until it has said enough. Of a step that a trigger made,
   * `triggeredAt` is the FROM: its text is not in this stage, and what is wrong with it is said there.
   */
  listen(
    rules: readonly RuleDefinition[],
    speak: (rule: RuleDefinition, report: Report) => void,
    triggeredAt?: Instruction,
  ): void {
    this.#triggeredAt = triggeredAt;
    for (const rule of rules) {
      if (this.#silenced.size > 0 && this.#silenced.has(rule)) continue;
      this.#rule = rule;
      try {
        speak(rule, this.report);
      } catch (error) {
        if (error !== ENOUGH) throw error;
        this.#silenced.add(rule);
      }
    }
    this.#triggeredAt = undefined;
  }

  /** What was reported since it was last asked. */
  take(): readonly Draft[] {
    const drafts = this.#drafts;
    this.#drafts = [];
    return drafts;
  }

  /** The rules that had more to say than is kept, each as a problem. */
  problems(path: string): Problem[] {
    const code: PlaybookCode = "playbook/too-many-findings";
    return [...this.#counts].flatMap(([{ name }, count]) => {
      const message = `${name} has more than ${limits.findings} findings; the first of them are shown`;
      return count <= limits.findings ? [] : [{ code, message, path }];
    });
  }
}

/** To a FROM that runs a trigger, whose comments the builder does not look at. */
function moveTo(found: Found, dockerfile: Dockerfile, instruction: Instruction): Found {
  const { fix: _, ...rest } = found;
  return { ...rest, at: placeOfKeyword(dockerfile, instruction), heeds: found.heeds ?? "directive" };
}
