import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../base/index.ts";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { insertAbove, insertBelow } from "./insert-lines.ts";

/** Puts `USER 1` above or below the last instruction of a text. */
function check(name: string, text: string, where: "above" | "below", expected: string | undefined): void {
  test(name, () => {
    const dockerfile = parseDockerfile("Dockerfile", text);
    const last = dockerfile.instructions.at(-1);
    assert.ok(last);
    const edit = (where === "above" ? insertAbove : insertBelow)(dockerfile, last, ["USER 1"]);
    assert.equal(edit === undefined ? undefined : applyEdits(text, [edit]), expected);
  });
}

check(
  "comments that stand directly over an instruction stay with it",
  "FROM a\n# apart\n\n# one\n# two\nCMD b\n",
  "above",
  "FROM a\n# apart\n\nUSER 1\n# one\n# two\nCMD b\n",
);
check("indentation is taken over", "FROM a\n\t  CMD b\n", "above", "FROM a\n\t  USER 1\n\t  CMD b\n");
check("line ends are those of the text", "FROM a\r\nCMD b\r\n", "above", "FROM a\r\nUSER 1\r\nCMD b\r\n");
check("a missing line end stays missing", "FROM a\r\nCMD b", "below", "FROM a\r\nCMD b\r\nUSER 1");
check(
  "a heredoc is not cut in two",
  "FROM a\nRUN <<EOF\nb\nEOF\n",
  "below",
  "FROM a\nRUN <<EOF\nb\nEOF\nUSER 1\n",
);
check(
  "comments inside continuation lines belong to the instruction",
  "FROM a\nRUN b \\\n  # c\n  d\n",
  "below",
  "FROM a\nRUN b \\\n  # c\n  d\nUSER 1\n",
);
check("an instruction that still asks for a line takes none", "FROM a\nRUN b \\", "below", undefined);
