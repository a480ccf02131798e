import { type OsPackagesFact, osPackages, placeOfCommand, subcommandOf } from "../cache/left-cache.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { addOption } from "../edit/add-option.ts";
import { isInImage } from "../shipped.ts";

/** Reports installations that take in what packages only recommend. */
export const rule = defineRule({
  name: "apt-recommends-installed",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3015", "trivy:DS-0029"],

  facts: ["apt"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    for (const fact of osPackages(run)) {
      if (fact.manager !== "apt" || fact.action !== "install" || fact.runs !== "yes") continue;
      if (fact.takesRecommended !== "yes" || fact.packages.length === 0) continue;
      // Asking for them in words is a choice.
      if (fact.options.has("--install-recommends") || fact.options.has("--with-recommends")) continue;
      report({
        at: placeOfCommand(fact),
        message: `${fact.use.name ?? "apt"} install takes in recommended packages as well`,
        fix: leaveOut(run, fact),
      });
    }
  },
});

/** What was only recommended is gone then, and nobody knows whether something needs it; but for certificates. */
function leaveOut(run: RunStep, fact: OsPackagesFact): FoundFix | undefined {
  const { use } = fact;
  const subcommand = use.words.find(({ value }) => value === subcommandOf(fact));
  const option = use.name === "aptitude" ? "--without-recommends" : "--no-install-recommends";
  const edit = addOption(run, use, subcommand, option);
  if (edit === undefined) return undefined;
  const client = hasCertificates(run) ? undefined : fact.packages.find(({ name }) => CLIENTS.has(name));
  const named = addOption(run, use, client?.word, "ca-certificates");
  return {
    title: `Leave them out with ${option}${named === undefined ? "" : ", and name ca-certificates"}`,
    applicability: "unsafe",
    edits: named === undefined ? [edit] : [edit, named],
  };
}

/** Packages that only recommend the certificates without which they trust no server. */
const CLIENTS: ReadonlySet<string> = new Set(["curl", "wget", "git"]);

/** Whether the certificates are certainly there, or another command of the RUN brings them. */
function hasCertificates(run: RunStep): boolean {
  const { base, packages } = run.before;
  if (base.kind === "known" && base.image.caCertificates === "yes") return true;
  if (packages.get("ca-certificates") === "yes") return true;
  return osPackages(run).some(
    ({ action, packages: named }) =>
      action === "install" && named.some(({ name }) => name === "ca-certificates"),
  );
}
