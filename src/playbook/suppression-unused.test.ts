import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseDockerfile } from "../dockerfile/index.ts";
import { evaluateDockerfile } from "../stage/index.ts";
import { judge } from "./engine.ts";
import { rule as missing } from "./rules/copy-source-missing.ts";
import { rule as unused } from "./rules/suppression-unused.ts";
import { rule as relative } from "./rules/workdir-relative.ts";
import type { ContextView } from "./subject.ts";

const UNKNOWN: ContextView = { kind: "unknown", reason: "nobody told" };
const HAS_ALL: ContextView = {
  kind: "known",
  folder: ".",
  evidence: "the test",
  ignoreFile: undefined,
  hasExceptions: false,
  whetherExists: () => "yes",
  whetherFolder: () => "no",
  whetherIgnored: () => "no",
  textOf: () => undefined,
  findSent: () => [],
};

function check(text: string, context: ContextView, expected: readonly string[]): void {
  const evaluated = evaluateDockerfile(parseDockerfile("Dockerfile", text));
  const { findings } = judge({ path: "Dockerfile", evaluated, context, isDevelopment: false }, [
    missing,
    relative,
    unused,
  ]);
  assert.deepEqual(
    findings.map(({ message }) => message),
    expected,
  );
}

describe("a comment that silences nothing", () => {
  const text = "FROM a\n# plimsoll ignore=copy-source-missing\nCOPY b c\n";
  const nothing = (name: string): string => `${name} finds nothing below, so there is nothing to silence`;

  it("is named where its rule could have spoken", () => {
    check(text, HAS_ALL, [nothing("copy-source-missing")]);
  });

  it("is left alone where its rule needs a build context and has none", () => {
    check(text, UNKNOWN, []);
  });

  it("is named for each name in it, also for the builder's", () => {
    check("FROM a\n# check=skip=WorkdirRelativePath\nUSER b\n", UNKNOWN, [nothing("WorkdirRelativePath")]);
    check("FROM a\n# plimsoll ignore=workdir-relative,works,all\nWORKDIR b\n", UNKNOWN, [
      nothing("works"),
      "nothing is found below, so there is nothing to silence",
    ]);
  });

  it("is left alone where it speaks to another linter", () => {
    check("FROM a\n# hadolint ignore=DL3000\nUSER b\n", UNKNOWN, []);
    check("FROM a\n# trivy:ignore:DS-0009\nUSER b\n", UNKNOWN, []);
  });

  it("may name a rule that there is not", () => {
    check("FROM a\n# plimsoll ignore=work-dir\nWORKDIR /b\n", UNKNOWN, [
      "no rule and no practice is called work-dir",
    ]);
  });
});
