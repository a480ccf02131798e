/** One fence of a page, and the line it starts on. */
interface Fence {
  readonly info: string;
  readonly text: string;
  readonly line: number;
}

/** A finding that an example expects: where its caret stands, counted from 0, and what it says. */
export interface ExpectedFinding {
  readonly line: number;
  readonly column: number;
  /** How many carets; undefined in a `findings` fence, which gives the place only. */
  readonly length: number | undefined;
  readonly message: string;
}

/** An example of a page: a Dockerfile, the build context it stands in, and what is expected of it. */
export interface PageExample {
  /** The page's line where the fence starts. */
  readonly line: number;
  readonly text: string;
  readonly expected: readonly ExpectedFinding[];
  /** The text after the fixes, where a `dockerfile fixed` fence follows. */
  readonly fixed: string | undefined;
  /** Paths in the context, perhaps with a size; undefined where the example has none, and the context is unknown. */
  readonly files: readonly string[] | undefined;
  /** The texts of files of the context, by their paths. */
  readonly texts: ReadonlyMap<string, string>;
  /** The text of `.dockerignore`. */
  readonly ignoreFile: string | undefined;
}

/** A rule's page: its title, the headings below it, and its examples. */
export interface Page {
  readonly title: string;
  readonly headings: readonly string[];
  readonly examples: readonly PageExample[];
}

/**
 * Reads a page. Fences: `dockerfile` is an example, with its findings under carets; `dockerfile fixed` is the
 * example before it after its fixes; `findings` lists findings where carets cannot go (`line:column message`);
 * `files` lists the paths of the build context (`a/b.bin 20MB` for one of that size), `file PATH` holds one of them
 * with its text, and `dockerignore` the ignore file, for all examples up to the next heading.
 */
export function readPage(text: string): Page {
  const lines = text.split("\n");
  const headings = lines.filter((line) => /^##+ /.test(line)).map((line) => line.replace(/^#+ /, ""));
  const examples: PageExample[] = [];
  let files: readonly string[] | undefined;
  let ignoreFile: string | undefined;
  let texts = new Map<string, string>();
  let headingLine = 0;
  for (const fence of readFences(lines)) {
    const lastHeading = lines.slice(0, fence.line).findLastIndex((line) => /^##+ /.test(line));
    if (lastHeading !== headingLine) {
      headingLine = lastHeading;
      files = undefined;
      ignoreFile = undefined;
      texts = new Map();
    }
    const last = examples.at(-1);
    if (fence.info === "files") files = fence.text.split("\n").filter((line) => line !== "");
    else if (fence.info.startsWith("file ")) texts.set(fence.info.slice("file ".length), fence.text);
    else if (fence.info === "dockerignore") ignoreFile = fence.text;
    else if (fence.info === "dockerfile") {
      const context = { files, ignoreFile, texts };
      examples.push({ ...readExample(fence.text), line: fence.line, fixed: undefined, ...context });
    } else if (last === undefined) continue;
    else if (fence.info === "dockerfile fixed")
      examples[examples.length - 1] = { ...last, fixed: fence.text };
    else if (fence.info === "findings") {
      examples[examples.length - 1] = { ...last, expected: [...last.expected, ...readFindings(fence.text)] };
    }
  }
  return { title: (lines[0] ?? "").replace(/^# /, ""), headings, examples };
}

function readFences(lines: readonly string[]): readonly Fence[] {
  const fences: Fence[] = [];
  let open: { info: string; mark: string; line: number; body: string[] } | undefined;
  lines.forEach((line, index) => {
    if (open === undefined) {
      const match = /^(`{3,})\s*(.*)$/.exec(line);
      if (match !== null)
        open = { info: (match[2] ?? "").trim(), mark: match[1] ?? "", line: index + 1, body: [] };
    } else if (line.trim() === open.mark) {
      fences.push({ info: open.info, text: open.body.map((body) => `${body}\n`).join(""), line: open.line });
      open = undefined;
    } else open.body.push(line);
  });
  return fences;
}

/** A comment of carets points into the line above it; a `#` that touches the first caret counts as one. */
function readExample(text: string): Pick<PageExample, "text" | "expected"> {
  const kept: string[] = [];
  const expected: ExpectedFinding[] = [];
  for (const line of text.split("\n")) {
    const match = /^(\s*)#(\s*)(\^+) (.*)$/.exec(line);
    if (match === null) {
      kept.push(line);
      continue;
    }
    const [, indent = "", gap = "", carets = "", message = ""] = match;
    const touches = gap === "";
    const column = indent.length + (touches ? 0 : 1 + gap.length);
    expected.push({ line: kept.length - 1, column, length: carets.length + (touches ? 1 : 0), message });
  }
  return { text: kept.join("\n"), expected };
}

function readFindings(text: string): readonly ExpectedFinding[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, at = "", column = "", message = ""] = /^(\d+):(\d+) (.*)$/.exec(line) ?? [];
      return { line: Number(at) - 1, column: Number(column) - 1, length: undefined, message };
    });
}
