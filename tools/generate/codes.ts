import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { HEADER } from "./header.ts";

/**
 * Gathers the error codes of all folders: every record that a `src/<folder>/codes.ts` exports, from
 * `<folder>/what` to one sentence. The result holds them as data, so that the playbook, which explains
 * them, imports no folder above it.
 */
export async function generateCodes(
  root: string,
): Promise<{ readonly text: string; readonly problems: readonly string[] }> {
  const sentences: (readonly [string, string])[] = [];
  const problems: string[] = [];
  const folders = readdirSync(join(root, "src"), { withFileTypes: true });
  for (const folder of folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name)) {
    const path = `src/${folder}/codes.ts`;
    if (!existsSync(join(root, path))) continue;
    const records = Object.values(await importModule(join(root, path)));
    const pairs = records.flatMap((record) => (isRecord(record) ? Object.entries(record) : []));
    if (pairs.length === 0) problems.push(`${path} exports no record of codes`);
    for (const [code, sentence] of pairs) {
      const problem = judge(folder, code, sentence);
      if (problem !== undefined) problems.push(`${path}: ${problem}`);
      else sentences.push([code, String(sentence)]);
    }
  }
  sentences.sort(([a], [b]) => (a < b ? -1 : 1));
  return { text: render(sentences), problems };
}

function judge(folder: string, code: string, sentence: unknown): string | undefined {
  if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(code)) return `"${code}" is not written folder/what`;
  if (!code.startsWith(`${folder}/`)) return `"${code}" does not start with the folder's name`;
  if (typeof sentence !== "string" || !sentence.trim().endsWith(".")) return `"${code}" has no sentence`;
  return undefined;
}

function render(sentences: readonly (readonly [string, string])[]): string {
  const entries = sentences.map((pair) => `  ${JSON.stringify(pair)},\n`).join("");
  return `${HEADER}/** One sentence for each error code. */\nexport const codes: ReadonlyMap<string, string> = new Map<string, string>([\n${entries}]);\n`;
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  const module: unknown = await import(pathToFileURL(path).href);
  return isRecord(module) ? module : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
