import type { Whether } from "../../base/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage, OsManager, RunFact, Step } from "../../stage/index.ts";
import { isRunStep } from "../commands.ts";
import type { RunStep } from "../define-rule.ts";

/**
 * Whether a step behind a RUN, or a container of the image, installs by the lists that the RUN left: "no" where
 * everything that runs later is known and fetches its own.
 */
export function whetherListsNeeded(
  run: RunStep,
  stage: EvaluatedStage,
  evaluated: EvaluatedDockerfile,
  managers: readonly OsManager[],
): Whether {
  const own = stage.steps.slice(stage.steps.indexOf(run) + 1);
  const first = whetherStepsNeed(own, managers);
  if (first !== "no") return first === "fetched" ? "no" : first;
  let answer: Whether = "no";
  for (const each of evaluated.stages) {
    if (each === stage || !standsOn(each, stage)) continue;
    const needed = whetherStepsNeed(each.steps, managers);
    if (needed === "yes") return "yes";
    if (needed === "maybe") answer = "maybe";
  }
  return answer;
}

/** Whether a stage stands on another, perhaps with further ones in between. */
function standsOn(stage: EvaluatedStage, below: EvaluatedStage): boolean {
  const seen = new Set<EvaluatedStage>();
  for (let each = stage; !seen.has(each); ) {
    if (each === below) return true;
    seen.add(each);
    if (each.base.kind !== "stage") return false;
    each = each.base.stage;
  }
  return false;
}

function whetherStepsNeed(steps: readonly Step[], managers: readonly OsManager[]): Whether | "fetched" {
  let answer: Whether = "no";
  for (const step of steps) {
    const { kind, syntax } = step.instruction;
    if (kind === "cmd" || kind === "entrypoint" || kind === "healthcheck" || kind === "onbuild") {
      if (NAMES.test(syntax.text.text)) answer = "maybe";
    }
    if (!isRunStep(step)) continue;
    if (step.run === undefined || step.run.isPartial) answer = "maybe";
    for (const fact of step.run?.facts ?? []) {
      if (fact.kind === "os-packages" && managers.includes(fact.manager)) {
        if (fact.action === "update") {
          if (fact.runs === "yes") return answer === "no" ? "fetched" : answer;
        } else if (fetchesItself(fact)) continue;
        else if (fact.action === "install" || fact.action === "upgrade") return "yes";
      } else if (mayInstall(fact)) answer = "maybe";
    }
  }
  return answer;
}

/** Managers that fetch what is missing or old before they install, always or when they are told to. */
function fetchesItself({ manager, options }: Extract<RunFact, { kind: "os-packages" }>): boolean {
  if (manager === "apk")
    return ["--no-cache", "-U", "--update", "--update-cache"].some((each) => options.has(each));
  return manager !== "apt";
}

/** What may run a package manager without saying so: scripts, tools that nobody here knows, `make`. */
function mayInstall(fact: RunFact): boolean {
  if (fact.kind === "unknown-command") return true;
  if (fact.kind === "download") return fact.isPipedToShell;
  return fact.kind === "build" && fact.tool === "make";
}

const NAMES = /\b(?:apt|apt-get|aptitude|apk|gdebi)\b/;
