import { goLower, goUpper } from "../../dockerfile/index.ts";
import { defineRule } from "../define-rule.ts";
import { placeAt } from "../place.ts";

/** Reports an AS that is cased otherwise than its FROM; where FROM itself mixes cases, that is reported instead. */
export const rule = defineRule({
  name: "from-as-casing",
  practice: "well-formed",
  severity: "information",
  fix: "sometimes",
  replaces: ["buildkit:FromAsCasing"],

  onStage({ section: { from } }, report, file) {
    const { keyword, args } = from.syntax;
    const as = args[1];
    if (as === undefined || args.length < 3) return;
    const isLower = keyword.value === goLower(keyword.value);
    if (!isLower && keyword.value !== goUpper(keyword.value)) return;
    const cased = isLower ? goLower(as.value) : goUpper(as.value);
    if (as.value === cased) return;
    report({
      at: placeAt(file.evaluated.dockerfile, from, as.span),
      message: `${as.value} is not written in the case of its ${keyword.value}`,
      fix:
        from.as === undefined
          ? undefined
          : { title: `Write ${cased}`, applicability: "safe", edits: [{ span: as.span, text: cased }] },
    });
  },
});
