import type { Edit } from "../../base/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { cleanUpAfter } from "../cache/clean-up.ts";
import { whetherListsNeeded } from "../cache/later-installs.ts";
import {
  findLeftCache,
  type OsPackagesFact,
  osPackages,
  placeOfCommand,
  subcommandOf,
} from "../cache/left-cache.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { addOption } from "../edit/add-option.ts";
import { keepsCommands, removeCommand } from "../edit/append-to-run.ts";
import { bottomStage } from "../image/image-name.ts";
import { isInImage } from "../shipped.ts";
import type { DockerfileSubject } from "../subject.ts";

/** Reports the index of Alpine's repositories that apk keeps in a layer. */
export const rule = defineRule({
  name: "apk-cache-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3019", "trivy:DS-0025", "dockle:DKL-DI-0004"],

  facts: ["apk"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const found = findLeftCache(
      run,
      ["/var/cache/apk"],
      ({ manager, action, options }) =>
        manager === "apk" && action !== "remove" && !options.has("--no-cache"),
    );
    if (found === undefined) return;
    report({
      at: placeOfCommand(found),
      message: `apk ${subcommandOf(found)} leaves the repository index in this layer`,
      fix: storeNothing(run, found, stage, file),
    });
  },
});

/** None where a later step is known to install by this index: old versions of apk would find nothing. */
function storeNothing(
  run: RunStep,
  found: OsPackagesFact,
  stage: EvaluatedStage,
  { evaluated }: DockerfileSubject,
): FoundFix | undefined {
  const { dockerfile } = evaluated;
  const isNeeded = whetherListsNeeded(run, stage, evaluated, ["apk"]);
  if (isNeeded === "yes" || dockerfile.problems.length > 0) return undefined;
  const applicability = isNeeded === "no" ? "safe" : "unsafe";
  const edits = isOld(stage) ? undefined : withoutIndex(run, evaluated);
  if (edits !== undefined) return { title: "Store no index with --no-cache", applicability, edits };
  return cleanUpAfter(run, found.use, dockerfile, {
    command: "rm -rf /var/cache/apk/*",
    title: "Delete the index in the same RUN",
    applicability,
  });
}

/** With the option on every call that installs, an update of its own has nothing to do. */
function withoutIndex(
  run: RunStep,
  { dockerfile }: DockerfileSubject["evaluated"],
): readonly Edit[] | undefined {
  const facts = osPackages(run).filter(({ manager, action }) => manager === "apk" && action !== "remove");
  const updates = facts.filter(({ action }) => action === "update");
  const isUnknown = run.run?.facts.some(({ kind }) => kind === "unknown-command") === true;
  if (facts.some(({ options }) => options.has("--root") || options.has("-p"))) return undefined;
  if (updates.length > 0 && isUnknown) return undefined;
  const edits = facts.map((fact) => {
    if (fact.action === "update") return removeCommand(run, dockerfile, fact.use);
    if (fact.options.has("--no-cache")) return NOTHING;
    const word = fact.use.words.find(({ value }) => value === subcommandOf(fact));
    return addOption(run, fact.use, word, "--no-cache");
  });
  const certain = edits.flatMap((edit) => (edit === undefined ? [] : [edit]));
  if (certain.length < edits.length) return undefined;
  const real = certain.filter((edit) => edit !== NOTHING);
  const removed = updates.map(({ use }) => use);
  return real.length > 0 && keepsCommands(run, dockerfile, real, { removed }) ? real : undefined;
}

const NOTHING: Edit = { span: { start: 0, end: 0 }, text: "" };

/** apk knows the option since Alpine 3.3, of 2015. */
function isOld(stage: EvaluatedStage): boolean {
  return /alpine.*[:-](?:2\.|3\.[0-2](?!\d))/.test(bottomStage(stage).baseName);
}
