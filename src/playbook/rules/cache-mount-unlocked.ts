import type { Span } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import { osPackages } from "../cache/left-cache.ts";
import { defineRule, type FoundFix, type RunStep } from "../define-rule.ts";

/** Where apt and dpkg expect to be alone. */
const LOCKED = ["/var/cache/apt", "/var/lib/apt", "/var/lib/dpkg"];

/** Reports cache mounts for apt that two builds may use at once. Such mounts are used in every stage. */
export const rule = defineRule({
  name: "cache-mount-unlocked",
  practice: "cache-mounts",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  facts: ["apt"],
  onRun(run, report, { stage, file }) {
    if (!stage.isReachable || !osPackages(run).some(({ manager }) => manager === "apt")) return;
    for (const { flag, mount } of run.instruction.mounts) {
      if (mount?.type !== "cache" || mount.sharing === "locked" || mount.sharing === "private") continue;
      const { target } = mount;
      if (!LOCKED.some((path) => target === path || target.startsWith(`${path}/`))) continue;
      report({
        at: flag.span,
        message: `The cache on ${target} is shared, and two builds at once disturb each other's apt`,
        fix: lock(run, flag.span, file.evaluated.dockerfile),
      });
    }
  },
});

/** Who waits for the other gets what it would have got alone. */
function lock({ triggeredAt }: RunStep, flag: Span, { text }: Dockerfile): FoundFix | undefined {
  const written = text.slice(flag.start, flag.end);
  if (triggeredAt !== undefined || /["$\n\\`]/.test(written)) return undefined;
  const shared = /sharing=shared/i.exec(written);
  const start = shared === null ? flag.end : flag.start + shared.index;
  const end = start + (shared?.[0].length ?? 0);
  const edit = { span: { start, end }, text: shared === null ? ",sharing=locked" : "sharing=locked" };
  return { title: "Let the second build wait with sharing=locked", applicability: "safe", edits: [edit] };
}
