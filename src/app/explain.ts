import { findPractice, findRules, loadPages, PRACTICES, rules, suggestName } from "../playbook/index.ts";

/** What `explain` has to say of a name. */
export type Explanation =
  | { readonly kind: "pages"; readonly pages: readonly string[] }
  | { readonly kind: "unknown"; readonly suggestion: string | undefined };

/** The page of a rule, a practice, an error code, or the rules that stand for another tool's identifier. */
export async function explain(name: string): Promise<Explanation> {
  const pages = await loadPages();
  const sentence = pages.code(name);
  if (sentence !== undefined) return { kind: "pages", pages: [`# ${name}\n\n${sentence}\n`] };
  const practice = findPractice(name.toLowerCase());
  if (practice !== undefined) {
    return {
      kind: "pages",
      pages: [practicePage(practice.name, practice.promise, pages.practice(practice.name))],
    };
  }
  const found = findRules(name);
  const texts = found.flatMap((rule) => {
    const page = pages.rule(rule.name);
    return page === undefined ? [] : [withFacts(page, rule)];
  });
  if (texts.length > 0) return { kind: "pages", pages: texts };
  return { kind: "unknown", suggestion: suggestName(name) };
}

/** All practices with their rules: what there is to explain. */
export function listExplained(): string {
  const lines = ["# What there is to explain", ""];
  for (const { name, promise } of PRACTICES) {
    lines.push(`## ${name}`, "", `${promise}.`, "");
    const own = rules.filter((rule) => rule.practice === name);
    for (const rule of own) lines.push(`- ${rule.name}`);
    if (own.length > 0) lines.push("");
  }
  lines.push("Error codes and other tools' identifiers (DL3006, StageNameCasing) have pages too.", "");
  return lines.join("\n");
}

/** The pages of all rules, by name: reports quote their titles and first sentences. */
export async function loadRulePages(): Promise<(rule: string) => string | undefined> {
  return (await loadPages()).rule;
}

function withFacts(page: string, rule: ReturnType<typeof findRules>[number]): string {
  const facts = [
    `Rule ${rule.name}, practice ${rule.practice}, level ${rule.severity}`,
    ...(rule.offBecause === undefined ? [] : [`off unless it is selected: ${rule.offBecause}`]),
    ...(rule.replaces.length === 0 ? [] : [`stands for ${rule.replaces.join(", ")}`]),
  ];
  return `${page.trimEnd()}\n\n## Facts\n\n${facts.map((fact) => `- ${fact}`).join("\n")}\n`;
}

function practicePage(name: string, promise: string, page: string | undefined): string {
  const own = rules.filter((rule) => rule.practice === name);
  const list =
    own.length === 0
      ? "No rule judges it on a Dockerfile yet."
      : own.map((rule) => `- ${rule.name}`).join("\n");
  return `${page ?? `# ${promise}\n`}\n## Rules\n\n${list}\n`;
}
