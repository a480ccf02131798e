import assert from "node:assert/strict";
import { it } from "node:test";
import { hideSecrets } from "./hide-secrets.ts";

it("a secret is starred out, and everything else stays where it is", () => {
  const text = "ENV A=hunter2\nRUN b --password=x\\\n y";
  const spans = [
    { start: 6, end: 13 },
    { start: 20, end: text.length },
  ];
  assert.equal(hideSecrets(text, spans), "ENV A=*******\nRUN b ************\\\n *");
  assert.equal(hideSecrets(text, []), text);
});

it("a value that is a secret elsewhere is starred out too", () => {
  assert.equal(hideSecrets("ENV A=hunter2 # hunter2", [], ["hunter2"]), "ENV A=******* # *******");
});
