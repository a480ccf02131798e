import type { Word } from "../../dockerfile/index.ts";
import { type EvaluatedStage, isRemote, type RunFact, type Step } from "../../stage/index.ts";

/** Something that a step fetched, and from where; `urlText` has its variables replaced as far as they are known. */
export type DownloadFact = Extract<RunFact, { readonly kind: "download" }>;

/** What the commands of a step certainly or possibly fetched. */
export function downloadsOf({ run }: Step): readonly DownloadFact[] {
  return (run?.facts ?? []).filter(
    (fact): fact is DownloadFact => fact.kind === "download" && fact.runs !== "no",
  );
}

/** The URLs that an ADD fetches, with the words they stand in; none where `--checksum` checks them. */
export function uncheckedAdds(step: Step): readonly { readonly url: string; readonly word: Word }[] {
  const { instruction } = step;
  if (instruction.kind !== "add" || instruction.checksum !== undefined) return [];
  return instruction.sources.flatMap((word) => {
    const url = step.valueOf(word);
    return isRemote(url) ? [{ url, word }] : [];
  });
}

/** Whether something that a step fetched is compared with a checksum or a signature, there or later in the stage. */
export function isVerified(step: Step, { steps }: EvaluatedStage): boolean {
  return steps.some(
    (later) =>
      later.number >= step.number && later.run?.facts.some(({ kind }) => kind === "verification") === true,
  );
}

/** A URL as short as it can be told: host and last part of the path. */
export function nameDownload(url: string): string {
  const match = /^[a-z+]+:\/\/(?:[^@/]*@)?([^/?#]+)([^?#]*)/i.exec(url);
  if (match === null) return url;
  const name = (match[2] ?? "").replace(/\/+$/, "").replace(/^.*\//s, "");
  return name === "" ? (match[1] ?? url) : `${name} from ${match[1]}`;
}
