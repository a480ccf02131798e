import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { mapWhole } from "../base/index.ts";
import { listCommands, parseShell } from "./index.ts";

/** Far above what any of these takes, and far below what a parser without bounds takes. */
const SECONDS = 5;

suite("hostile text", () => {
  const cutOff: readonly (readonly [name: string, text: string])[] = [
    ["ten megabytes", "a ".repeat(5_000_000)],
    ["20,000 heredocs with bodies", "cat <<A\nA\n".repeat(20_000)],
    ["20,000 heredocs of one command", `cat${" <<A".repeat(20_000)}`],
    ["100,000 open parentheses", "(".repeat(100_000)],
    ["100,000 open braces", "{ ".repeat(100_000)],
    ["100,000 open substitutions", "$(".repeat(100_000)],
    ["50,000 quotes around substitutions", '"$('.repeat(50_000)],
    ["50,000 variables in variables", `\${a:-`.repeat(50_000)],
    ["50,000 arithmetic expansions", "$((".repeat(50_000)],
    ["30,000 conditions in each other", "if a; then ".repeat(20_000)],
    ["functions of functions", "f()".repeat(50_000)],
    ["coprocesses of coprocesses", "coproc ".repeat(30_000)],
  ];
  for (const [name, text] of cutOff) {
    test(`${name}: cut off, and said so`, () => {
      const { codes, isPartial } = readInTime(text);
      assert.deepEqual({ codes, isPartial }, { codes: ["shell/cut-off"], isPartial: true });
    });
  }

  const bounded: readonly (readonly [name: string, text: string])[] = [
    ["50,000 nested quotes", `'"`.repeat(50_000)],
    ["100,000 quotes", '"'.repeat(100_001)],
    ["backquotes in backquotes", "`\\".repeat(50_000)],
    ["backslashes", "\\".repeat(100_000)],
    ["negations", "! ".repeat(100_000)],
    ["a chain without end", "a && ".repeat(50_000)],
    ["redirections to nowhere", "> ".repeat(100_000)],
    ["sudo running sudo", "sudo ".repeat(50_000)],
    ["env with its assignments", `env ${"A=1 ".repeat(60_000)}`],
    ["substitutions in a text", `sh -c "${"$(a) ".repeat(50_000)}"`],
    ["backquotes in a text", `sh -c "${"`\\`".repeat(60_000)}"`],
    ["a long sum", `echo $((${"1+".repeat(100_000)}1))`],
    ["texts in substitutions in texts", nest("a", 90, (inner) => `sh -c "$(${inner})"`)],
  ];
  for (const [name, text] of bounded) test(`${name}: read in time`, () => void readInTime(text));

  test("text as deep as is read", () => {
    assert.deepEqual(readInTime(`${"(".repeat(150)}a${")".repeat(150)}`).codes, []);
  });

  test("problems are counted only so far", () => {
    assert.equal(parseShell(mapWhole("> ".repeat(1000), 0)).problems.length, 20);
  });
});

function readInTime(text: string): { readonly codes: readonly string[]; readonly isPartial: boolean } {
  const start = performance.now();
  const script = parseShell(mapWhole(text, 0));
  const { isPartial } = listCommands(script);
  assert.ok(performance.now() - start < SECONDS * 1000);
  return { codes: script.problems.map(({ code }) => code), isPartial };
}

function nest(text: string, depth: number, around: (inner: string) => string): string {
  return depth === 0 ? text : nest(around(text), depth - 1, around);
}
