import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeSource, limits } from "../base/index.ts";
import { parseDockerfile, tokenize } from "./index.ts";

describe("what is not read is said", () => {
  it("behind as many instructions as are read", () => {
    const text = `FROM a\n${"RUN b\n".repeat(limits.instructions)}`;
    const dockerfile = parseDockerfile("Dockerfile", text);
    assert.equal(dockerfile.instructions.length, limits.instructions);
    const last = text.length - "RUN b\n".length;
    const [problem] = dockerfile.problems;
    assert.equal(problem?.code, "dockerfile/too-many-instructions");
    assert.deepEqual(problem?.span, { start: last, end: text.length - 1 });
    assert.equal(problem?.line, limits.instructions + 1);
    assert.equal(tokenize(dockerfile).at(-1)?.span.end, text.length, "the tokens tile all of it");
  });

  it("where a word is too long to quote", () => {
    const [problem] = parseDockerfile("Dockerfile", `FROM a\n${"X".repeat(60_000)} b`).problems;
    assert.ok((problem?.message.length ?? 0) < 1100);
  });
});

describe("a line counts its bytes", () => {
  const bad = (count: number) =>
    decodeSource(Buffer.concat([Buffer.from("FROM a\nRUN "), Buffer.alloc(count, 0xff), Buffer.from("\n")]));

  it("one for each that is no UTF-8", () => {
    assert.deepEqual(parseDockerfile("Dockerfile", bad(60_000)).problems, []);
    assert.equal(parseDockerfile("Dockerfile", bad(66_000)).problems[0]?.code, "dockerfile/line-too-long");
  });
});

describe("flags beside letters outside ASCII", () => {
  for (const [name, letters] of [
    ["of two bytes", "\u00e9"],
    ["of four bytes", "\u{1f600}\u{1f600}"],
    ["that are no UTF-8", "\udcff\udcc3"],
  ] as const) {
    it(`${name} have their places`, () => {
      const text = `FROM a\nRUN --mount=type=${letters} --network=none --x echo ${letters}\n`;
      const flags = parseDockerfile("Dockerfile", text).instructions[1]?.syntax.flags ?? [];
      const written = flags.map(({ span, argument }) => [
        text.slice(span.start, span.end),
        argument === undefined ? undefined : text.slice(argument.span.start, argument.span.end),
      ]);
      assert.deepEqual(written, [
        [`--mount=type=${letters}`, `type=${letters}`],
        ["--network=none", "none"],
        ["--x", undefined],
      ]);
    });
  }
});
