import type { Mount } from "../../dockerfile/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import { defineRule, type RunStep } from "../define-rule.ts";
import { isInImage } from "../shipped.ts";

/** Reports a RUN that copies a mounted secret into the layer: what `cp`, `mv`, `install` or `cat … >` leave there. */
export const rule = defineRule({
  name: "secret-mount-copied-out",
  practice: "no-secrets",
  severity: "error",
  fix: "never",
  replaces: [],

  onRun(step, report, { stage, file }) {
    const targets = step.instruction.mounts.flatMap(({ mount }) => secretTarget(mount) ?? []);
    if (targets.length === 0 || !isInImage(stage, file.evaluated)) return;
    for (const use of step.run?.commands ?? []) {
      if (use.runs !== "yes") continue;
      const source = use.words
        .slice(1)
        .find(({ literal }) => literal !== undefined && targets.includes(literal));
      const copy = source === undefined ? undefined : copyOf(use);
      if (copy === undefined || !isKept(copy, targets, step)) continue;
      report({
        at: use.node.span,
        message: `the mounted secret is written to ${copy}, and stays in the layer`,
      });
    }
  },
});

function secretTarget(mount: Mount | undefined): string | undefined {
  if (mount?.type !== "secret") return undefined;
  if (mount.target !== "") return mount.target;
  return mount.env === undefined && mount.id !== "" ? `/run/secrets/${mount.id}` : undefined;
}

/** Where a command writes the secret, as written. */
function copyOf({ name, words, node }: CommandUse): string | undefined {
  if (name === "cp" || name === "install" || name === "mv") return words.at(-1)?.literal;
  if (name !== "cat") return undefined;
  for (const redirection of node.redirections) {
    if (redirection.kind === "file" && redirection.operator.startsWith(">"))
      return redirection.target?.literal;
  }
  return undefined;
}

/** Whether the copy is certainly there when the RUN ends, and not below a mount. */
function isKept(copy: string, targets: readonly string[], { after, instruction }: RunStep): boolean {
  if (targets.includes(copy) || !copy.startsWith("/")) return false;
  const isMounted = instruction.mounts.some(
    ({ mount }) => mount !== undefined && mount.target !== "" && copy.startsWith(`${mount.target}/`),
  );
  return !isMounted && after.files.whetherExists(copy) === "yes";
}
