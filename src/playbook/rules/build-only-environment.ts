import { defineRule } from "../define-rule.ts";
import { isInImage } from "../shipped.ts";

/** Variables that only matter while packages are installed, and the value that says so; any where it is empty. */
const BUILD_ONLY: ReadonlyMap<string, string> = new Map([
  ["DEBIAN_FRONTEND", "noninteractive"],
  ["DEBCONF_NONINTERACTIVE_SEEN", "true"],
  ["DEBCONF_NOWARNINGS", ""],
  ["APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE", ""],
]);

/** Reports ENV for what only the build needs, where nothing sets it back. */
export const rule = defineRule({
  name: "build-only-environment",
  practice: "configuration",
  severity: "information",
  fix: "never",
  replaces: [],

  instructions: ["env"],
  onStep({ instruction, valueOf }, report, { stage, file }) {
    if (instruction.kind !== "env" || !isInImage(stage, file.evaluated)) return;
    for (const { name, value } of instruction.pairs) {
      const wanted = BUILD_ONLY.get(name.value);
      if (wanted === undefined || !isMeant(wanted, valueOf(value))) continue;
      const last = stage.end.configuration.environment.get(name.value) ?? "";
      if (!isMeant(wanted, last)) continue;
      report({
        at: name.span,
        message: `${name.value} is for the build, and ENV keeps it in every container`,
      });
    }
  },
});

function isMeant(wanted: string, value: string): boolean {
  const text = value.replace(/^(["'])(.*)\1$/s, "$2");
  return wanted === "" ? text !== "" : text.toLowerCase() === wanted;
}
