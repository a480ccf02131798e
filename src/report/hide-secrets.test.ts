import assert from "node:assert/strict";
import { it } from "node:test";
import type { Finding } from "../base/index.ts";
import { hideSecrets } from "./hide-secrets.ts";

const SAID = {
  rule: "r",
  practice: "no-secrets",
  severity: "error",
  path: "Dockerfile",
  message: "m",
} as const;

it("a secret is starred out, and everything else stays where it is", () => {
  const text = "ENV A=hunter2\nRUN b --password=x\\\n y";
  const finding = (start: number, end: number): Finding => {
    return { ...SAID, span: { start: 0, end: 1 }, secret: { start, end }, replaces: [] };
  };
  const shown = hideSecrets(text, [finding(6, 13), finding(20, text.length)]);
  assert.equal(shown, "ENV A=*******\nRUN b ************\\\n *");
  assert.equal(hideSecrets(text, []), text);
});
