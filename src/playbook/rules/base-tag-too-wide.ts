import { defineRule } from "../define-rule.ts";
import { pulledImages } from "../image/pulled-images.ts";
import { readWideTag, type WideTag } from "../image/wide-tag.ts";

/** Reports tags that go on to versions which may break what is built on them. A digest beside it decides. */
export const rule = defineRule({
  name: "base-tag-too-wide",
  practice: "pinned-base",
  severity: "warning",
  fix: "never",
  replaces: [],

  onFile(file, report) {
    for (const { name, reference, at } of pulledImages(file)) {
      if (reference.digest !== undefined) continue;
      const wide = readWideTag(reference);
      if (wide !== undefined) report({ at, message: messageOf(name, wide) });
    }
  },
});

function messageOf(name: string, wide: WideTag): string {
  switch (wide.kind) {
    case "no-version":
      return `${name} names a variant and no version: the next major one comes unasked`;
    case "moving":
      return `${name} goes on to the next release whenever ${wide.word} does`;
    case "rolling":
      return `${name} is another system from one day to the next`;
    case "major":
      return `${name} goes on to the next minor version, which may break what is built on it`;
  }
}
