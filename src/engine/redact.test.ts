import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { REDACTED, Redactor } from "./redact.ts";

suite("secrets in what is shown", () => {
  test("a value, its lines, and what it looks like encoded are taken out", () => {
    const redactor = new Redactor(["first line\nsecond/line\n", "short"]);
    assert.equal(redactor.redact("a first line b"), `a ${REDACTED} b`);
    assert.equal(redactor.redact("second/line"), REDACTED);
    assert.equal(redactor.redact(Buffer.from("short").toString("base64")), REDACTED);
    assert.equal(redactor.redact("first"), "first");
  });

  test("of two that overlap the longer goes first", () => {
    assert.equal(new Redactor(["token", "token-long"]).redact("=token-long="), `=${REDACTED}=`);
  });

  test("an empty secret hides nothing", () => {
    assert.equal(new Redactor(["", "\n"]).redact("text"), "text");
  });

  test("however a text is cut, no value comes through, and all else does", () => {
    const word = fc.string({ unit: fc.constantFrom("a", "b", "-"), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 3 }),
        fc.array(word, { maxLength: 12 }),
        (secrets, pieces) => {
          const redactor = new Redactor(secrets);
          const stream = redactor.stream();
          const shown = pieces.map((piece) => stream.push(piece)).join("") + stream.end();
          for (const secret of secrets) assert.ok(!shown.split(REDACTED).includes(secret));
          if (!secrets.some((secret) => pieces.join("").includes(secret)))
            assert.equal(shown, pieces.join(""));
        },
      ),
    );
  });
});
