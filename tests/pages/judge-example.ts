import { type JudgedFile, judgeFile, type ReadContextView, readContextView } from "../../src/app/index.ts";
import { loadBaseImages } from "../../src/base-image/index.ts";
import { parseDockerfile } from "../../src/dockerfile/index.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { type RuleDefinition, rules, type UnknownContext } from "../../src/playbook/index.ts";
import { contextSources } from "../../src/stage/index.ts";
import type { PageExample } from "./page.ts";

const bases = await loadBaseImages();

/**
 * Judges a text as the example of a rule's page, in the context that the example has. All rules run, so that suppression
 * comments see what they would see.
 */
export function judgeExample(rule: RuleDefinition, example: PageExample, text: string): Promise<JudgedFile> {
  const select = new Set(rules.filter((other: RuleDefinition) => other.offBecause === undefined));
  return judgeFile(parseDockerfile("Dockerfile", text), {
    path: "Dockerfile",
    isDevelopment: false,
    options: { bases },
    selection: { select: select.add(rule) },
    today: "2026-11-21",
    findContext: (evaluated, asked) => {
      return contextOf(example, [...contextSources(evaluated).map(({ path }) => path), ...asked]);
    },
  });
}

async function contextOf(
  { files, ignoreFile, texts: given }: PageExample,
  paths: readonly string[],
): Promise<ReadContextView | UnknownContext> {
  if (files === undefined) return { kind: "unknown", reason: "the example has none" };
  const texts: Record<string, string> = {};
  const folders: string[] = ["/project"];
  for (const line of files) {
    const [path = "", size] = line.split(" ");
    if (path.endsWith("/")) folders.push(`/project/${path.slice(0, -1)}`);
    else
      texts[`/project/${path}`] = "x".repeat(size === undefined ? 1 : Number.parseInt(size, 10) * 1_000_000);
  }
  for (const [path, text] of given) texts[`/project/${path}`] = text;
  if (ignoreFile !== undefined) texts["/project/.dockerignore"] = ignoreFile;
  const host = createMemoryHost({ files: texts, folders });
  const request = { folder: ".", evidence: "example", dockerfile: "Dockerfile", paths };
  return readContextView(host.files, request);
}
