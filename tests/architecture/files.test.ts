import { posix } from "node:path";
import { test } from "node:test";
import { folderOf } from "./layers.ts";
import { expectNone, listFiles, readSources, type SourceFile } from "./source-files.ts";

const FOLDERS = ["src", "tests", "tools", "bench", "lab"];
const sources = readSources(FOLDERS);
const product = sources.filter(({ path }) => path.startsWith("src/") && !path.endsWith(".test.ts"));

const MAXIMUM_LINES = 400;
/** Folders named for what is left over say nothing about what they hold. */
const FORBIDDEN = new Set(
  "utils util common helpers helper core types lib misc shared base-types".split(" "),
);
/** The front door that nobody imports: its entry opens with the folder's comment. */
const ENTRIES: ReadonlyMap<string, string> = new Map([["cli", "src/cli/main.ts"]]);

test("no file is longer than 400 lines, tables and lists of cases excepted", () => {
  expectNone(
    sources
      .filter(({ path }) => !/-(?:table|cases)\.ts$/.test(path))
      .map(({ path, text }) => ({ path, lines: text.split("\n").length - 1 }))
      .filter(({ lines }) => lines > MAXIMUM_LINES)
      .map(({ path, lines }) => `${path} has ${lines} lines`),
  );
});

test("files and folders are named in kebab-case", () => {
  const isOurs = /\.(ts|md|cjs)$/;
  expectNone(
    listFiles([...FOLDERS, "docs"])
      .filter((path) => isOurs.test(path) && !path.endsWith("/README.md"))
      .filter((path) => !path.split("/").every((part) => /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(part))),
  );
});

test("no folder is named for what is left over", () => {
  expectNone(
    listFiles(FOLDERS).filter((path) =>
      posix
        .dirname(path)
        .split("/")
        .some((part) => FORBIDDEN.has(part)),
    ),
  );
});

test("every folder of src has a door that opens with what the folder knows", () => {
  const folders = new Set(product.flatMap(({ path }) => folderOf(path) ?? []));
  const doors = [...folders].map((folder) => ENTRIES.get(folder) ?? `src/${folder}/index.ts`);
  const inner = product.filter(({ path }) => path.endsWith("/index.ts")).map(({ path }) => path);
  expectNone(
    [...new Set([...doors, ...inner])].flatMap((door) => {
      const file = product.find(({ path }) => path === door);
      if (file === undefined) return [`${door} is missing`];
      return file.text.startsWith("/**") ? [] : [`${door} does not open with a doc comment`];
    }),
  );
});

test("every exported name has a doc comment that holds a sentence", () => {
  expectNone(product.flatMap(undocumentedNames));
});

test("names are exported where they are declared, and no export is the default", () => {
  const forms: readonly (readonly [RegExp, string])[] = [
    [/^export default\b|\bas default\b/m, "has a default export"],
    [/^export (?:type )?\{[^}]*\}(?!\s*from)/m, "exports a name away from its declaration"],
    [/^export (?:const|let|var) [{[]/m, "exports several names in one pattern"],
    [/^export (?:let|var)\b/m, "exports a variable"],
    [
      /^(?:export )?(?:declare )?(?:const )?enum\b|^(?:export )?(?:declare )?namespace\b/m,
      "has an enum or a namespace",
    ],
  ];
  expectNone(
    sources.flatMap(({ path, code }) =>
      forms.flatMap(([form, objection]) => (form.test(code) ? [`${path} ${objection}`] : [])),
    ),
  );
});

test("a comment that puts work off carries the number of its issue", () => {
  const mark = /\b(?:TODO|FIXME|XXX)\b(?!\s*\(?#\d)/;
  expectNone(
    sources.flatMap(({ path, comments }) =>
      comments.filter(({ text }) => mark.test(text)).map(({ text }) => `${path}: ${text}`),
    ),
  );
});

/** The exported names of a file without a doc comment directly above. */
function undocumentedNames({ path, text, code, comments }: SourceFile): readonly string[] {
  const declaration =
    /^export (?:declare )?(?:async )?(?:abstract )?(?:const|let|var|function\*?|class|interface|type) +([\w$]+)/gm;
  const documented = new Set<string>();
  const violations: string[] = [];
  for (const { 1: name = "", index } of code.matchAll(declaration)) {
    // The comment on the first overload speaks for all of them.
    if (documented.has(name)) continue;
    const above = comments.findLast(
      (comment) => comment.end <= index && !comment.text.startsWith("// biome-ignore"),
    );
    const between = above === undefined ? "no comment" : code.slice(above.end, index).trim();
    if (between === "" && above !== undefined && /^\/\*\*[^@]*\S[.:!?]\s/.test(above.text))
      documented.add(name);
    else violations.push(`${path}:${text.slice(0, index).split("\n").length} ${name} has no doc comment`);
  }
  return violations;
}
