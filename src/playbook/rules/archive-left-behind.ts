import { defineRule } from "../define-rule.ts";
import { isInImage } from "../shipped.ts";

/** Reports archives that stay in the image after they were unpacked or installed. */
export const rule = defineRule({
  name: "archive-left-behind",
  practice: "lean-layers",
  severity: "warning",
  fix: "never",
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
      });
    });
  },
});
