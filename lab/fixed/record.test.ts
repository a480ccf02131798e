import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readDefinitions } from "../outcome/index.ts";
import { digestOfFolder } from "./mend-copy.ts";
import type { ProvedFixes, ProvedWay } from "./proved.ts";
import { readProved, recordProved } from "./record.ts";
import { exchangeTables, renderProved } from "./render.ts";

const HELD: ProvedWay = {
  applied: [{ rule: "pip-cache-left", applicability: "safe" }],
  others: [],
  build: "builds before and after",
  answer: "the same",
  isHealthy: undefined,
  paths: 1200,
  declared: 3,
  noise: 4,
  differences: [],
};

function provedOf(name: string, safe: ProvedWay | undefined): ProvedFixes {
  return { name, about: "", missingBases: [], ways: ["safe"], safe, unsafe: undefined, seconds: 1 };
}

test("what was seen of a definition is kept beside what was seen of others", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-record-"));
  try {
    const [one, two] = readDefinitions();
    assert.ok(one !== undefined && two !== undefined);
    for (const { name } of [one, two]) recordProved(provedOf(name, undefined), folder);
    recordProved({ ...provedOf(one.name, undefined), about: "again" }, folder);
    assert.deepEqual(
      readProved([one, two], folder).map(({ about }) => about),
      ["again", ""],
    );
    assert.notEqual(digestOfFolder(one.context), digestOfFolder(two.context));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a fix is counted where nothing differs, and a difference is shown", async () => {
  const differing = { ...HELD, differences: ["/app is gone"] };
  const text = await renderProved([provedOf("good", HELD), provedOf("bad", differing)], "Docker 1", 3);
  assert.match(text, /2 of 3 Dockerfiles/);
  assert.match(text, /\| tried \| 2 \| 0 \|/);
  assert.match(text, /\| paths compared \| 2,400 \| not promised \|/);
  assert.match(text, /- `bad`, safe fixes: \/app is gone/);
  assert.match(text, /\| `pip-cache-left` \| 1 \|/);
  assert.match(text, /- `pip-cache-left`: once; no other Dockerfile of the lab has it/);
  assert.match(text, /- `yum-cache-left`: never; needs CentOS/);
});

test("the tables take the place of those before, and of no others", () => {
  const [begin, end] = ["<!-- made by: npm run lab:fixed -->", "<!-- made: end -->"];
  const other = `<!-- made by: npm run fixes -->\nx\n${end}`;
  assert.equal(
    exchangeTables(`${other}\n${begin}\nold\n${end}\ny`, "new"),
    `${other}\n${begin}\n\nnew\n\n${end}\ny`,
  );
});
