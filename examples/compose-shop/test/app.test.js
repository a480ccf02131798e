import assert from "node:assert/strict";
import { test } from "node:test";
import { createApp } from "../src/app.js";
import { memoryBaskets } from "../src/baskets.js";

test("health says ok", async () => {
  const answer = await createApp(memoryBaskets()).inject("/health");
  assert.deepEqual(answer.json(), { status: "ok" });
});

test("a basket adds up", async () => {
  const app = createApp(memoryBaskets());
  await app.inject({ method: "POST", url: "/baskets/ann", payload: { id: "rope", amount: 2 } });
  await app.inject({ method: "POST", url: "/baskets/ann", payload: { id: "tar" } });
  const answer = await app.inject("/baskets/ann");
  assert.deepEqual(answer.json(), { basket: { rope: 2, tar: 1 }, total: 8830 });
});

test("what the shop does not sell is refused", async () => {
  const answer = await createApp(memoryBaskets()).inject({
    method: "POST",
    url: "/baskets/ann",
    payload: { id: "anchor" },
  });
  assert.equal(answer.statusCode, 400);
});
