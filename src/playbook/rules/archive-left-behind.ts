import { posix } from "node:path";
import type { Dockerfile } from "../../dockerfile/index.ts";
import type { ShellWord } from "../../shell/index.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";
import { appendToRun } from "../edit/append-to-run.ts";
import { isInImage } from "../shipped.ts";

/** Reports archives that stay in the image after they were unpacked or installed. */
export const rule = defineRule({
  name: "archive-left-behind",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["extraction"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const facts = run.run?.facts ?? [];
    const seen = new Set<string>();
    facts.forEach((fact, at) => {
      if (fact.kind !== "extraction" || fact.archive === undefined || fact.runs !== "yes") return;
      const { archive } = fact;
      const { exists, step, kind } = run.after.files.lookUp(archive);
      if (exists !== "yes" || step < 0 || kind === "folder" || seen.has(archive)) return;
      seen.add(archive);
      // One that goes later is deleted-in-later-layer's, and a script may take it away here.
      if (stage.end.files.whetherExists(archive) !== "yes") return;
      if (facts.slice(at + 1).some((later) => later.kind === "unknown-command" && later.isScript)) return;
      const word = fact.use.words.find(
        (each) => archive.endsWith(each.value.replace(/^.*\//, "")) && each.value !== "",
      );
      report({
        at: word?.span ?? fact.at,
        message: `${archive} stays in the image beside what came out of it`,
        fix: step === run.number ? deleteArchive(run, archive, word, file.evaluated.dockerfile) : undefined,
      });
    });
  },
});

/** In the RUN that brought it: from an earlier layer nothing can be taken any more. */
function deleteArchive(
  run: RunStep,
  archive: string,
  word: ShellWord | undefined,
  dockerfile: Dockerfile,
): FoundFix | undefined {
  const isRoot = run.before.user === undefined || /^(?:|root|0)(?::.*)?$/.test(run.before.user);
  const path = spell(run, archive, word);
  const edits = isRoot && path !== undefined ? appendToRun(run, dockerfile, `rm ${path}`) : undefined;
  if (edits === undefined) return undefined;
  return { title: "Delete the archive in the same RUN", applicability: "unsafe", edits };
}

/** As the RUN itself writes it, variables and all, where it stays in one folder; else the whole path. */
function spell({ run }: RunStep, archive: string, word: ShellWord | undefined): string | undefined {
  if (word === undefined || posix.basename(word.value) !== posix.basename(archive)) return undefined;
  const isStill = run?.commands.every(
    ({ name, inside }) => !/^(?:cd|pushd|popd)$/.test(name ?? "") && inside.length === 0,
  );
  if (isStill === true && /^[\w./+@"${}-]+$/.test(word.raw)) return word.raw;
  return word.literal !== undefined && /^\/[\w./+@-]+$/.test(archive) ? archive : undefined;
}
