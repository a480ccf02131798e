import { defineRule } from "../define-rule.ts";
import { bottomStage, imageName } from "../image-name.ts";
import { placeAt, placeOfKeyword } from "../place.ts";

/** Reports shipped stages on a variant that is made for looking around or for building: it has a shell and more. */
export const rule = defineRule({
  name: "debug-variant-shipped",
  practice: "minimal-base",
  severity: "warning",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const bottom = bottomStage(stage);
    if (stage.role !== "shipped" || bottom.base.kind !== "image") return;
    const { domain, path, tag = "" } = bottom.base.reference;
    const variant = variantOf(`${domain}/${path}`, tag);
    if (variant === undefined) return;
    const { from } = stage.section;
    const { dockerfile } = evaluated;
    report({
      at: bottom === stage ? placeAt(dockerfile, from, from.image.span) : placeOfKeyword(dockerfile, from),
      message: `${imageName(stage)} is the variant ${variant}, and it is shipped`,
    });
  },
});

function variantOf(repository: string, tag: string): string | undefined {
  if (/^gcr\.io\/distroless\//.test(repository)) {
    return /(?:^|-)debug(?:-|$)/.test(tag) ? "with a shell, for debugging" : undefined;
  }
  if (/^cgr\.dev\/|^dhi\.io\//.test(repository)) {
    return /-dev$/.test(tag) ? "with a shell and a package manager, for building" : undefined;
  }
  return undefined;
}
