import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { test } from "node:test";
import { folderOf } from "./layers.ts";
import { parseMarkdown } from "./markdown.ts";
import { expectNone, listFiles, ROOT } from "./source-files.ts";

const RULES = "src/playbook/rules";
/** How far down a reader looks for the commands that show what this is. */
const TOP_LINES = 60;

/** Files whose text is not ours: what other tools wrote. */
const FOREIGN = /(^|\/)(package-lock\.json|.*\.lock|.*\.(png|ico|woff2?|gz|tar|tgz|jar))$/;

test("the README starts with two commands to copy, one line each", needs("README.md"), () => {
  const fences = parseMarkdown(read("README.md")).fences.filter(({ info }) => info === "sh");
  const [first, second] = fences;
  assert.ok(first !== undefined && second !== undefined, "README.md has fewer than two sh fences");
  for (const { text, line } of [first, second]) {
    assert.equal(text.trim().split("\n").length, 1, `README.md:${line} holds more than one command`);
    assert.ok(line <= TOP_LINES, `README.md:${line} is below line ${TOP_LINES}`);
  }
});

test("the code map of ARCHITECTURE.md names every folder of src", needs("ARCHITECTURE.md"), () => {
  const map = read("ARCHITECTURE.md");
  const folders = new Set(listFiles(["src"]).flatMap((path) => folderOf(path) ?? []));
  expectNone(
    [...folders]
      .filter((folder) => !new RegExp(`(^|[\\s\`/|])${folder}/`, "m").test(map))
      .map((folder) => `src/${folder}`),
  );
});

test("every rule has its page, every page its rule, and both the rule's name", () => {
  const files = listFiles([RULES]);
  const names = new Set(
    files.filter((path) => !path.endsWith(".test.ts")).map((path) => posix.parse(path).name),
  );
  expectNone(
    [...names].flatMap((name) => {
      const [rule, page] = [`${RULES}/${name}.ts`, `${RULES}/${name}.md`];
      if (!files.includes(rule)) return [`${page} has no rule`];
      if (!files.includes(page)) return [`${rule} has no page`];
      return read(rule).includes(`name: "${name}"`) ? [] : [`${rule} has another name than its file`];
    }),
  );
});

test("links between documents lead to a file and to a heading in it", () => {
  const documents = listFiles(["."]).filter(
    (path) => path.endsWith(".md") && !/^(examples|fixtures)\//.test(path),
  );
  expectNone(documents.flatMap(brokenLinks));
});

test("no text names a path of the machine it was written on", () => {
  // Put together here, so that this file does not name one itself.
  const places = ["main", "shared", ".library"].map((name) => `/work/${name}`).concat(`/tmp/${"oracle"}`);
  expectNone(
    listFiles(["."])
      .filter((path) => !FOREIGN.test(path))
      .flatMap((path) => {
        const text = read(path);
        return places.filter((place) => text.includes(place)).map((place) => `${path} names ${place}`);
      }),
  );
});

function brokenLinks(path: string): readonly string[] {
  return parseMarkdown(read(path)).links.flatMap(({ target, line }) => {
    if (/^[a-z]+:/.test(target)) return [];
    const [file = "", anchor] = target.split("#");
    const to = file === "" ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
    if (!existsSync(join(ROOT, to))) return [`${path}:${line} links to ${target}, which is not there`];
    if (anchor === undefined || !to.endsWith(".md")) return [];
    const anchors = parseMarkdown(read(to)).anchors;
    return anchors.includes(anchor)
      ? []
      : [`${path}:${line} links to ${target}, a heading that is not there`];
  });
}

/** Skips a test, by name, while the document that it reads is not written. */
function needs(path: string): { readonly skip: string | false } {
  return { skip: existsSync(join(ROOT, path)) ? false : `needs ${path}` };
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}
