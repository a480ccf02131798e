import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseBake } from "./bake.ts";
import { describeReading } from "./describe-entry.testing.ts";

function checkBake(files: Readonly<Record<string, string>>, expected: readonly string[]): void {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  assert.deepEqual(describeReading(parseBake(sources)), expected);
}

const ROWS: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  ["an empty target builds the working folder", 'target "a" {}', ["a: . [Dockerfile]"]],
  [
    "literal values",
    'target "a" {\n  context = "app" # where\n  dockerfile = "b.Dockerfile"\n  target = "prod"\n  args = {\n    A = "1"\n    "B" : "2", C = 3\n    D = null\n  }\n}',
    ["a: app [context:b.Dockerfile] -> prod A=1 B=2 C=3"],
  ],
  [
    "interpolation, references and functions are unknown",
    'target "a" {\n  context = "${DIR}/x"\n  dockerfile = FILE\n  args = { A = upper("x"), B = x ? "1" : "2", C = "1" + 2, D = "d" }\n}',
    ["a: ? [?] A=? B=? C=? D=d"],
  ],
  [
    "inheritance: later parents win, the target itself last, arguments are joined",
    'target "x" { \n context = "x"\n args = { A = "x", B = "x" }\n}\ntarget "y" { \n context = "y"\n args = { B = "y" }\n}\ntarget "a" {\n  inherits = ["x", "y"]\n  args = { C = "a" }\n}',
    ["x: x [Dockerfile] A=x B=x", "y: y [Dockerfile] B=y", "a: y [Dockerfile] A=x B=y C=a"],
  ],
  [
    "a target that only lends its arguments is no image",
    'target "_common" {\n args = { A = "1" }\n}\ntarget "a" {\n inherits = ["_common"]\n context = "a"\n}',
    ["a: a [Dockerfile] A=1"],
  ],
  ["an unknown parent may bring anything", 'target "a" { \n inherits = [BASE]\n}', ["a: ? [?] -> ?"]],
  [
    "a circle of parents ends",
    'target "a" { \n inherits = ["b"]\n context = "a"\n}\ntarget "b" {\n inherits = ["a"]\n context = "b"\n}',
    ["a: a [Dockerfile]", "b: b [Dockerfile]"],
  ],
  [
    "other blocks, comments and heredocs are passed over",
    '/* target "no" {} */\n// target "no" {}\nvariable "V" { \n default = "target"\n validation { condition = V != "}" }\n}\nfunction "f" {\n params = [a]\n result = "${a}-\\"}"\n}\nx = <<EOT\ntarget "no" {}\nEOT\ngroup "default" { targets = ["a"] }\ntarget "a" {\n  dockerfile-inline = <<-EOT\n    FROM x }\n    EOT\n  context = "c"\n}',
    ["a: c [inline]"],
  ],
  [
    "escapes and doubled signs",
    'target "a" { \n context = "x\\u0041\\"$${y}"\n}',
    ['a: xA"${y} [Dockerfile]'],
  ],
  ["a folder by its scheme", 'target "a" { context = "cwd://sub" }', ["a: sub [Dockerfile]"]],
  [
    "a Git address is remote",
    'target "a" { context = "https://x.test/a.git" }',
    ["a: https://x.test/a.git [Dockerfile]"],
  ],
  [
    "a string that never closes",
    'target "a" {\n context = "x\n dockerfile = "d"\n}',
    ["a: ? [context:d]", "pipeline/malformed"],
  ],
  [
    "a block that never closes",
    'target "a" {\n context = "x"\n',
    ["a: x [Dockerfile]", "pipeline/malformed"],
  ],
  ["text that is none of it", "}}} ]] = (", ["pipeline/malformed"]],
  ["bytes that are no text", "\0\u0001target", ["pipeline/not-text"]],
];

for (const [name, text, expected] of ROWS)
  test(`bake: ${name}`, () => checkBake({ "docker-bake.hcl": text }, expected));

test("a bake file in JSON is read with its places", () => {
  const text = '{"group": {}, "target": {"a": {"context": "c\\/d", "args": {"A": "1", "B": null}}, "b": 3}}';
  checkBake({ "docker-bake.json": text }, ["a: c/d [Dockerfile] A=1"]);
  const [entry] = parseBake([{ path: "docker-bake.json", text }]).entries;
  assert.equal(text.slice(entry?.span.start, entry?.span.end), '"a"');
});

test("files used together are laid over each other, and inherit across", () => {
  checkBake(
    {
      "docker-bake.hcl": 'target "a" { \n context = "a"\n args = { A = "1" }\n}',
      "docker-bake.override.hcl":
        'target "a" { \n target = "dev"\n args = { B = "2" }\n}\ntarget "b" { inherits = ["a"] }',
    },
    ["a: a [Dockerfile] -> dev A=1 B=2", "b: a [Dockerfile] -> dev A=1 B=2"],
  );
});

test("inheritance that multiplies is followed up to a bound", () => {
  const args = Array.from({ length: 20_000 }, (_, at) => `A${at}="1"`).join("\n");
  const parents = Array(20_000).fill('"p"').join(",");
  const text = `target "p" {\ncontext = "."\nargs = {\n${args}\n}\n}\ntarget "a" {\ninherits = [${parents}]\n}\n`;
  const { entries, problems } = parseBake([{ path: "docker-bake.hcl", text }]);
  assert.deepEqual([entries.length, problems.map(({ code }) => code)], [2, ["pipeline/too-many"]]);
});

test("deep nesting is survived", () => {
  checkBake({ "docker-bake.json": `{"target": ${"[".repeat(500_000)}` }, ["pipeline/malformed"]);
  checkBake({ "docker-bake.hcl": `target "a" {\n args = ${"{ a = ".repeat(100_000)}` }, [
    "a: . [Dockerfile] a=?",
    "pipeline/malformed",
  ]);
});

test("no text makes it throw or hang", () => {
  const piece = fc.constantFrom(
    'target "a" ',
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    '"',
    "${",
    "=",
    ":",
    ",",
    "\n",
    "<<E\n",
    "\nE\n",
    "#",
    "/*",
    "*/",
    "\\",
    "null",
    "1",
    "inherits",
    "args",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      parseBake([
        { path: "docker-bake.hcl", text: pieces.join("") },
        { path: "docker-bake.json", text: `{"target":${pieces.join("")}` },
      ]);
    }),
    { numRuns: 2000 },
  );
});
