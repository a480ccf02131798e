import type { ImageReference } from "../../reference/index.ts";
import { repositoryName } from "../../reference/index.ts";
import { defineRule } from "../define-rule.ts";
import { pulledImages } from "../pulled-images.ts";

/** Reports images that their maker has taken away: a build without them in its cache fails. */
export const rule = defineRule({
  name: "base-tag-removed",
  practice: "pinned-base",
  severity: "error",
  fix: "never",
  replaces: [],

  onFile(file, report) {
    const { today } = file;
    if (today === undefined) return;
    for (const { name, reference, at } of pulledImages(file)) {
      const removal = REMOVALS.find(({ since, isMeant }) => since < today && isMeant(reference));
      if (removal === undefined) continue;
      report({
        at,
        message: `${name} is gone since ${removal.since.slice(0, "2026-11".length)}: ${removal.instead}`,
      });
    }
  },
});

/** Images that were taken out of a registry, as their makers have announced. */
interface Removal {
  readonly since: string;
  readonly instead: string;
  readonly isMeant: (reference: ImageReference) => boolean;
}

const REMOVALS: readonly Removal[] = [
  {
    // Bitnami's announcement of August 2025: tags with versions moved; few images are left, as `latest` only.
    since: "2025-09-29",
    instead: "without further fixes it is kept below bitnamilegacy",
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
    isMeant: (reference) => /^mcr\.microsoft\.com\/java\/(?:jdk|jre|maven)/.test(repositoryName(reference)),
  },
];
