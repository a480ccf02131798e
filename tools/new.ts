/**
 * Writes the files of something new, which already pass every check: `npm run new rule NAME`. A kind is a
 * folder of `templates/`, laid out as its files will lie in the repository; to add a kind is to add one.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isKebabCase } from "./generate/playbook.ts";
import { generate } from "./generate.ts";

const TEMPLATES = fileURLToPath(new URL("templates", import.meta.url));

/** What came of it: the files that were written, or why none was. */
export type Created =
  | { readonly kind: "created"; readonly paths: readonly string[] }
  | { readonly kind: "refused"; readonly reason: string };

/** Writes the files of a new thing below `root`. It never writes over a file, and writes all or none. */
export function createFiles(root: string, kind: string, name: string): Created {
  const kinds = readdirSync(TEMPLATES);
  if (!kinds.includes(kind)) return refuse(`"${kind}" is not known: one of ${kinds.join(", ")}`);
  if (!isKebabCase(name)) return refuse(`"${name}" is not kebab-case, such as apt-lists-left-in-layer`);
  const folder = join(TEMPLATES, kind);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".txt"))
    .map((path) => ({
      path: fill(path.slice(0, -".txt".length).replaceAll("\\", "/"), name),
      text: fill(readFileSync(join(folder, path), "utf8"), name),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const present = files.find(({ path }) => existsSync(join(root, path)));
  if (present !== undefined) return refuse(`${present.path} is there already`);
  for (const { path, text } of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text, { flag: "wx" });
  }
  return { kind: "created", paths: files.map(({ path }) => path) };
}

function fill(text: string, name: string): string {
  const words = name.replaceAll("-", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return text.replaceAll("{name}", name).replaceAll("{title}", title);
}

function refuse(reason: string): Created {
  return { kind: "refused", reason };
}

async function main([kind, name, ...rest]: readonly string[]): Promise<void> {
  if (kind === undefined || name === undefined || rest.length > 0) {
    process.stderr.write("usage: npm run new KIND NAME, such as: npm run new rule apt-lists-left-in-layer\n");
    process.exitCode = 2;
    return;
  }
  const root = fileURLToPath(new URL("..", import.meta.url));
  const created = createFiles(root, kind, name);
  if (created.kind === "refused") {
    process.stderr.write(`new: ${created.reason}\n`);
    process.exitCode = 2;
    return;
  }
  for (const path of created.paths) process.stdout.write(`new: wrote ${path}\n`);
  const { problems } = await generate(root);
  for (const problem of problems) process.stderr.write(`generate: ${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

if (import.meta.main) await main(process.argv.slice(2));
