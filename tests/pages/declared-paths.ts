import { readFileSync } from "node:fs";

const pages = new Map<string, readonly string[]>();

/** What the page of a rule declares; see `declaredPaths`. */
export function readDeclaredPaths(rule: string): readonly string[] {
  const known = pages.get(rule);
  if (known !== undefined) return known;
  const page = new URL(`../../src/playbook/rules/${rule}.md`, import.meta.url);
  const declared = declaredPaths(readFileSync(page, "utf8"));
  pages.set(rule, declared);
  return declared;
}

/**
 * What a page names, in backticks, under "Why the fix is safe": what a fix takes away. `~/x` stands for that path in the
 * home of any user, the name of a variable for all below the folder that it holds, and `*` for any one name in a path.
 */
export function declaredPaths(page: string): readonly string[] {
  const section = page.split(/^## /m).find((part) => part.startsWith("Why the fix is safe\n")) ?? "";
  return [...section.matchAll(/`(~?\/[^`\s]*?|[A-Z][A-Z_]+)\/?\*?`/g)].map(([, name = ""]) => name);
}

/** Whether a path goes as a page says, with all that is below; `valueOf` tells the value of a variable. */
export function isDeclared(
  path: string,
  declared: readonly string[],
  valueOf: (name: string) => string | undefined,
): boolean {
  const names = path.split("/").filter(Boolean);
  return declared.some((one) => {
    if (one.startsWith("~/")) {
      const wanted = one.split("/").filter(Boolean).slice(1);
      return names.some((_, at) => startsWith(names.slice(at), wanted));
    }
    const folder = one.startsWith("/") ? one : valueOf(one);
    return folder !== undefined && startsWith(names, folder.split("/").filter(Boolean));
  });
}

function startsWith(names: readonly string[], wanted: readonly string[]): boolean {
  // A root or an empty variable names nothing, not everything.
  return (
    wanted.length > 0 &&
    wanted.every((name, at) => names[at] !== undefined && (name === "*" || name === names[at]))
  );
}
