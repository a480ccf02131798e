import { defineRule } from "../define-rule.ts";
import { osPackages } from "../left-cache.ts";

/** Where apt and dpkg expect to be alone. */
const LOCKED = ["/var/cache/apt", "/var/lib/apt", "/var/lib/dpkg"];

/** Reports cache mounts for apt that two builds may use at once. Such mounts are used in every stage. */
export const rule = defineRule({
  name: "cache-mount-unlocked",
  practice: "cache-mounts",
  severity: "warning",
  fix: "never",
  replaces: [],

  facts: ["apt"],
  onRun(run, report, { stage }) {
    if (!stage.isReachable || !osPackages(run).some(({ manager }) => manager === "apt")) return;
    for (const { flag, mount } of run.instruction.mounts) {
      if (mount?.type !== "cache" || mount.sharing === "locked" || mount.sharing === "private") continue;
      const { target } = mount;
      if (!LOCKED.some((path) => target === path || target.startsWith(`${path}/`))) continue;
      report({
        at: flag.span,
        message: `The cache on ${target} is shared, and two builds at once disturb each other's apt`,
      });
    }
  },
});
