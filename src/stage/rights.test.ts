import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseDockerfile } from "../dockerfile/index.ts";
import { type ContextFacts, evaluateDockerfile } from "./index.ts";

/** Who owns a path and its mode after commands: `user mode`, with `-` for what is not known. */
function rightsAfter(commands: string, path: string): string {
  const text = `FROM a\nCOPY --chown=5:5 --chmod=644 x /d/x\nCOPY --chown=5:5 --chmod=777 y /d/y\nRUN ${commands}`;
  const end = evaluateDockerfile(parseDockerfile("Dockerfile", text)).stages[0]?.end;
  const { owner, mode } = end?.files.lookUp(path) ?? {};
  return `${owner?.user ?? "-"} ${mode?.toString(8) ?? "-"}`;
}

describe("rights of files", () => {
  const rows: readonly (readonly [string, string, string, string])[] = [
    ["a mode for a folder and all in it", "chmod -R 755 /d", "/d/x", "5 755"],
    ["a mode that depends on what was there", "chmod -R a+X /d", "/d/x", "5 -"],
    ["a mode for a folder alone", "chmod 700 /d", "/d/x", "5 644"],
    ["an owner for a folder and all in it", "chown -R 7 /d", "/d/x", "7 644"],
    ["an owner for a folder alone", "chown 7 /d", "/d/x", "5 644"],
    ["a file copied", "cp /d/x /e", "/e", "- 644"],
    ["a file with a mode that the umask narrows", "cp /d/y /e", "/e", "- -"],
    ["a folder copied", "cp -r /d /e", "/e/x", "- -"],
    ["a folder copied with its rights", "cp -a /d /e", "/e/x", "5 644"],
    ["a file installed", "install /d/x /e", "/e", "- 755"],
    ["a file installed with a mode", "install -m 600 /d/x /e", "/e", "- 600"],
  ];
  for (const [name, commands, path, expected] of rows) {
    it(name, () => assert.equal(rightsAfter(`rm -rf /e && ${commands}`, path), expected));
  }
});

describe("rights of what COPY lays into folders", () => {
  const text = `FROM a AS b
RUN mkdir -p /m && chmod 700 /m && chown 7:7 /m && touch /m/f
FROM scratch
WORKDIR /a
COPY <<END g
END
COPY --chown=5:5 --chmod=711 tree/ .
COPY --chown=5:5 --chmod=711 tree/ /b/
COPY --from=b /m /c
COPY --chown=5:5 h* /d
COPY --chown=6:6 . /b/t
RUN mkdir /e && chmod 700 /e
COPY i* /e`;
  const context: ContextFacts = {
    whetherExists: () => "yes",
    whetherFolder: () => "yes",
    whetherIgnored: () => "no",
  };
  const files = evaluateDockerfile(parseDockerfile("Dockerfile", text), { context }).stages[1]?.end.files;
  const rows: readonly (readonly [string, string, string])[] = [
    ["a folder that was there keeps its own", "/a", "0 755"],
    ["what is laid into it has those of COPY", "/a/f", "5 711"],
    ["a file that is written over has those of COPY", "/a/g", "5 711"],
    ["a folder that is made has those of COPY", "/b", "5 711"],
    ["a folder of another stage gives its own to none", "/c", "0 755"],
    ["what is in it belongs to root", "/c/f", "0 -"],
    ["what one pattern matches may be a file or a folder", "/d", "5 - unknown"],
    ["a folder that an earlier copy brought keeps its own", "/b/t", "5 711 folder"],
    ["a folder into which a pattern is copied stays one", "/e", "0 700 folder"],
  ];
  for (const [name, path, expected] of rows) {
    it(name, () => {
      const { owner, mode, kind = "-" } = files?.lookUp(path) ?? {};
      const rights = `${owner?.user ?? "-"} ${mode?.toString(8) ?? "-"}`;
      assert.equal(expected.split(" ").length > 2 ? `${rights} ${kind}` : rights, expected);
    });
  }
});
