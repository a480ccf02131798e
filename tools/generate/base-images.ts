import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compactFamily, compactSystem } from "./base-contents.ts";
import { compactImages } from "./base-entries.ts";
import { HEADER } from "./header.ts";
import { field, fields, type Json, keep, list, text, textList } from "./json.ts";

const CONTENTS = "data/base-contents.json";
const IMAGES = "data/base-images.json";

/** A record: what it is, its name, and its value. */
type Entry = readonly [kind: string, name: string, value: Json];

/**
 * Compiles the two tables of base images into one text that is cheap to carry and to search: a line for each
 * record, its value as JSON, lists as words behind each other. The program parses the few lines it needs. A
 * repository without the tables gets no module.
 */
export function generateBaseImages(root: string): {
  readonly text: string | undefined;
  readonly problems: readonly string[];
} {
  const missing = [CONTENTS, IMAGES].filter((path) => !existsSync(join(root, path)));
  if (missing.length === 2) return { text: undefined, problems: [] };
  if (missing.length > 0) return { text: undefined, problems: missing.map((path) => `${path} is missing`) };
  const problems: string[] = [];
  const contents = readJson(join(root, CONTENTS));
  const images = compactImages(field(readJson(join(root, IMAGES)), "images"));
  const families = fields(field(contents, "families"));
  const records: readonly Entry[] = [
    ["suites", "", field(contents, "suites") ?? {}],
    ...repositories(families, field(readJson(join(root, IMAGES)), "images")),
    ...families.map(([name, value]): Entry => ["family", name, compactFamily(name, value, problems)]),
    ...fields(field(contents, "systems")).map(
      ([name, value]): Entry => ["system", name, compactSystem(value)],
    ),
    ...images.map(([id, value]): Entry => ["image", id, value]),
    ...fields(field(field(contents, "providers"), "debian")).map(
      ([name, value]): Entry => ["command", name, textList(value).join(" ")],
    ),
  ];
  return { text: render(records), problems: problems.map((problem) => `${CONTENTS}: ${problem}`) };
}

/** For each repository the family that tells its contents, and the images that describe it, in their order. */
function repositories(families: readonly (readonly [string, Json])[], images: Json | undefined): Entry[] {
  const found = new Map<string, { family: string | undefined; images: string[] }>();
  const at = (name: string) => {
    const entry = found.get(name) ?? { family: undefined, images: [] };
    found.set(name, entry);
    return entry;
  };
  for (const [family, value] of families) {
    for (const name of textList(field(value, "repositories"))) at(name).family = family;
  }
  for (const image of list(images)) {
    at(text(field(field(image, "match"), "repository"))).images.push(text(field(image, "id")));
  }
  return [...found].map(([name, { family, images: ids }]) => [
    "repository",
    name,
    keep({ family, images: ids.join(" ") }),
  ]);
}

/**
 * Every line starts with a line feed and ends its name with a tab, so that searching for both finds a record
 * and nothing inside another: JSON writes neither of them raw. What is not ASCII is escaped, because a text of
 * one byte a character takes half the memory.
 */
function render(records: readonly Entry[]): string {
  const lines = records.map(([kind, name, value]) => `\n${kind} ${name}\t${JSON.stringify(value)}`).join("");
  const ascii = `${lines}\n`.replace(/[^\t\n -~]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  const literal = ascii.replace(/[\\`]|\$\{/g, (match) => `\\${match}`);
  return `${HEADER}/** All records of the base-image tables, a line for each: kind, name, tab, value. */\nexport const records = \`${literal}\`;\n`;
}

function readJson(path: string): Json {
  return JSON.parse(readFileSync(path, "utf8"));
}
