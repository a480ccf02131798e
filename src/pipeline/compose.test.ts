import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { limits } from "../base/index.ts";
import { parseCompose } from "./compose.ts";
import { describeReading } from "./describe-entry.testing.ts";

async function checkCompose(text: string, expected: readonly string[], path = "compose.yaml"): Promise<void> {
  assert.deepEqual(describeReading(await parseCompose({ path, text })), expected);
}

const ROWS: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  ["a build that is a folder", "services:\n  web:\n    build: ./web\n", ["web: ./web [Dockerfile]"]],
  [
    "a build without a context is the file's folder",
    "services: {web: {build: {target: x}}}",
    ["web: . [Dockerfile] -> x"],
  ],
  [
    "a Dockerfile stands in its context",
    "services: {web: {build: {context: .., dockerfile: docker/Dockerfile}}}",
    ["web: .. [context:docker/Dockerfile]"],
  ],
  [
    "arguments as a map: null comes from the environment",
    "services: {web: {build: {context: ., args: {A: 1, B: null, C: yes, D: x$$y, E: '${E:-e}'}}}}",
    ["web: . [Dockerfile] A=1 B=? C=yes D=x$y E=?"],
  ],
  [
    "arguments as a list: a bare name comes from the environment",
    "services: {web: {build: {context: ., args: [A=1=2, B, C=$C]}}}",
    ["web: . [Dockerfile] A=1=2 B=? C=?"],
  ],
  ["an interpolated context is unknown", "services: {web: {build: '${DIR:-.}'}}", ["web: ? [Dockerfile]"]],
  ["an interpolated Dockerfile is unknown", "services: {web: {build: {dockerfile: $F}}}", ["web: . [?]"]],
  [
    "a Git address is remote",
    "services: {web: {build: 'https://x.test/a.git#b'}}",
    ["web: https://x.test/a.git#b [Dockerfile]"],
  ],
  [
    "a Dockerfile in the file itself",
    "services: {web: {build: {dockerfile_inline: FROM a}}}",
    ["web: . [inline]"],
  ],
  ["a service that is only pulled", "services: {web: {image: build}}", []],
  ["a service that extends another", "services: {web: {extends: {service: base}}}", ["web: ? [?]"]],
  [
    "an extending service that names its context",
    "services: {web: {extends: b, build: {context: a}}}",
    ["web: a [?]"],
  ],
  [
    "anchors and merges",
    "x-b: &b {context: ., args: {A: 1}}\nservices:\n  a: {build: *b}\n  b: {build: {<<: *b, target: t}}\n  c: {build: {<<: [{context: c}, *b]}}\n",
    ["a: . [Dockerfile] A=1", "b: . [Dockerfile] -> t A=1", "c: c [Dockerfile] A=1"],
  ],
  ["a tag that resets a value", "services: {web: {build: !reset null, image: a}}", []],
  [
    "several documents",
    "services: {a: {build: a}}\n---\nservices: {b: {build: b}}\n",
    ["a: a [Dockerfile]", "b: b [Dockerfile]"],
  ],
  [
    "names that objects have",
    "services: {__proto__: {build: a}, constructor: {build: b}}",
    ["__proto__: a [Dockerfile]", "constructor: b [Dockerfile]"],
  ],
  ["a list where services belong", "services: [build]", []],
  [
    "a syntax error leaves the rest readable",
    "services:\n  a: {build: a}\n  b: {build: b\n",
    ["a: a [Dockerfile]", "b: b [Dockerfile]", "pipeline/malformed"],
  ],
  ["bytes that are no text", "build\0\u0001", ["pipeline/not-text"]],
  ["a byte that is no UTF-8", "# \udcff\nservices: {a: {build: a}}", ["pipeline/not-text"]],
];

for (const [name, text, expected] of ROWS) test(`compose: ${name}`, () => checkCompose(text, expected));

test("a file laid over another may get its context from below", async () => {
  const path = "docker-compose.override.yml";
  await checkCompose("services: {web: {build: {target: dev}}}", ["web: ? [Dockerfile] -> dev"], path);
  await checkCompose("services: {web: {build: .}}", ["web: . [Dockerfile]"], path);
});

test("an entry's span is its service's name", async () => {
  const text = "services:\n  web:\n    build: .\n";
  const [entry] = (await parseCompose({ path: "compose.yaml", text })).entries;
  assert.equal(text.slice(entry?.span.start, entry?.span.end), "web");
});

test("aliases of aliases are not unfolded", async () => {
  const levels = [..."bcdefghijklmnop"].map((name, at) => {
    const below = "abcdefghijklmnop".charAt(at);
    return `${name}: &${name} {<<: [${Array(9).fill(`*${below}`).join(", ")}], k${at}: *${below}}`;
  });
  const text = `a: &a {build: x}\n${levels.join("\n")}\nservices: {web: *p, z: {build: z}}\n`;
  await checkCompose(text, ["web: x [Dockerfile]", "z: z [Dockerfile]"]);
});

test("an alias to itself ends", async () => {
  await checkCompose("services: &s {web: &w {<<: *w, build: &b {<<: *b, context: *b}}}", [
    "web: . [Dockerfile]",
  ]);
});

test("services repeated through aliases are read up to a bound", async () => {
  const args = Array.from({ length: 2000 }, (_, at) => `a${at}=1`).join(", ");
  const services = Array.from({ length: 2000 }, (_, at) => `  s${at}: *s`).join("\n");
  const text = `x: &s {build: {context: ., args: [${args}]}}\nservices:\n${services}\n`;
  const { problems } = await parseCompose({ path: "compose.yaml", text });
  assert.deepEqual(
    problems.map((problem) => problem.code),
    ["pipeline/too-many"],
  );
});

test("a file beyond the bound is not read", async () => {
  const text = `services: {a: {build: a}}\n${"#".repeat(limits.pipelineFileBytes)}`;
  await checkCompose(text, ["pipeline/too-large"]);
});

test("deep nesting is survived", async () => {
  const text = `build: ${"[".repeat(20_000)}`;
  const { entries, problems } = await parseCompose({ path: "compose.yaml", text });
  assert.deepEqual([entries.length, problems[0]?.code], [0, "pipeline/malformed"]);
});

test("no text makes it throw", async () => {
  const piece = fc.constantFrom(
    "services:",
    " build",
    ":",
    "\n",
    "  ",
    "- ",
    "&a ",
    "*a",
    "<<",
    "{",
    "}",
    "[",
    "]",
    "'",
    '"',
    "|",
    "x",
    "!t ",
    "#",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
      await parseCompose({ path: "compose.yaml", text: pieces.join("") });
    }),
    { numRuns: 500 },
  );
});
