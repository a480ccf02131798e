import assert from "node:assert/strict";
import { test } from "node:test";
import { limits } from "./limits.ts";
import { shortenMessage } from "./shorten-message.ts";

test("a message keeps its start and its end, and loses what it quotes too much of", () => {
  const short = "a".repeat(limits.messageCharacters);
  assert.equal(shortenMessage(short), short);
  const long = shortenMessage(`failed to parse "${"a".repeat(100_000)}": it is too long`);
  assert.match(long, /^failed to parse "aaa.* … a+": it is too long$/);
  assert.ok(long.length < limits.messageCharacters + 10);
});
