import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyEdits } from "../../base/index.ts";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { evaluateDockerfile } from "../../stage/index.ts";
import { judge } from "../engine.ts";
import { rule } from "../rules/comment-after-arguments.ts";

/** The text after all fixes, and `none` for a finding without one. */
function check(text: string, expected: string, applicabilities: readonly string[]): void {
  const evaluated = evaluateDockerfile(parseDockerfile("Dockerfile", text));
  const context = { kind: "unknown", reason: "not needed" } as const;
  const { findings } = judge({ path: "Dockerfile", evaluated, context, isDevelopment: false }, [rule]);
  const fixes = findings.map(({ fix }) => fix);
  assert.deepEqual(
    fixes.map((fix) => fix?.applicability ?? "none"),
    applicabilities,
  );
  const edits = fixes.flatMap((fix) => fix?.edits ?? []);
  assert.equal(applyEdits(text, edits), expected);
}

describe("moving a comment above its instruction", () => {
  const rows: readonly (readonly [string, string, string, readonly string[]])[] = [
    ["keeps CRLF", "FROM a # b\r\nRUN c\r\n", "# b\r\nFROM a\r\nRUN c\r\n", ["safe"]],
    [
      "keeps CRLF of a continuation",
      "FROM a\r\nEXPOSE \\\r\n b # c\r\n",
      "FROM a\r\n# c\r\nEXPOSE \\\r\n b\r\n",
      ["safe"],
    ],
    ["asks the line before for its end", "FROM a\r\nEXPOSE b # c", "FROM a\r\n# c\r\nEXPOSE b", ["safe"]],
    ["adds no final newline", "FROM a # b", "# b\nFROM a", ["safe"]],
    ["stays behind a byte order mark", "\ufeffFROM a # b\n", "\ufeff# b\nFROM a\n", ["safe"]],
    ["keeps the indentation", "FROM a\n\t EXPOSE b\t # c\n", "FROM a\n\t # c\n\t EXPOSE b\n", ["safe"]],
    ["keeps blanks behind the comment", "FROM a\nEXPOSE b # c \t\n", "FROM a\n# c\nEXPOSE b \t\n", ["safe"]],
    ["goes below directives", "# syntax=a/b\nFROM a # b\n", "# syntax=a/b\n# b\nFROM a\n", ["safe"]],
    ["never makes a directive", "FROM a #syntax = b\n", "FROM a #syntax = b\n", ["none"]],
    [
      "makes no directive further down",
      "FROM a\nEXPOSE b # escape=`\n",
      "FROM a\n# escape=`\nEXPOSE b\n",
      ["safe"],
    ],
    [
      "goes above comments that silence the line",
      "FROM a\n# hadolint ignore=X\n# check=skip=all\nEXPOSE b # c\n",
      "FROM a\n# c\n# hadolint ignore=X\n# check=skip=all\nEXPOSE b\n",
      ["safe"],
    ],
    ["leaves a heredoc alone", "FROM a\nCOPY b c # <<E\nx\nE\n", "FROM a\nCOPY b c # <<E\nx\nE\n", ["none"]],
    [
      "reads a backtick as escape",
      "# escape=`\nFROM a\nCOPY b `\n  c # d\n",
      "# escape=`\nFROM a\n# d\nCOPY b `\n  c\n",
      ["safe"],
    ],
    ["leaves a value with an apostrophe", "FROM a\nENV B='c # d' E=f\n", "FROM a\nENV B='c # d' E=f\n", []],
    [
      "knows an argument that a global would fill",
      "ARG C=1\nFROM a\nARG B # C\n",
      "ARG C=1\nFROM a\n# C\nARG B\n",
      ["unsafe"],
    ],
    ["knows a name that nobody sets", "FROM a\nARG B # c\n", "FROM a\n# c\nARG B\n", ["safe"]],
    ["does not change a user unasked", "FROM a\nUSER b # c\n", "FROM a\n# c\nUSER b\n", ["unsafe"]],
    ["knows a folder called like a comment", "FROM a\nCOPY b c #d\n", "FROM a\n#d\nCOPY b c\n", ["unsafe"]],
    [
      "knows a variable that the comment sets",
      "FROM a\nENV B=1 #C=2\n",
      "FROM a\n#C=2\nENV B=1\n",
      ["unsafe"],
    ],
  ];
  for (const [name, text, expected, applicabilities] of rows) {
    it(name, () => check(text, expected, applicabilities));
  }
});
