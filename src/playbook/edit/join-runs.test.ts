import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { applyEdits } from "../../base/index.ts";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { evaluateDockerfile } from "../../stage/index.ts";
import type { RunStep } from "../define-rule.ts";
import { joinRuns } from "./join-runs.ts";

/** What becomes of the first two RUN of a text; undefined where they stay apart. */
function join(lines: readonly string[], end = "\n"): string | undefined {
  const text = ["FROM debian:13", ...lines, ""].join(end);
  const dockerfile = parseDockerfile("Dockerfile", text);
  const steps = evaluateDockerfile(dockerfile).stages[0]?.steps ?? [];
  const [first, second] = steps.filter((step): step is RunStep => step.instruction.kind === "run");
  assert.ok(first !== undefined && second !== undefined);
  const edits = joinRuns(first, second, dockerfile);
  return edits === undefined ? undefined : applyEdits(text, edits);
}

describe("two RUN", () => {
  it("become one where nothing stands between them", () => {
    assert.equal(join(["RUN a", "RUN b && c"]), "FROM debian:13\nRUN a && \\\n    b && c\n");
  });

  it("keep the comment between them, and the ends of lines", () => {
    const joined = "FROM debian:13\r\nRUN a && \\\r\n# why\r\n    b\r\n";
    assert.equal(join(["RUN a", "", "# why", "RUN b"], "\r\n"), joined);
  });

  const between =
    'USER app|WORKDIR /x|ARG A|ENV A=b|SHELL ["/bin/bash", "-c"]|COPY a /|ADD a /|LABEL a=b|EXPOSE 80|VOLUME /v|STOPSIGNAL SIGINT|' +
    'CMD ["a"]|ENTRYPOINT ["a"]|HEALTHCHECK NONE|ONBUILD RUN a|# hadolint ignore=DL3008';
  for (const line of between.split("|")) {
    it(`stay apart with ${line} between them`, () => assert.equal(join(["RUN a", line, "RUN b"]), undefined));
  }

  const firsts = [
    ...[
      "cd /x",
      "export A=b",
      "A=b",
      "set -e",
      "umask 077",
      "a || b",
      "a; b",
      "a &",
      "a | b",
      "! a",
      "trap a EXIT",
    ],
    ...["--mount=type=cache,target=/c a", "<<EOF\na\nEOF", '["a"]', "if a; then b; fi", "a # b"],
  ];
  for (const first of firsts) {
    it(`stay apart behind ${JSON.stringify(first)}`, () => {
      assert.equal(join([`RUN ${first}`, "RUN b"]), undefined);
    });
  }
});
