import assert from "node:assert/strict";
import { test } from "node:test";
import { applyEdits } from "../../base/index.ts";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { evaluateDockerfile } from "../../stage/index.ts";
import { insertAbove } from "../edit/insert-lines.ts";
import { accountPlace } from "./account-place.ts";

/** Writes `RUN make` where an account is made for the end of the last stage; undefined is the end itself. */
function check(name: string, text: string, expected: string | undefined): void {
  test(name, () => {
    const dockerfile = parseDockerfile("Dockerfile", text);
    const stage = evaluateDockerfile(dockerfile, {}).stages.at(-1);
    assert.ok(stage);
    const place = accountPlace(stage, dockerfile, { steps: stage.steps, isSameAt: () => true });
    const edit = place === undefined ? undefined : insertAbove(dockerfile, place, ["RUN make"]);
    assert.equal(edit === undefined ? undefined : applyEdits(text, [edit]), expected);
  });
}

check(
  "an account is made below what stays, and above the comments of the copy",
  "FROM debian:13\n# tools\nRUN apt-get update\nENV A=b\n\n# sources\n# and more\nCOPY . .\nRUN x\n",
  "FROM debian:13\n# tools\nRUN apt-get update\nENV A=b\n\nRUN make\n# sources\n# and more\nCOPY . .\nRUN x\n",
);
check(
  "a copy that begins the stage has it above",
  "FROM debian:13\r\n\tCOPY . .\r\n",
  "FROM debian:13\r\n\tRUN make\r\n\tCOPY . .\r\n",
);
check(
  "files of the Dockerfile itself, of the network and of an image change less",
  "FROM debian:13\nCOPY <<EOF /a\nb\nEOF\nADD https://a.example/b /b\nCOPY --from=alpine /c /c\nADD d /d",
  "FROM debian:13\nCOPY <<EOF /a\nb\nEOF\nADD https://a.example/b /b\nCOPY --from=alpine /c /c\nRUN make\nADD d /d",
);
check(
  "what another stage has built from the sources changes with them",
  "FROM golang AS a\nCOPY . .\nFROM alpine AS b\nCOPY --from=a /x /x\nFROM debian:13\nCOPY --from=b /x /y/x\n",
  "FROM golang AS a\nCOPY . .\nFROM alpine AS b\nCOPY --from=a /x /x\nFROM debian:13\nRUN make\nCOPY --from=b /x /y/x\n",
);
check(
  "what another stage has fetched does not",
  "FROM debian:13 AS a\nRUN fetch /x\nFROM debian:13\nCOPY --from=a /x /y/x\n",
  undefined,
);
check(
  "sources that a RUN binds are sources too",
  "FROM debian:13\nRUN --mount=type=cache,target=/c a\nRUN --mount=type=bind,target=/b b\nCOPY . .\n",
  "FROM debian:13\nRUN --mount=type=cache,target=/c a\nRUN make\nRUN --mount=type=bind,target=/b b\nCOPY . .\n",
);
check(
  "where another user copies, the account is made above his USER",
  "FROM debian:13\n\n# nobody is enough\nUSER nobody\nWORKDIR /a\nCOPY . .\nUSER 0\n",
  "FROM debian:13\n\nRUN make\n# nobody is enough\nUSER nobody\nWORKDIR /a\nCOPY . .\nUSER 0\n",
);
for (const [name, line] of [
  ["an account that gets the next number", "RUN x && useradd web"],
  ["an account in a script of several lines", "RUN <<EOF\nset -e\nadduser web\nEOF"],
  ["a list that is written to", "RUN echo a:x:1:1::/: >> /etc/passwd"],
  ["a list that is copied", "COPY passwd /etc/passwd"],
  ["a tree that may hold a list", "COPY overlay /"],
  ["files for new homes", "COPY .profile /etc/skel/"],
] as const) {
  check(
    `${name} below the copy leaves the place at the end`,
    `FROM debian:13\nCOPY . /a/\n${line}\n`,
    undefined,
  );
}
check(
  "an account above the copy is in nobody's way",
  "FROM debian:13\nRUN useradd web\nCOPY . /a/\n",
  "FROM debian:13\nRUN useradd web\nRUN make\nCOPY . /a/\n",
);
