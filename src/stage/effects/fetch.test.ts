import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { evaluateDockerfile } from "../index.ts";

function stageOf(run: string) {
  const { stages } = evaluateDockerfile(
    parseDockerfile("Dockerfile", `FROM scratch\nWORKDIR /w\nRUN ${run}`),
  );
  const stage = stages.at(-1);
  assert.ok(stage !== undefined);
  return { files: stage.end.files, facts: stage.steps.flatMap(({ run }) => run?.facts ?? []) };
}

describe("downloads", () => {
  it("land where the options say", () => {
    const cases: Readonly<Record<string, string | undefined>> = {
      "curl -fsSLO https://a.b/c.tgz": "/w/c.tgz",
      "curl -fsSL https://a.b/c.tgz -o /tmp/d.tgz": "/tmp/d.tgz",
      "curl -o/tmp/e https://a.b/c": "/tmp/e",
      "curl --output x --output-dir /o https://a.b/c": "/o/x",
      "curl https://a.b/c > /tmp/f": "/tmp/f",
      "curl https://a.b/c": undefined,
      "wget -q https://a.b/c.zip?x=1": "/w/c.zip",
      "wget -qO /tmp/g https://a.b/c": "/tmp/g",
      "wget -P /opt https://a.b/c.jar": "/opt/c.jar",
      "wget -qO- https://a.b/c | tar x": undefined,
      "git clone --depth 1 -b main https://a.b/c.git": "/w/c",
      "git clone https://a.b/c /src": "/src",
      "cd /z && wget https://a.b/c": "/z/c",
    };
    const answers = Object.keys(cases).map((run) => {
      return [run, stageOf(run).facts.flatMap((fact) => (fact.kind === "download" ? [fact.output] : []))[0]];
    });
    assert.deepEqual(Object.fromEntries(answers), cases);
  });

  it("know who reads them", () => {
    const cases: Readonly<Record<string, boolean>> = {
      "curl https://a.b/c | bash": true,
      "curl https://a.b/c | sudo -E bash -": true,
      "wget -qO - https://a.b/c | sh -s -- -b": true,
      'sh -c "$(curl -fsSL https://a.b/c)"': true,
      "bash <(curl https://a.b/c)": true,
      "curl https://a.b/c | tar xz": false,
      "curl -o x https://a.b/c | bash": false,
      "curl https://a.b/c; bash x": false,
    };
    const answers = Object.keys(cases).map((run) => {
      const { facts } = stageOf(run);
      return [run, facts.some((fact) => fact.kind === "download" && fact.isPipedToShell)];
    });
    assert.deepEqual(Object.fromEntries(answers), cases);
  });
});

describe("archives", () => {
  it("stay when they are taken apart, and what they hold is not told", () => {
    const { files, facts } = stageOf("wget https://a.b/c.tgz && tar xzf c.tgz -C /opt");
    assert.equal(files.whetherExists("/w/c.tgz"), "yes");
    assert.equal(files.whetherExists("/opt/x"), "maybe");
    assert.deepEqual(
      facts.flatMap((fact) => (fact.kind === "extraction" ? [fact.archive] : [])),
      ["/w/c.tgz"],
    );
  });

  it("give way to their content where they hold one file", () => {
    const { files } = stageOf("curl -O https://a.b/c.gz && gunzip c.gz");
    assert.equal(files.whetherExists("/w/c.gz"), "no");
    assert.equal(files.whetherExists("/w/c"), "yes");
  });

  it("are recognized whatever the order of the options", () => {
    const cases = [
      "tar -xzf a.tgz",
      "tar xf a.tgz",
      "tar --extract --file=a.tgz",
      "tar -C /x -xf a.tgz",
      "unzip -q a.tgz -d /x",
      "7z x a.tgz -o/x",
    ];
    for (const run of cases) {
      const { facts } = stageOf(run);
      const archives = facts.flatMap((fact) => (fact.kind === "extraction" ? [fact.archive] : []));
      assert.deepEqual(archives, ["/w/a.tgz"], run);
    }
  });
});

describe("texts", () => {
  it("that are edited in place stay, and are this step's", () => {
    const { files } = stageOf("touch a && chmod 600 a && sed -i 's/x/y/' a");
    const { exists, mode } = files.lookUp("/w/a");
    assert.deepEqual({ exists, mode }, { exists: "yes", mode: 0o600 });
  });

  it("that tee writes are there", () => {
    assert.equal(stageOf("echo a | tee -a /etc/b").files.whetherExists("/etc/b"), "yes");
  });

  it("that find deletes may be gone", () => {
    const { files } = stageOf("mkdir /d && touch /d/a && find /d -name '*.pyc' -delete");
    assert.equal(files.whetherExists("/d"), "yes");
    assert.equal(files.whetherExists("/d/a"), "maybe");
  });
});

describe("commands nobody knows", () => {
  it("are told from scripts of somebody's own", () => {
    const { facts } = stageOf("foo --bar; ./install.sh; bash x.sh; echo hi");
    assert.deepEqual(
      facts.flatMap((fact) => (fact.kind === "unknown-command" ? [[fact.use.name, fact.isScript]] : [])),
      [
        ["foo", false],
        ["install.sh", true],
        ["bash", true],
      ],
    );
  });
});
