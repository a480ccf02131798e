import type { EvaluatedStage, Step } from "../../stage/index.ts";
import { emptyCache } from "../cache/language-cache.ts";
import { stepsBefore } from "../context/brought.ts";
import { defineRule } from "../define-rule.ts";
import { commandSpan, keptDownloads, shownCache } from "../install/installs.ts";
import { isInImage } from "../shipped.ts";
import type { ContextView } from "../subject.ts";

/** Reports the classic Yarn's downloads that stay in a layer of a shipped image. */
export const rule = defineRule({
  name: "yarn-cache-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3060"],

  facts: ["yarn"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const kept = keptDownloads(run, "yarn");
    if (kept === undefined || mayBeModern(run, stage) || hasSettings(file.context)) return;
    report({
      at: commandSpan(file.evaluated.dockerfile, kept.use),
      message: `yarn keeps what it downloads in ${shownCache(kept, run)}, and this layer with it`,
      fix: emptyCache(run, "yarn", file, "cache clean"),
    });
  },
});

/** The settings file of the second line, wherever in the context a copy would bring it from. */
function hasSettings(context: ContextView): boolean {
  return context.kind === "known" && context.whetherExists(".yarnrc.yml") !== "no";
}

/** From its second line on Yarn keeps its cache elsewhere, in the project even, where it is wanted. */
function mayBeModern(run: Step, stage: EvaluatedStage): boolean {
  return [...stepsBefore(run, stage), run].some(({ instruction, run: ran }) => {
    if (instruction.kind === "copy" || instruction.kind === "add") {
      return instruction.sources.some(({ value }) => /(?:^|\/)\.(?:yarn|pnp|\*)/.test(value));
    }
    return (ran?.commands ?? []).some(({ name, words }) => {
      const texts = words.map(({ value }) => value);
      if (name === "corepack") return true;
      return (
        name === "yarn" && /\b(?:set version|--immutable|workspaces focus|berry)\b/.test(texts.join(" "))
      );
    });
  });
}
