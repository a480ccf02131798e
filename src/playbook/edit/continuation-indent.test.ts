import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { continuationIndent } from "./continuation-indent.ts";

const CASES: readonly (readonly [name: string, text: string, indent: string])[] = [
  ["a file without a continuation gets four spaces", "FROM debian:13\nRUN a\n", "    "],
  ["the file's own two spaces are followed", "FROM debian:13\nRUN a && \\\n  b\n", "  "],
  ["a tab is followed, also where lines end in CRLF", "FROM debian:13\r\nRUN a && \\\r\n\tb\r\n", "\t"],
  [
    "of an instruction that is indented itself the rest counts",
    "FROM debian:13\n  RUN a \\\n     b\n",
    "   ",
  ],
  [
    "what is lined up with a word far behind is passed over",
    "FROM debian:13\nRUN apt-get install \\\n                    curl\nRUN a \\\n  b\n",
    "  ",
  ],
  [
    "a comment inside an instruction is no continuation",
    "FROM debian:13\nRUN a \\\n  # says\n      b\n",
    "    ",
  ],
  ["the lines of a heredoc are no continuation", "FROM debian:13\nRUN <<EOF\na \\\n  b\nEOF\n", "    "],
];

for (const [name, text, indent] of CASES) {
  test(name, () => {
    assert.equal(continuationIndent(parseDockerfile("Dockerfile", text)), indent);
  });
}
