import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { HEADER } from "./header.ts";

const FOLDER = "src/stage/effects";

/** The module that holds what every command does, by name: one file of `effects/` for each kind of command. */
export function generateEffects(root: string): string {
  const path = join(root, FOLDER);
  const files = existsSync(path) ? readdirSync(path) : [];
  const names = files
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "define-effect.ts")
    .map((file) => file.slice(0, -".ts".length))
    .sort();
  const imports = names.map(
    (name) => `import { effect as ${identifier(name)} } from "../effects/${name}.ts";\n`,
  );
  const items = names.map((name) => `  ${identifier(name)},\n`);
  return `${HEADER}import type { Effect } from "../effects/define-effect.ts";
${imports.join("")}
const ALL: readonly Effect[] = [
${items.join("")}];

/** What each command does, by its name. */
export const effects: ReadonlyMap<string, Effect> = new Map<string, Effect>(
  ALL.flatMap((effect) => effect.names.map((name): readonly [string, Effect] => [name, effect])),
);
`;
}

function identifier(name: string): string {
  return `${name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())}Effect`;
}
