import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeSource, encodeSource } from "../base/index.ts";
import { parseDockerfile, tokenize } from "./index.ts";

function checkTokens(text: string, expected: readonly (readonly [string, string])[]): void {
  const tokens = tokenize(parseDockerfile("Dockerfile", text));
  assert.deepEqual(
    tokens.map(({ kind, span }) => [kind, text.slice(span.start, span.end)]),
    expected,
  );
}

/** Pieces that Dockerfiles are made of, so that random text reaches the odd corners. */
const PIECES = [
  ...'FROM,RUN,COPY,ENV,ONBUILD,HEALTHCHECK CMD,alpine,as,--from=a,--link,<<EOF,EOF,<<-E,["a"],a=b,\\,`,#,# c'.split(
    ",",
  ),
  ..."\n|\r\n|\\\n|\\ \n|`\n| |\t|\u00a0|\u2028|\ufeff|\u{1f600}|\"|'|$x|${x:-y}|# escape=`\n|# syntax=a\n".split(
    "|",
  ),
];

describe("tokens", () => {
  it("tell keyword, flag, arguments and line ends apart", () => {
    checkTokens("COPY --from=a b /c\n", [
      ["keyword", "COPY"],
      ["white-space", " "],
      ["flag", "--from=a"],
      ["white-space", " "],
      ["argument", "b"],
      ["white-space", " "],
      ["argument", "/c"],
      ["line-end", "\n"],
    ]);
  });

  it("give a continued command one token for each stretch", () => {
    checkTokens("RUN a \\\n# why\n\n  b", [
      ["keyword", "RUN"],
      ["white-space", " "],
      ["argument", "a "],
      ["continuation", "\\"],
      ["line-end", "\n"],
      ["comment", "# why"],
      ["line-end", "\n"],
      ["line-end", "\n"],
      ["argument", "  b"],
    ]);
  });

  it("hold a heredoc's body and its end", () => {
    checkTokens("COPY <<E /x\nbody\nE\n", [
      ["keyword", "COPY"],
      ["white-space", " "],
      ["argument", "<<E"],
      ["white-space", " "],
      ["argument", "/x"],
      ["line-end", "\n"],
      ["heredoc-body", "body\n"],
      ["heredoc-end", "E"],
      ["line-end", "\n"],
    ]);
  });

  it("know directives and a byte order mark", () => {
    checkTokens("\ufeff# escape=`\nFROM a", [
      ["byte-order-mark", "\ufeff"],
      ["directive", "# escape=`"],
      ["line-end", "\n"],
      ["keyword", "FROM"],
      ["white-space", " "],
      ["argument", "a"],
    ]);
  });

  it("tile any text made of a Dockerfile's pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 40 }), (pieces) => {
        const text = pieces.join("");
        const tokens = tokenize(parseDockerfile("Dockerfile", text));
        assert.equal(tokens.map(({ span }) => text.slice(span.start, span.end)).join(""), text);
        let at = 0;
        for (const { span } of tokens) {
          assert.equal(span.start, at);
          assert.ok(span.end > span.start);
          at = span.end;
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("give any bytes back as they were", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = decodeSource(bytes);
        const tokens = tokenize(parseDockerfile("Dockerfile", text));
        const joined = tokens.map(({ span }) => text.slice(span.start, span.end)).join("");
        assert.deepEqual(Buffer.from(encodeSource(joined)), Buffer.from(bytes));
      }),
      { numRuns: 2000 },
    );
  });
});
