import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from "../host/index.ts";
import { runCommandLine } from "./run.ts";

const DIGEST = `sha256:${"0".repeat(64)}`;
const GOOD = `FROM gcr.io/distroless/static-debian13:nonroot@${DIGEST}\nUSER 65532\n`;
const BAD = "FROM node\nCOPY . .\nCMD npm start && true\n";

interface Ended {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
  readonly host: MemoryHost;
}

/** Runs a command line on files below `/project`, and gives what it printed and its status. */
async function run(words: string, options: MemoryHostOptions = {}): Promise<Ended> {
  const host = createMemoryHost(options);
  const status = await runCommandLine(
    words.split(" ").filter((word) => word !== ""),
    host,
  );
  return { status, output: host.outputText, errors: host.errorText, host };
}

function files(texts: Readonly<Record<string, string>>): MemoryHostOptions {
  return {
    files: Object.fromEntries(Object.entries(texts).map(([path, text]) => [`/project/${path}`, text])),
  };
}

describe("check", () => {
  it("is what runs without a command, on this folder", async () => {
    const { status, output } = await run("", files({ Dockerfile: BAD, "index.js": "x" }));
    assert.equal(status, 1);
    assert.match(output, /base-tag-missing/);
    assert.match(output, /Dockerfile:1:6/);
    assert.match(output, /pinned-base/);
  });

  it("ends with 0 where nothing is found", async () => {
    assert.equal((await run("check Dockerfile", files({ Dockerfile: GOOD }))).status, 0);
  });

  it("fails from the level on that is asked for", async () => {
    const given = files({ Dockerfile: BAD, "index.js": "x" });
    assert.equal((await run("check --fail-on never", given)).status, 0);
    assert.equal((await run("check --fail-on error", given)).status, 0);
    assert.equal((await run("check --fail-on information", given)).status, 1);
  });

  it("judges every file, and says which it could not read", async () => {
    const { status, output, errors } = await run(
      "check Dockerfile gone/Dockerfile",
      files({ Dockerfile: GOOD }),
    );
    assert.equal(status, 3);
    assert.match(output + errors, /gone\/Dockerfile/);
    assert.match(output, /Checked 1 file/);
  });

  it("reads standard input under the name it is given", async () => {
    const { status, output } = await run("check - --stdin-filename app/Dockerfile", { input: BAD });
    assert.equal(status, 1);
    assert.match(output, /app\/Dockerfile:1:6/);
  });

  it("takes only the rules that are selected, by any of their names", async () => {
    const given = files({ Dockerfile: BAD, "index.js": "x" });
    for (const name of ["base-tag-missing", "DL3006", "hadolint:DL3006"]) {
      const { output } = await run(`check --format json --select ${name}`, given);
      const { findings } = JSON.parse(output);
      assert.deepEqual(
        findings.map(({ rule }: { rule: string }) => rule),
        ["base-tag-missing"],
      );
    }
  });

  it("leaves out the rules that are ignored", async () => {
    const { output } = await run(
      "check --format json --ignore pinned-base",
      files({ Dockerfile: BAD, "index.js": "x" }),
    );
    const { findings } = JSON.parse(output);
    assert.ok(findings.length > 0);
    assert.ok(findings.every(({ practice }: { practice: string }) => practice !== "pinned-base"));
  });

  it("does not gate a development container", async () => {
    const { status, output } = await run("check", files({ ".devcontainer/Dockerfile": BAD }));
    assert.equal(status, 0);
    assert.match(output, /development/);
  });

  it("writes to a file when asked, and then prints nothing", async () => {
    const { output, host } = await run("check --format sarif --output out.sarif", files({ Dockerfile: BAD }));
    assert.equal(output, "");
    assert.equal(JSON.parse(host.fileTexts()["/project/out.sarif"] ?? "").version, "2.1.0");
  });

  it("prints workflow commands for GitHub", async () => {
    const { output } = await run("check --format github", files({ Dockerfile: BAD }));
    assert.match(output, /^::warning file=Dockerfile,line=1,/m);
  });

  it("judges the stage and arguments that are asked for", async () => {
    const text = "ARG TAG\nFROM debian:$TAG AS one\nFROM debian:12 AS two\n";
    const { output } = await run(
      "check --format json --build-arg TAG=latest --target one",
      files({ Dockerfile: text }),
    );
    const rules = JSON.parse(output).findings.map(({ rule }: { rule: string }) => rule);
    assert.ok(rules.includes("base-tag-latest"));
  });

  it("colours only where it is asked to or a terminal shows it", async () => {
    const given = files({ Dockerfile: BAD });
    assert.doesNotMatch((await run("check", given)).output, /\u001b/);
    assert.match((await run("check", { ...given, isTerminal: true })).output, /\u001b\[/);
    assert.doesNotMatch(
      (await run("check", { ...given, isTerminal: true, environment: { NO_COLOR: "1" } })).output,
      /\u001b/,
    );
    assert.match((await run("check --color always", given)).output, /\u001b\[/);
  });

  it("says so where there is no Dockerfile", async () => {
    const { status, errors } = await run("check", files({ "a.txt": "x" }));
    assert.equal(status, 0);
    assert.match(errors, /no Dockerfile found/);
  });
});

describe("a wrong call", () => {
  const rows: readonly (readonly [string, RegExp])[] = [
    ["check --select no-such-rule", /no rule or practice is called "no-such-rule"/],
    ["check --select base-tag-mising", /did you mean base-tag-missing\?/],
    ["check --platform a/b/c/d", /is no platform/],
    ["check --build-arg =x", /NAME=VALUE/],
    ["check --format xml", /Allowed choices are terminal, json, sarif, github/],
    ["check --fail-on nothing", /Allowed choices are error/],
    ["check --context nowhere", /nowhere is no folder/],
    ["check --nonsense", /unknown option/],
    ["explain no-such-thing", /nothing is called "no-such-thing"/],
    ["debug tree --format json a b", /--format jsonl/],
    ["debug nonsense", /unknown command/],
  ];
  for (const [words, message] of rows) {
    it(`ends with 2: ${words}`, async () => {
      const { status, errors } = await run(words, files({ Dockerfile: GOOD }));
      assert.equal(status, 2);
      assert.match(errors, message);
    });
  }
});

describe("explain", () => {
  it("prints the page of a rule by its own or another tool's name", async () => {
    for (const name of ["base-tag-missing", "DL3006", "dl3006"]) {
      const { status, output } = await run(`explain ${name}`);
      assert.equal(status, 0);
      assert.match(output, /base-tag-missing/);
    }
  });

  it("prints practices, error codes and a list of all", async () => {
    assert.match((await run("explain pinned-base")).output, /base-tag-latest/);
    assert.match((await run("explain dockerfile/heredoc-open")).output, /heredoc/);
    assert.match((await run("explain")).output, /shell-form-command/);
  });
});

describe("context --list", () => {
  it("prints what a build would send, one path a line", async () => {
    const given = files({ "a.txt": "x", "b/c.md": "x", ".dockerignore": "*.txt\n" });
    const { status, output } = await run("context --list .", given);
    assert.equal(status, 0);
    assert.deepEqual(output.split("\n"), [".dockerignore", "b/", "b/c.md", ""]);
  });

  it("ends with 2 and the reason where the builder refuses the ignore file", async () => {
    const { status, errors } = await run("context --list .", files({ "a.txt": "x", ".dockerignore": "[" }));
    assert.equal(status, 2);
    assert.match(errors, /\.dockerignore/);
  });

  it("weighs the context without --list", async () => {
    const { output } = await run("context .", files({ "a.txt": "xx", "b/c": "x" }));
    assert.match(output, /3 B in 2 files \(no ignore file\)/);
  });
});

describe("debug", () => {
  it("prints a line of JSON for each file, and goes on behind one that cannot be read", async () => {
    const { status, output, errors } = await run(
      "debug tree --format jsonl Dockerfile gone other",
      files({ Dockerfile: GOOD, other: "FOO" }),
    );
    const trees = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      trees.map(({ path, problems }) => [path, problems.length]),
      [
        ["Dockerfile", 0],
        ["other", 1],
      ],
    );
    assert.match(errors, /gone/);
    assert.equal(status, 3);
  });

  it("prints tokens with their places", async () => {
    const { output } = await run("debug tokens Dockerfile", files({ Dockerfile: "FROM a\n" }));
    assert.match(output, /^1:1 +keyword +"FROM"$/m);
  });
});
