import { readFileSync } from "node:fs";
import { type RuleDefinition, rules } from "../../src/playbook/index.ts";
import { judgeExample } from "../../tests/pages/judge-example.ts";
import { readPage } from "../../tests/pages/page.ts";
import type { AppliedFix } from "./proved.ts";

/** The fixes that rules have, as their pages show them: each rule with each applicability that it offers. */
export async function listFixes(): Promise<readonly AppliedFix[]> {
  const fixes = new Map<string, AppliedFix>();
  for (const rule of rules as readonly RuleDefinition[]) {
    if (rule.fix === "never") continue;
    const page = new URL(`../../src/playbook/rules/${rule.name}.md`, import.meta.url);
    for (const example of readPage(readFileSync(page, "utf8")).examples) {
      if (example.expected.length === 0) continue;
      const { judgement } = await judgeExample(rule, example, example.text);
      for (const { rule: name, fix } of judgement.findings) {
        if (name !== rule.name || fix === undefined) continue;
        fixes.set(`${name} ${fix.applicability}`, { rule: name, applicability: fix.applicability });
      }
    }
  }
  return [...fixes.values()];
}

/** Why the fixes of some rules cannot be built here: no base image of the kind can be made from packages. */
export const NOT_PROVABLE: ReadonlyMap<string, string> = new Map([
  ["apk-cache-left", "needs Alpine, of which the lab has no packages"],
  ["conda-cache-left", "needs conda, of which the lab has no packages"],
  ["dnf-cache-left", "needs Fedora or its kin, of which the lab has no packages"],
  ["dnf-without-yes", "needs Fedora or its kin, of which the lab has no packages"],
  ["yum-cache-left", "needs CentOS or its kin, of which the lab has no packages"],
  ["yum-without-yes", "needs CentOS or its kin, of which the lab has no packages"],
  ["zypper-cache-left", "needs openSUSE, of which the lab has no packages"],
  ["zypper-without-yes", "needs openSUSE, of which the lab has no packages"],
]);
