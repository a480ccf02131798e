import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { applyEdits } from "../../base/index.ts";
import { parseDockerfile, substituteWord } from "../../dockerfile/index.ts";
import { quoteEdits } from "./quote.ts";

function quote(text: string, how: "literal" | "value"): string | undefined {
  const pieces = [{ at: 0, source: 0 }];
  return applyEdits(text, quoteEdits({ text, pieces }, "\\", how));
}

describe("quoting", () => {
  it("keeps what a value comes to, and takes its own quotes away", () => {
    assert.equal(quote(`say "good day" to 'us $all'`, "value"), `"say good day to us \\$all"`);
    assert.equal(quote("c:\\\\dir a\\ b", "value"), `"c:\\\\dir a b"`);
  });

  it("makes any text stand for itself", () => {
    const characters = fc.constantFrom("a", " ", '"', "'", "$", "\\", "{", "}", "`", "é");
    const texts = fc.array(characters, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(texts, (text) => {
        const read = parseDockerfile("", `LABEL name=${quote(text, "literal")}\n`).instructions[0];
        assert.ok(read?.kind === "label" && read.pairs.length === 1);
        const result = substituteWord(read.pairs[0]?.value.value ?? "", () => "never");
        assert.equal(result.kind === "value" ? result.value : result.reason, text);
      }),
    );
  });
});
