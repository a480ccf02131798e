import type { EvaluatedStage } from "../../stage/index.ts";
import { keepNothing } from "../cache/language-cache.ts";
import { defineRule, type RunStep } from "../define-rule.ts";
import { bottomStage } from "../image/image-name.ts";
import { commandSpan, keptDownloads, shownCache } from "../install/installs.ts";
import { isInImage } from "../shipped.ts";

/** Reports pip's downloads that stay in a layer of a shipped image. */
export const rule = defineRule({
  name: "pip-cache-left",
  practice: "lean-layers",
  severity: "warning",
  fix: "sometimes",
  replaces: ["hadolint:DL3042"],

  facts: ["pip"],
  onRun(run, report, { stage, file }) {
    if (!isInImage(stage, file.evaluated)) return;
    const kept = keptDownloads(run, "pip");
    if (kept === undefined) return;
    report({
      at: commandSpan(file.evaluated.dockerfile, kept.use),
      message: `pip keeps what it downloads in ${shownCache(kept, run)}, and this layer with it`,
      fix: knowsOption(run, stage) ? keepNothing(run, "pip", file, "--no-cache-dir") : undefined,
    });
  },
});

/** pip knows the option since 6.0, of 2014: systems whose packages are older have neither it nor the cache. */
function knowsOption({ before }: RunStep, stage: EvaluatedStage): boolean {
  const { baseName } = bottomStage(stage);
  if (OLD.test(baseName)) return false;
  if (before.base.kind !== "known") return true;
  const { os, interpreters } = before.base.image;
  if (interpreters.some(({ language }) => language === "python")) return true;
  const { distribution, release } = os;
  if (distribution === "debian") return Number(release) > 8;
  if (distribution === "ubuntu") return Number(release) >= 16.04;
  return true;
}

const OLD = /\b(?:wheezy|jessie|precise|trusty)\b|ubuntu.?1[0-5]\.|centos:?6|debian.?[78]\b/;
