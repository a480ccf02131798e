import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HEADER } from "./header.ts";

const RULES = "src/playbook/rules";
const PRACTICES = "src/playbook/practices";

/** The names of all rules in order, and what is wrong with their files. */
export function listRules(root: string): {
  readonly names: readonly string[];
  readonly problems: readonly string[];
} {
  const names: string[] = [];
  const problems: string[] = [];
  for (const file of listFiles(root, RULES, ".ts")) {
    if (file.endsWith(".test.ts")) continue;
    const path = `${RULES}/${file}`;
    const name = file.slice(0, -".ts".length);
    if (!isKebabCase(name)) problems.push(`${path}: a rule's name is written in kebab-case`);
    if (!/^export const rule\b/m.test(readFileSync(join(root, path), "utf8"))) {
      problems.push(`${path}: does not export a const named rule`);
    }
    names.push(name);
  }
  return { names: names.sort(), problems };
}

/** The module that holds every rule in the order of their names: a tuple, so that each keeps its type. */
export function generateRules(names: readonly string[]): string {
  const imports = names.map((name) => `import { rule as ${identifier(name)} } from "../rules/${name}.ts";\n`);
  const items = names.map((name) => `  ${identifier(name)},\n`);
  const list = items.length === 0 ? "[]" : `[\n${items.join("")}]`;
  return `${HEADER}${imports.join("")}\n/** Every rule, in the order of their names. */\nexport const rules = ${list} as const;\n`;
}

/**
 * The module that holds the pages of rules and practices. Each page is a function, so that starting the
 * program does not build the text of every page. Rules and pages must come in pairs.
 */
export function generatePages(
  root: string,
  rules: readonly string[],
): { readonly text: string; readonly problems: readonly string[] } {
  const pages = listPages(root, RULES);
  const problems = [
    ...rules
      .filter((name) => !pages.includes(name))
      .map((name) => `${RULES}/${name}.ts has no page ${name}.md`),
    ...pages
      .filter((name) => !rules.includes(name))
      .map((name) => `${RULES}/${name}.md has no rule ${name}.ts`),
  ];
  const practices = listPages(root, PRACTICES);
  const text =
    HEADER +
    renderPages(root, "pages", "The page of each rule, by its name.", RULES, pages) +
    renderPages(root, "practicePages", "The page of each practice, by its name.", PRACTICES, practices);
  return { text, problems };
}

function renderPages(
  root: string,
  constant: string,
  comment: string,
  folder: string,
  names: readonly string[],
): string {
  const entries = names.map((name) => {
    const page = readFileSync(join(root, folder, `${name}.md`), "utf8").replaceAll("\r\n", "\n");
    return `  [${JSON.stringify(name)}, () => ${JSON.stringify(page)}],\n`;
  });
  return `/** ${comment} */\nexport const ${constant}: ReadonlyMap<string, () => string> = new Map<string, () => string>([\n${entries.join("")}]);\n`;
}

function listPages(root: string, folder: string): readonly string[] {
  return listFiles(root, folder, ".md")
    .map((file) => file.slice(0, -".md".length))
    .sort();
}

function listFiles(root: string, folder: string, ending: string): readonly string[] {
  const path = join(root, folder);
  return existsSync(path) ? readdirSync(path).filter((file) => file.endsWith(ending)) : [];
}

/** Whether a name is written in kebab-case and starts with a letter. */
export function isKebabCase(name: string): boolean {
  return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name);
}

function identifier(name: string): string {
  return `${name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Rule`;
}
