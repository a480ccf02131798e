import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import {
  createMemoryHost,
  type HostCode,
  type MemoryHost,
  type MemoryHostOptions,
} from "../../host/index.ts";
import { runCommandLine } from "../index.ts";

/** It has findings with a safe fix, and some that have none. */
const OLD = 'FROM debian:13\nMAINTAINER me\nENV NAME value\nCMD ["bash"]\n';
const NEW = 'FROM debian:13\nLABEL org.opencontainers.image.authors="me"\nENV NAME=value\nCMD ["bash"]\n';
const SELECTED = ["--select", "maintainer-instruction,legacy-key-value"];

interface Expected {
  readonly status: number;
  readonly text?: string;
  readonly output?: RegExp;
  readonly errors?: RegExp;
}

async function checkFix(
  words: readonly string[],
  outside: MemoryHostOptions,
  { status, text, output, errors }: Expected,
): Promise<MemoryHost> {
  const host = createMemoryHost(outside);
  assert.equal(await runCommandLine(["fix", ...words], host), status, host.errorText + host.outputText);
  if (text !== undefined) assert.equal(host.fileTexts()["/project/Dockerfile"], text);
  if (output !== undefined) assert.match(host.outputText, output);
  if (errors !== undefined) assert.match(host.errorText, errors);
  return host;
}

const project = { files: { Dockerfile: OLD } };

test("safe fixes are written, and what is left decides the status", async () => {
  await checkFix(SELECTED, project, {
    status: 0,
    text: NEW,
    output: /Mended 2 findings in 1 file\.\nLeft: no/,
  });
  await checkFix([], project, { status: 1, text: NEW, output: /remain/ });
  await checkFix(["--fail-on", "never"], project, { status: 0, text: NEW });
});

test("a second run changes nothing", async () => {
  const { outputText } = await checkFix(SELECTED, { files: { Dockerfile: NEW } }, { status: 0, text: NEW });
  assert.equal(outputText, "Nothing to mend in 1 file.\nLeft: no findings.\n");
});

test("--diff writes nothing, prints a patch alone, and fails where something would change", async () => {
  const host = await checkFix(["--diff", ...SELECTED], project, {
    status: 1,
    text: OLD,
    errors: /Would mend 2 findings in 1 file; nothing was written/,
  });
  assert.deepEqual(host.outputText.split("\n").slice(0, 5), [
    ...["--- a/Dockerfile", "+++ b/Dockerfile", "@@ -1,4 +1,4 @@", " FROM debian:13", "-MAINTAINER me"],
  ]);
  await checkFix(["--diff", ...SELECTED], { files: { Dockerfile: NEW } }, { status: 0 });
});

test("on a terminal nothing in the diff acts upon it", async () => {
  const files = { Dockerfile: OLD.replace("me", "\u001b[2Jme") };
  const { outputText } = await checkFix(["--diff", ...SELECTED], { files, isTerminal: true }, { status: 1 });
  assert.ok(outputText.includes("<U+001B>") && !outputText.includes("\u001b[2J"));
  assert.ok(outputText.includes("\u001b[32m+LABEL"));
});

test("standard input comes out mended, with a report beside it", async () => {
  const { outputText, errorText } = await checkFix(["-", ...SELECTED], { input: OLD }, { status: 0 });
  assert.equal(outputText, NEW);
  assert.match(errorText, /^Dockerfile: 2 findings mended/);
  await checkFix(["-", "a"], {}, { status: 2, errors: /- stands alone/ });
});

test("line ends, a byte order mark and bytes that are no UTF-8 stay", async () => {
  const bytes = (text: string) => Buffer.concat([Buffer.from(text), Buffer.of(0xff)]);
  const before = bytes("\ufeffFROM debian:13\r\nENV NAME value\r\n# ");
  const host = await checkFix(SELECTED, { files: { Dockerfile: before } }, { status: 0 });
  const after = await host.files.read("Dockerfile", 1000);
  assert.deepEqual(Buffer.from(after), bytes("\ufeffFROM debian:13\r\nENV NAME=value\r\n# "));
});

test("a comment that asks for silence keeps the text as it is", async () => {
  const comment = '# plimsoll ignore=maintainer-instruction,legacy-key-value reason="later"';
  const text = OLD.replace("MAINTAINER", `${comment}\nMAINTAINER`).replace("ENV", `${comment}\nENV`);
  await checkFix(SELECTED, { files: { Dockerfile: text } }, { status: 0, text });
});

test("the edits are told to machines as the schema says, and make the new text of the old one", async () => {
  const schema = new URL("../../../schemas/fix.v1.schema.json", import.meta.url);
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  const validate = ajv.compile<Report>(JSON.parse(readFileSync(schema, "utf8")));
  for (const words of [SELECTED, ["--diff", ...SELECTED], ["--unsafe", "--restructure"], ["none"]]) {
    const host = createMemoryHost(project);
    await runCommandLine(["fix", "--format", "json", ...words], host);
    const report: unknown = JSON.parse(host.outputText);
    assert.ok(validate(report), JSON.stringify(validate.errors));
    if (words !== SELECTED) continue;
    assert.deepEqual(report.files[0]?.edits, [
      {
        startLine: 2,
        startColumn: 1,
        endLine: 2,
        endColumn: 14,
        text: 'LABEL org.opencontainers.image.authors="me"',
      },
      { startLine: 3, startColumn: 9, endLine: 3, endColumn: 10, text: "=" },
    ]);
    assert.deepEqual(
      report.mended.map(({ rule, startLine, applicability }) => [rule, startLine, applicability]),
      [
        ["maintainer-instruction", 2, "safe"],
        ["legacy-key-value", 3, "safe"],
      ],
    );
  }
});

interface Report {
  readonly files: readonly { readonly edits: readonly unknown[] }[];
  readonly mended: readonly {
    readonly rule: string;
    readonly startLine: number;
    readonly applicability: string;
  }[];
}

test("an ignore file is written beside the Dockerfile, where it was asked for", async () => {
  const files = {
    "app/Dockerfile": "FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\n",
    "app/package.json": '{"name":"app","version":"1.0.0"}',
    "app/package-lock.json": "{}",
    "app/.git/HEAD": "ref: refs/heads/main\n",
    "app/node_modules/a/index.js": "",
  };
  const words = ["--select", "dockerignore-missing", "app"];
  const shown = await checkFix(["--unsafe", "--diff", ...words], { files }, { status: 1 });
  assert.match(shown.outputText, /^--- \/dev\/null\n\+\+\+ b\/app\/\.dockerignore\n@@ -0,0 \+1/m);
  assert.equal(shown.fileTexts()["/project/app/.dockerignore"], undefined);
  const written = await checkFix(
    ["--unsafe", ...words],
    { files },
    { status: 0, output: /Mended 1 finding/ },
  );
  assert.match(written.fileTexts()["/project/app/.dockerignore"] ?? "", /node_modules/);
  await checkFix(words, { files }, { status: 1, output: /--unsafe would mend 1/ });
  const whole = written.fileTexts()["/project/app/.dockerignore"];
  for (let call = 1; call <= written.calls; call++) {
    const host = createMemoryHost({ files, fault: { call, code: "host/unwritable" } });
    const status = await runCommandLine(["fix", "--unsafe", ...words], host);
    assert.ok([0, 1, 3].includes(status), `call ${call}: ${host.errorText}`);
    const text = host.fileTexts()["/project/app/.dockerignore"];
    // What a failed look makes uncertain may be left out; half a file is never there.
    const isWhole = text === whole || text === whole?.replace(/^Dockerfile\n/m, "");
    assert.ok(text === undefined || isWhole || status !== 0, `call ${call}: ${text}`);
    assert.equal(/1 finding mended/.test(host.outputText), text !== undefined, `call ${call}`);
  }
});

test("a link is written through, and one that leads outside is left", async () => {
  const inside = { files: { "docker/real": OLD }, links: { Dockerfile: "docker/real" } };
  const host = await checkFix(["Dockerfile", ...SELECTED], inside, { status: 0 });
  assert.equal(host.fileTexts()["/project/docker/real"], NEW);
  assert.equal((await host.files.status("Dockerfile"))?.kind, "link");
  const outside = { files: { "/else/real": OLD }, links: { Dockerfile: "/else/real" } };
  for (const path of ["Dockerfile", "/else/real"]) {
    const left = await checkFix([path, ...SELECTED], outside, { status: 3, output: /app\/outside/ });
    assert.equal(left.fileTexts()["/else/real"], OLD);
  }
});

test("a file that changed meanwhile is left and named", async () => {
  const host = createMemoryHost(project);
  const read = host.files.read.bind(host.files);
  const files = {
    ...host.files,
    read: async (path: string, limit: number) => {
      const bytes = await read(path, limit);
      if (path === "Dockerfile") await host.files.write(path, Buffer.from("FROM scratch\n"));
      return bytes;
    },
  };
  assert.equal(await runCommandLine(["fix", "Dockerfile", ...SELECTED], { ...host, files }), 3);
  assert.equal(host.fileTexts()["/project/Dockerfile"], "FROM scratch\n");
  assert.match(host.outputText, /problem\[host\/changed\] Dockerfile/);
  assert.match(host.outputText, /Nothing to mend/);
});

test("an interruption ends the run between two files", async () => {
  const host = createMemoryHost({ files: { "a/Dockerfile": OLD, "b/Dockerfile": OLD } });
  const write = host.files.replace.bind(host.files);
  const files = {
    ...host.files,
    replace: async (path: string, before: Uint8Array, after: Uint8Array) => {
      await write(path, before, after);
      host.interrupt();
    },
  };
  assert.equal(await runCommandLine(["fix", ...SELECTED], { ...host, files }), 3);
  assert.deepEqual(Object.values(host.fileTexts()), [NEW, OLD]);
  assert.match(host.errorText, /interrupted; 1 file was written/);
});

test("whichever call of the outside fails, every file is old or new, and the status tells", async () => {
  const outside = { files: { "a/Dockerfile": OLD, "b/Dockerfile": OLD, "b/compose.yaml": "services: {}\n" } };
  const codes: readonly HostCode[] = ["host/unwritable", "host/no-permission", "host/unreadable"];
  const whole = createMemoryHost(outside);
  await runCommandLine(["fix", ...SELECTED], whole);
  assert.ok(whole.calls > 8, `${whole.calls} calls`);
  for (const code of codes) {
    for (let call = 1; call <= whole.calls; call++) {
      const host = createMemoryHost({ ...outside, fault: { call, code } });
      const status = await runCommandLine(["fix", ...SELECTED], host);
      assert.doesNotMatch(host.errorText, /bug/, `call ${call}`);
      assert.ok(status === 0 || status === 3, `call ${call} ended with ${status}`);
      const { "/project/b/compose.yaml": _, ...texts } = host.fileTexts();
      assert.equal(Object.keys(texts).length, 2, `call ${call} leaves ${Object.keys(texts)}`);
      for (const text of Object.values(texts))
        assert.ok(text === OLD || text === NEW, `call ${call}: ${text}`);
      // What is told as mended is mended, and nothing else.
      const mended = Object.values(texts).filter((text) => text === NEW).length;
      const told = host.outputText.match(/: 2 findings mended/g)?.length ?? 0;
      assert.equal(told, mended, `call ${call}`);
    }
  }
});
