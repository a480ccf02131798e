/** A Dockerfile as a tutorial shows it, the build context it stands in, and what must be found in it. */
export interface Tutorial {
  /** The heading above it. */
  readonly name: string;
  /** The page's line where the Dockerfile starts. */
  readonly line: number;
  readonly text: string;
  /** `LINE RULE` of each finding at the level of a warning or above, sorted; lines are counted from 1. */
  readonly expected: readonly string[];
  /** Paths in the context; undefined where the page has none, and the context is unknown. */
  readonly files: readonly string[] | undefined;
  /** The text of `.dockerignore`. */
  readonly ignoreFile: string | undefined;
}

/**
 * Reads a page of tutorials. A heading names the Dockerfile below it; the fences `files` and `dockerignore`
 * describe the build context of the Dockerfiles that follow, up to the next heading. In a Dockerfile, a line
 * `#! RULE…` expects findings on the line above it, and is taken out before anything reads the file.
 */
export function readTutorials(text: string): readonly Tutorial[] {
  const tutorials: Tutorial[] = [];
  let name = "";
  let context: Pick<Tutorial, "files" | "ignoreFile"> = { files: undefined, ignoreFile: undefined };
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const heading = /^##+ (.*)$/.exec(line)?.[1];
    if (heading !== undefined) {
      name = heading;
      context = { files: undefined, ignoreFile: undefined };
    }
    const fence = /^```(\S+)$/.exec(line)?.[1];
    if (fence === undefined) continue;
    const start = at + 1;
    at = lines.indexOf("```", start);
    if (at === -1) throw new Error(`the fence on line ${start} has no end`);
    const body = lines.slice(start, at);
    if (fence === "files") context = { ...context, files: body };
    else if (fence === "dockerignore") context = { ...context, ignoreFile: `${body.join("\n")}\n` };
    else tutorials.push({ name, line: start, ...readMarks(body), ...context });
  }
  return tutorials;
}

function readMarks(body: readonly string[]): Pick<Tutorial, "text" | "expected"> {
  const kept: string[] = [];
  const expected: string[] = [];
  for (const line of body) {
    const marks = /^#!((?: [a-z]+(?:-[a-z0-9]+)+)+)$/.exec(line)?.[1];
    if (marks === undefined) kept.push(line);
    else for (const rule of marks.trim().split(" ")) expected.push(`${kept.length} ${rule}`);
  }
  return { text: `${kept.join("\n")}\n`, expected: expected.sort() };
}
