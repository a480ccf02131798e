import type { Span } from "../../base/index.ts";
import type { ImageReference } from "../../reference/index.ts";
import { repositoryName } from "../../reference/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { pulledImages } from "../image/pulled-images.ts";

/** Reports images that their maker has taken away: a build without them in its cache fails. */
export const rule = defineRule({
  name: "base-tag-removed",
  practice: "pinned-base",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  onFile(file, report) {
    const { today } = file;
    const { text } = file.evaluated.dockerfile;
    if (today === undefined) return;
    for (const { name, reference, at } of pulledImages(file)) {
      const removal = REMOVALS.find(({ since, isMeant }) => since < today && isMeant(reference));
      if (removal === undefined) continue;
      report({
        at,
        message: `${name} is gone since ${removal.since.slice(0, "2026-11".length)}: ${removal.instead}`,
        fix: replaceName(at, text, removal),
      });
    }
  },
});

function replaceName(at: Span, text: string, { replace }: Removal): FoundFix | undefined {
  const written = text.slice(at.start, at.end);
  const now = replace.reduce((name, [pattern, other]) => name.replace(pattern, other), written);
  if (now === written || /["$\s]/.test(written)) return undefined;
  const isSame = replace === SAME_IMAGE;
  return {
    title: isSame
      ? `Take ${now}, where the same image is kept`
      : `Take ${now}, and try it: the build is another`,
    applicability: isSame ? "unsafe" : "display-only",
    edits: [{ span: at, text: now }],
  };
}

/** Images that were taken out of a registry, as their makers have announced. */
interface Removal {
  readonly since: string;
  readonly instead: string;
  /** What becomes of a name where its maker says what to take. */
  readonly replace: readonly (readonly [RegExp, string])[];
  readonly isMeant: (reference: ImageReference) => boolean;
}

/** The same images, under a name that the announcement tells. */
const SAME_IMAGE: Removal["replace"] = [[/^((?:docker\.io\/)?bitnami)(?=\/)/, "$1legacy"]];

const REMOVALS: readonly Removal[] = [
  {
    // Bitnami's announcement of August 2025: tags with versions moved; few images are left, as `latest` only.
    since: "2025-09-29",
    instead: "without further fixes it is kept below bitnamilegacy",
    replace: SAME_IMAGE,
    isMeant: (reference) => {
      const repository = repositoryName(reference);
      const { tag, digest } = reference;
      if (!repository.startsWith("docker.io/bitnami/") || repository.endsWith("/minideb")) return false;
      return digest === undefined && tag !== undefined && /^v?\d/.test(tag);
    },
  },
  {
    // devblogs.microsoft.com/java: Azul Zulu for Azure was taken away from the registry.
    since: "2025-06-30",
    instead: "Microsoft's own build is below mcr.microsoft.com/openjdk",
    replace: [[/^(mcr\.microsoft\.com\/)java(\/jdk:(?:11|17)-)zulu-(ubuntu)$/, "$1openjdk$2$3"]],
    isMeant: (reference) => /^mcr\.microsoft\.com\/java\/(?:jdk|jre|maven)/.test(repositoryName(reference)),
  },
];
