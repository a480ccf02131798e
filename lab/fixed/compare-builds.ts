import type { BuildEnd } from "../outcome/happen.ts";
import type { BuildChange } from "./proved.ts";

/** How a build ended, and what was built. */
export interface TriedBuild {
  readonly end: BuildEnd;
  /** The text of the Dockerfile. */
  readonly text: string;
}

/**
 * What became of a build by fixes. A failure is the same where the same kind of instruction fails, and the builder and the
 * last line of the log say the same; numbers, such as those of lines and times, and the failing command's own text are left out.
 */
export function compareBuilds(before: TriedBuild, after: TriedBuild): BuildChange {
  if (after.end.kind === "built") {
    return before.end.kind === "built" ? "builds before and after" : "failed before, builds after";
  }
  if (before.end.kind === "built") return "ends otherwise";
  const isSame = JSON.stringify(told(before)) === JSON.stringify(told(after));
  return isSame ? "fails before and after, in the same way" : "ends otherwise";
}

function told({ end, text }: TriedBuild): readonly string[] {
  if (end.kind === "built") return [];
  const line = end.line === undefined ? "" : (text.split("\n")[end.line - 1] ?? "");
  const keyword = /^\s*([a-z]+)/i.exec(line)?.[1]?.toUpperCase() ?? "";
  // An instruction that the parser refuses is shown with its text, which a fix may have changed elsewhere.
  return [
    keyword,
    plain(end.message.replace(/process ".*" did not/s, "process did not")),
    plain(end.log.at(-1)),
  ];
}

function plain(text = ""): string {
  return (
    text
      .replace(/sha256:[0-9a-f]+/g, "DIGEST")
      // BuildKit's names of what it has in its store.
      .replace(/\bref \w+::\w+/g, "ref")
      .replace(/\d+/g, "0")
      .replace(/\s+/g, " ")
      .trim()
  );
}
