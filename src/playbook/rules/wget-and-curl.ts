import type { NamedPackage } from "../../stage/index.ts";
import { osPackages } from "../cache/left-cache.ts";
import { isRunStep } from "../commands.ts";
import { defineRule } from "../define-rule.ts";
import { advise } from "../edit/advice.ts";

/** Reports wget and curl where a shipped stage puts both in. */
export const rule = defineRule({
  name: "wget-and-curl",
  practice: "lean-layers",
  severity: "information",
  fix: "sometimes",
  replaces: ["hadolint:DL4001", "trivy:DS-0014"],

  onStage(stage, report) {
    const { packages } = stage.end;
    if (stage.role !== "shipped" || packages.get("wget") !== "yes" || packages.get("curl") !== "yes") return;
    const found = new Map<string, NamedPackage>();
    for (const step of stage.steps) {
      if (!isRunStep(step) || step.triggeredAt !== undefined) continue;
      for (const fact of osPackages(step)) {
        if (fact.action !== "install" || fact.runs !== "yes") continue;
        for (const each of fact.packages)
          if (NAMES.has(each.name) && !found.has(each.name)) found.set(each.name, each);
      }
    }
    const [first, second] = [...found.values()];
    if (first === undefined || second === undefined) return;
    report({
      at: second.word.span,
      message: `${second.name} does what ${first.name} does, which is installed too`,
      fix: advise(
        `Leave ${second.name} out, and write ${ONLY[first.name] ?? first.name} for what it fetches`,
      ),
    });
  },
});

/** How the one that stays does what the other did. */
const ONLY: Readonly<Record<string, string>> = { curl: "curl -fsSLO URL", wget: "wget -q URL" };

const NAMES: ReadonlySet<string> = new Set(["wget", "curl"]);
