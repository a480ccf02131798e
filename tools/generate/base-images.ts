import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compactFamily, compactSystem } from "./base-contents.ts";
import { compactImages } from "./base-entries.ts";
import { HEADER } from "./header.ts";
import { field, fields, type Json, keep, list, text, textList } from "./json.ts";

const CONTENTS = "data/base-contents.json";
const IMAGES = "data/base-images.json";

/**
 * Suites of which the tables hold nothing but old tags still name. That they are releases of Debian and Ubuntu
 * is known all the same, and so is the C library.
 */
const OLD_SUITES = {
  wheezy: "debian-7",
  jessie: "debian-8",
  stretch: "debian-9",
  precise: "ubuntu-12.04",
  trusty: "ubuntu-14.04",
  xenial: "ubuntu-16.04",
};

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
    ["suites", "", { ...OLD_SUITES, ...Object.fromEntries(fields(field(contents, "suites"))) }],
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
 * A text for each kind, its records behind each other: a percent sign, kind and name, an ampersand, the value.
 * No value holds either sign, so that searching for a record's head finds it and nothing inside another. The
 * text has one byte a character, no line feeds and no quotes but those of JSON: so it stays a plain literal when
 * it is bundled, which loads in half the time of a template.
 */
function render(records: readonly Entry[]): string {
  const literals = Array.from(
    Map.groupBy(records, ([kind]) => kind),
    ([kind, entries]) => {
      const heads = entries.map(
        ([, name, value]) => `%${kind} ${name}&${escapeSigns(JSON.stringify(value))}`,
      );
      return `  ${kind}: '${heads.join("").replaceAll("\\", "\\\\")}%',\n`;
    },
  );
  return `${HEADER}/** The records of the base-image tables: of each a sign, its kind, its name, a sign and its value. */\nexport const records = {\n${literals.join("")}} as const;\n`;
}

/** JSON whose texts escape what separates records and what takes more than a byte. */
function escapeSigns(json: string): string {
  return json.replace(/[%&']|[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function readJson(path: string): Json {
  return JSON.parse(readFileSync(path, "utf8"));
}
