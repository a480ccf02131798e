import assert from "node:assert/strict";
import { test } from "node:test";
import { createNodeHost } from "../src/host/node/index.ts";
import { chooseFew, proveAll, WAYS } from "./fixed/index.ts";
import { readDefinitions } from "./outcome/index.ts";

// The examples' bases are large; of what is left, as few as show each rule's safe fix once.
const definitions = readDefinitions().filter(({ name }) => !name.startsWith("example-"));
const chosen = await chooseFew(createNodeHost(), definitions);
const { proved } = await proveAll(chosen);

for (const [at, { name }] of chosen.entries()) {
  test(`fixes of ${name} keep what they promise`, (t) => {
    const one = proved[at];
    assert.ok(one !== undefined);
    if (one.missingBases.length > 0) t.skip(`${one.missingBases.join(", ")} is not made`);
    assert.equal(one.trouble, undefined);
    assert.deepEqual(
      WAYS.flatMap((way) => one[way]?.differences ?? []),
      [],
    );
  });
}
