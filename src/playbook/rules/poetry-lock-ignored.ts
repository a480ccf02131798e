import { posix } from "node:path";
import { type Step, stepSources } from "../../stage/index.ts";
import { destinationOf, isBrought } from "../context/brought.ts";
import { defineRule, type FoundFix, type RunStep, type Scope } from "../define-rule.ts";
import { insert } from "../edit/quote.ts";
import { commandSpan, installsOf, projectFolder } from "../install/installs.ts";

/** Reports Poetry where it resolves anew instead of installing what its lock file says. */
export const rule = defineRule({
  name: "poetry-lock-ignored",
  practice: "reproducible-install",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["poetry"],
  onRun(run, report, { stage, file }) {
    const { context, evaluated } = file;
    for (const fact of installsOf(run, "poetry")) {
      const at = commandSpan(evaluated.dockerfile, fact.use);
      const isCheck = fact.options.has("--check") || fact.options.has("--no-update");
      if (fact.action === "update" || (fact.action === "lock" && !isCheck)) {
        report({
          at,
          message: `poetry ${fact.action} resolves anew in every build, whatever poetry.lock said`,
        });
        continue;
      }
      const folder = projectFolder(fact);
      if (fact.action !== "install" || folder === undefined || context.kind === "unknown") continue;
      const manifest = posix.join(folder, "pyproject.toml");
      // The manifest alone was copied, while the context has a lock file beside it.
      if (context.whetherExists("poetry.lock") !== "yes" || context.whetherIgnored("poetry.lock") !== "no")
        continue;
      if (
        !isBrought(manifest, run, stage, context) ||
        run.before.files.whetherExists(posix.join(folder, "poetry.lock")) !== "no"
      )
        continue;
      report({
        at,
        message: "poetry install resolves anew in every build, because poetry.lock was not copied",
        fix: copyLock(run, folder, { stage, file }),
      });
    }
  },
});

/** Names the lock file beside the manifest, in the one copy of this stage that brings that into the project's folder. */
function copyLock(run: RunStep, folder: string, { stage, file }: Scope): FoundFix | undefined {
  const { steps, section } = stage;
  const copies = steps.slice(0, steps.indexOf(run)).flatMap((step) => {
    const isOwn = step.triggeredAt === undefined && section.instructions.includes(step.instruction);
    const source = stepSources(step).find(({ path, isPlain }) => isPlain && path === "pyproject.toml");
    return isOwn && source !== undefined && isInto(step, folder) ? [{ step, word: source.word }] : [];
  });
  const [copy, ...others] = copies;
  if (copy === undefined || others.length > 0 || file.evaluated.dockerfile.problems.length > 0)
    return undefined;
  const { text } = file.evaluated.dockerfile;
  const { span } = copy.word;
  const written = text.slice(span.start, span.end);
  const isList = copy.step.instruction.syntax.form === "exec";
  if (written.replace(/^"(.*)"$/, "$1").replace(/^\.\//, "") !== "pyproject.toml") return undefined;
  const added = isList
    ? `, ${written.replace("pyproject.toml", "poetry.lock")}`
    : ` ${written.replace("pyproject.toml", "poetry.lock")}`;
  return {
    title: "Copy poetry.lock beside pyproject.toml",
    // Other versions come in than those that are newest, and a lock file that is out of date fails.
    applicability: "unsafe",
    edits: [insert(span.end, added)],
  };
}

/** Whether a copy lays what it names into a folder, under the names that it has, also when it names one more. */
function isInto(step: Step, folder: string): boolean {
  const { instruction } = step;
  if (instruction.kind !== "copy" && instruction.kind !== "add") return false;
  const written = instruction.destination?.value ?? "";
  const isFolder = /(?:^|\/)\.{0,2}$/.test(written);
  return isFolder && instruction.exclude.length === 0 && destinationOf(step)?.path === folder;
}
