import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createMemoryHost, type MemoryHost } from "../host/index.ts";
import { runCommandLine } from "./run.ts";

const PROJECT = {
  Dockerfile:
    'FROM node:24-slim\nENV NAME value\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .\nCMD ["node", "server.js"]\n',
  "worker/Dockerfile": "FROM node:24-slim\nCOPY . .\n",
  "worker/index.js": "x",
  "package.json": "{}",
  "package-lock.json": "{}",
  "server.js": "x",
  ".git/HEAD": "x",
  "node_modules/a/index.js": "x",
  ".env": "A=b",
};

interface Ended {
  readonly host: MemoryHost;
  readonly output: string;
  readonly files: Readonly<Record<string, string>>;
}

async function run(words: string, files: Readonly<Record<string, string>>): Promise<Ended> {
  const texts = Object.entries(files).map(([path, text]) => [`/project/${path}`, text]);
  const host = createMemoryHost({ files: Object.fromEntries(texts) });
  await runCommandLine(words.split(" "), host);
  const left: Record<string, string> = {};
  for (const path of [...Object.keys(files), ".dockerignore", "worker/.dockerignore"]) {
    const bytes = await host.files.read(path, 100_000).catch(() => undefined);
    if (bytes !== undefined) left[path] = Buffer.from(bytes).toString("utf8");
  }
  return { host, output: host.outputText, files: left };
}

function leftOf(output: string): readonly string[] {
  const { left }: { readonly left: readonly { readonly rule: string; readonly path: string }[] } =
    JSON.parse(output);
  return left.map(({ rule, path }) => `${path} ${rule}`).sort();
}

describe("a fix that writes an ignore file", () => {
  it("leaves nothing to a second run, and says truly what is left", async () => {
    const first = await run("fix --unsafe --restructure --format json", PROJECT);
    assert.match(first.files[".dockerignore"] ?? "", /node_modules/);
    const second = await run("fix --unsafe --restructure --format json", first.files);
    assert.deepEqual(second.files, first.files);
    assert.deepEqual(leftOf(first.output), leftOf(second.output));
    assert.ok(leftOf(first.output).every((line) => !line.includes("dockerignore-missing")));
  });

  it("tells the same where it only looks", async () => {
    const written = await run("fix --unsafe --format json", PROJECT);
    const looked = await run("fix --unsafe --diff --format json", PROJECT);
    assert.deepEqual(leftOf(looked.output), leftOf(written.output));
    assert.equal(looked.files[".dockerignore"], undefined);
    const [one, other] = [written, looked].map(({ output }) => JSON.parse(output).files);
    assert.deepEqual(other, one);
  });

  it("names nothing that a manifest or a command reads", async () => {
    const { files } = await run("fix --unsafe", {
      Dockerfile:
        "FROM python:3.14-slim\nCOPY . /app\nWORKDIR /app\nRUN pip install --no-cache-dir .\nRUN . ./.env && python -m check\n",
      "pyproject.toml": '[project]\nname = "a"\nreadme = ".github/README.md"\n',
      ".github/README.md": "x",
      ".vscode/settings.json": "{}",
      ".env": "A=b",
    });
    const lines = (files[".dockerignore"] ?? "").split("\n");
    assert.ok(lines.includes(".vscode"), lines.join(" "));
    assert.ok(!lines.includes(".github") && !lines.some((line) => line.endsWith(".env")), lines.join(" "));
  });

  it("leaves every file old or new, whichever call of the host fails", async () => {
    const words = ["fix", "--unsafe", "--quiet", "Dockerfile"];
    const given = Object.entries(PROJECT).map(([path, text]) => [`/project/${path}`, text]);
    const attempt = async (call: number) => {
      const fault = { call, code: "host/unwritable" as const };
      const host = createMemoryHost({ files: Object.fromEntries(given), fault });
      await runCommandLine(words, host).catch(() => undefined);
      return host.fileTexts();
    };
    const whole = await attempt(1_000_000);
    const done = {
      dockerfile: whole["/project/Dockerfile"],
      ignore: whole["/project/.dockerignore"],
    };
    assert.ok(done.dockerfile !== PROJECT.Dockerfile && done.ignore !== undefined);
    // What could not be read leaves other fixes to be made, and never half of a file.
    for (let call = 1; call < 120; call += 3) {
      const left = await attempt(call);
      assert.match(
        left["/project/Dockerfile"] ?? "",
        /^FROM [\s\S]*CMD \["node", "server.js"\]\n$/,
        `call ${call}`,
      );
      assert.match(left["/project/.dockerignore"] ?? "#\n", /^#[\s\S]*\n$/, `call ${call}`);
    }
  });
});
