import type { Step } from "../stage/index.ts";

/** Whether a name stands for what identifies one build or one commit; one that asks for a version chooses what is built. */
export function isVolatileName(name: string): boolean {
  return VOLATILE.test(name) && !/^(?:COMMIT|SHA|REVISION)$/.test(name);
}

const VOLATILE =
  /^(?:(?:GIT|VCS|SOURCE|SRC|CI|BUILD|IMAGE|APP|RELEASE|GITHUB)_?)*(?:COMMIT|SHA|COMMIT_SHA|COMMIT_HASH|COMMIT_ID|GIT_HASH|GIT_REV|VCS_REF|GIT_REF_HASH|REVISION|BUILD_DATE|BUILD_TIME|BUILD_TIMESTAMP|BUILD_NUMBER|BUILD_NUM|BUILD_ID|BUILDTIME|BUILDDATE|SOURCE_DATE_EPOCH)$/;

/** The first RUN that installs or builds, if nothing in front of it or in it mentions the variable. */
export function findExpensive(name: string, steps: readonly Step[]): Step | undefined {
  for (const step of steps) {
    const { instruction, run } = step;
    // Labels do not change what a RUN sees: they can move down together with the variable.
    if (instruction.kind !== "label" && mentions(step, name)) return undefined;
    const isExpensive = (run?.facts ?? []).some(
      ({ kind, runs }) =>
        runs === "yes" && (kind === "os-packages" || kind === "language-packages" || kind === "build"),
    );
    if (isExpensive) return step;
  }
  return undefined;
}

/** Whether an instruction, or a heredoc of its own, holds a name. */
export function mentions({ instruction }: Step, name: string): boolean {
  const { keyword, text } = instruction.syntax;
  const written = `${keyword.value} ${text.text}`;
  const inside =
    instruction.kind === "run" ? instruction.heredocs.map((heredoc) => heredoc.content).join("\n") : "";
  return `${written}\n${inside}`.includes(name);
}
