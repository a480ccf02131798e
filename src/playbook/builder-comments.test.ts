import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lineStarts, positionAt } from "../base/index.ts";
import { parseDockerfile } from "../dockerfile/index.ts";
import { evaluateDockerfile } from "../stage/index.ts";
import { judge } from "./engine.ts";
import { rule as casing } from "./rules/instruction-casing.ts";
import { rule as overridden } from "./rules/instruction-overridden.ts";
import { rule as stageName } from "./rules/stage-name-casing.ts";

/** Findings as `rule:line`; the builder answers the same for each text. */
function check(text: string, expected: readonly string[]): void {
  const evaluated = evaluateDockerfile(parseDockerfile("Dockerfile", text));
  const context = { kind: "unknown", reason: "not needed" } as const;
  const subject = { path: "Dockerfile", evaluated, context, isDevelopment: false };
  const starts = lineStarts(text);
  const { findings } = judge(subject, [casing, overridden, stageName]);
  assert.deepEqual(
    findings.map(({ rule, span }) => `${rule}:${positionAt(starts, span.start).line}`),
    expected,
  );
}

describe("the builder's own skip comments", () => {
  it("silence the instruction below", () => {
    check("FROM a\n# check=skip=StageNameCasing\nFROM a AS B\nFROM a AS C\n", ["stage-name-casing:4"]);
  });

  it("speak for the first instruction alone, blank lines between them or not", () => {
    check("# by us\n# check=skip=StageNameCasing\n\nFROM a AS B\nFROM a AS C\n", ["stage-name-casing:5"]);
  });

  it("speak for the whole file as a directive", () => {
    check("# check=skip=StageNameCasing\nFROM a AS B\nFROM a AS C\n", []);
  });

  it("are read from the first comment of their kind", () => {
    check("FROM a\n# check=skip=Other\n# check=skip=StageNameCasing\nFROM a AS B\n", ["stage-name-casing:4"]);
  });

  it("do nothing above an instruction where the file is checked as a whole", () => {
    check("FROM a\n# check=skip=ConsistentInstructionCasing\nrun b\n", ["instruction-casing:3"]);
    check("# check=skip=ConsistentInstructionCasing\nFROM a\nrun b\n", []);
  });

  it("count above the instruction that overrides, not above the overridden", () => {
    const skip = "# check=skip=MultipleInstructionsDisallowed\n";
    check(`FROM a\n${skip}CMD ["x"]\nCMD ["y"]\n`, ["instruction-overridden:3"]);
    check(`FROM a\nCMD ["x"]\n${skip}CMD ["y"]\n`, []);
  });

  it("do nothing at a FROM for what ONBUILD brings into its stage", () => {
    const base = 'FROM a AS b\nONBUILD CMD ["x"]\n';
    check(`${base}# check=skip=all\nFROM b\nCMD ["y"]\n`, ["instruction-overridden:4"]);
  });
});
