import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyEdits } from "../../base/index.ts";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { toExecForm } from "./exec-form.ts";

/** What the last instruction of a text becomes; undefined where it has no exec form. */
function convert(text: string): string | undefined {
  const dockerfile = parseDockerfile("Dockerfile", text);
  const last = dockerfile.instructions.at(-1);
  assert.ok(last?.kind === "cmd" || last?.kind === "entrypoint");
  const form = toExecForm(last, dockerfile);
  return form === undefined ? undefined : applyEdits(text, form.edits);
}

describe("exec form of a command", () => {
  const cases: readonly (readonly [name: string, from: string, to: string | undefined])[] = [
    ["plain words", "CMD node a.js --b=c\n", 'CMD ["node", "a.js", "--b=c"]\n'],
    ["spaces as they stand", "CMD  a\t b", 'CMD  ["a",\t "b"]'],
    ["behind exec", "CMD exec a b\n", 'CMD ["a", "b"]\n'],
    ["lines that end in CRLF", "CMD a \\\r\n  b\r\n", 'CMD ["a", \\\r\n  "b"]\r\n'],
    ["a comment between lines", "CMD a \\\n# why\n  b\n", 'CMD ["a", \\\n# why\n  "b"]\n'],
    ["a word that a continuation cuts", "CMD a b\\\nc\n", undefined],
    ["exec on a line of its own", "CMD exec \\\n  a\n", undefined],
    ["exec alone", "CMD exec\n", undefined],
    ["an option of exec", "CMD exec -a b c\n", undefined],
    ["a variable", "CMD a $B\n", undefined],
    ["quotes", 'CMD a "b"\n', undefined],
    ["a glob", "CMD a *.b\n", undefined],
    ["a home folder", "CMD a ~/b\n", undefined],
    ["a chain", "CMD a && b\n", undefined],
    ["a job", "CMD a &\n", undefined],
    ["an assignment", "CMD A=b c\n", undefined],
    ["a builtin", "CMD cd a\n", undefined],
    ["a keyword", "CMD if a\n", undefined],
    ["braces", "CMD a {b,c}\n", undefined],
    ["JSON that is none", "CMD ['a']\n", undefined],
    ["nothing", "CMD\n", undefined],
    ["a backtick as escape", "# escape=`\nCMD a b\n", undefined],
  ];
  for (const [name, from, to] of cases) {
    it(name, () => assert.equal(convert(from), to));
  }
});
