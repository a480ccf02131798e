import type { Edit } from "../../base/index.ts";
import type { FoundFix } from "../define-rule.ts";

/** A fix that no flag applies: it says what to write where only people know whether, or with which value. */
export function advise(title: string, edits: readonly Edit[] = []): FoundFix {
  return { title, applicability: "display-only", edits };
}
