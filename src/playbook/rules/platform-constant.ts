import { parsePlatform } from "../../reference/index.ts";
import { defineRule } from "../define-rule.ts";
import { placeAt } from "../place.ts";

/**
 * Reports FROM with one platform written out. A stage whose name says the system or the architecture means
 * it so, and is left alone.
 */
export const rule = defineRule({
  name: "platform-constant",
  practice: "well-formed",
  severity: "warning",
  fix: "never",
  replaces: ["buildkit:FromPlatformFlagConstDisallowed", "hadolint:DL3029"],

  onFrom({ stage, platform }, report, { evaluated: { dockerfile } }) {
    if (platform === undefined || platform.matched.length > 0 || platform.unmatched.length > 0) return;
    const parsed = parsePlatform(platform.value);
    if (parsed.kind !== "platform") return;
    const { os, architecture } = parsed.platform;
    const name = stage.name ?? "";
    if (name.includes(os) || name.includes(architecture)) return;
    const { from } = stage.section;
    const flag = from.syntax.flags.find((word) => word.name === "platform");
    report({
      at: placeAt(dockerfile, from, flag?.span ?? platform.word.span),
      message: `this stage is always built for ${platform.value}, whatever platform the build asks for`,
    });
  },
});
