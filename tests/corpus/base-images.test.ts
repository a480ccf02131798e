import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { type KnownBase, loadBaseImages } from "../../src/base-image/index.ts";
import { parseDockerfile } from "../../src/dockerfile/index.ts";
import { parseReference } from "../../src/reference/index.ts";

const corpus = new URL("../../../shared/corpus/dockerfiles-open.jsonl.gz", import.meta.url);
const missing = existsSync(corpus) ? false : "needs the corpus of open Dockerfiles";

/** What the tables know of the contents of an image. */
function judge(base: KnownBase | undefined): string {
  if (base === undefined) return "outside";
  if (base.isComplete) return "complete";
  if (base.releases.length === 0) return "no release";
  return base.releases.some(({ isDescribed }) => isDescribed) ? "incomplete" : "no contents";
}

suite("the bases of real Dockerfiles", { skip: missing }, async () => {
  const { lookUp } = await loadBaseImages();
  const references = missing === false ? readBases() : [];
  const found = references.map((text) => {
    if (text === "scratch") return { text, base: lookUp({ domain: "", path: text }) };
    const parsed = parseReference(text);
    return { text, base: parsed.kind === "invalid" ? undefined : lookUp(parsed) };
  });
  const counts = new Map<string, number>();
  for (const { base } of found) counts.set(judge(base), (counts.get(judge(base)) ?? 0) + 1);

  test("there are enough of them", () => assert.ok(references.length > 4_700, `${references.length}`));

  test("no fewer are resolved than before", (context) => {
    context.diagnostic(JSON.stringify(Object.fromEntries(counts)));
    const atLeast = (kind: string, least: number) => {
      assert.ok((counts.get(kind) ?? 0) >= least, `${kind}: ${counts.get(kind)}`);
    };
    atLeast("complete", 875);
    atLeast("incomplete", 795);
    atLeast("no contents", 1098);
  });

  test("every one answers to every question", () => {
    for (const { text, base } of found) {
      if (base === undefined) continue;
      // Spreading asks every getter.
      assert.ok({ ...base }.origins.size > 0, text);
      assert.notEqual(base.whetherCommand("no-such-command-at-all"), "yes", text);
      // Every image in the table that has a shell has it at a path.
      assert.equal(base.shell !== undefined, base.whetherShell === "yes", text);
    }
  });
});

/** What stands behind FROM: neither stages nor variables. */
function readBases(): readonly string[] {
  const rows = gunzipSync(readFileSync(corpus)).toString("utf8").trim().split("\n");
  return rows.flatMap((row) => {
    const { text }: { text: string } = JSON.parse(row);
    const stages = new Set<string>();
    return parseDockerfile("Dockerfile", text).stages.flatMap(({ from }) => {
      const base = from.image.value;
      const isImage = base !== "" && !base.includes("$") && !stages.has(base.toLowerCase());
      if (from.name !== undefined) stages.add(from.name.value);
      return isImage ? [base] : [];
    });
  });
}
