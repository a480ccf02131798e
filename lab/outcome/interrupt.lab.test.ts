import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { waitUntil } from "../process.ts";

const PROGRAM = fileURLToPath(new URL("../outcomes.ts", import.meta.url));
const skip = process.env.PLIMSOLL_LAB === undefined ? "needs the lab: npm run test:lab" : false;
const folder = mkdtempSync(join(tmpdir(), "outcomes-"));
after(() => rmSync(folder, { recursive: true }));

/** One that starts a container which never answers, behind a build of seconds, and others that are quick. */
const WORDS = ["pip", "health", "user"];

test("an interrupted run takes its images and containers away, writes the page, and ends with 130", {
  skip,
}, async () => {
  const page = join(folder, "outcomes.md");
  const child = spawn(process.execPath, [PROGRAM, "--page", page, ...WORDS], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (bytes: Buffer) => {
    said += bytes.toString();
  });
  const ended = new Promise((settle) => child.once("exit", settle));
  const mark = `-${child.pid}`;
  assert.ok(await waitUntil(() => inEngine(mark).length > 0 || said.includes(" in "), 120_000));
  assert.doesNotMatch(said, /^\{/m, "it came to its end before it could be interrupted");
  child.kill("SIGINT");
  assert.equal(await ended, 130, said);
  assert.deepEqual(inEngine(mark), []);
  assert.match(readFileSync(page, "utf8"), /^# What really happens/);
});

test("what a run left that was killed is taken away by the next", { skip }, async () => {
  // No process has that number: it is above what the kernel gives.
  const left = "plimsoll-outcome-killed-99999999";
  docker("build", "--quiet", "--tag", left, "--provenance=false", "-");
  docker("create", left, "none");
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [PROGRAM, "--page", join(folder, "other.md"), "no-definition-has-this-name"],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, stdout + stderr);
  assert.deepEqual(inEngine("-99999999"), []);
});

/** Images and containers whose image's name ends in a mark. */
function inEngine(mark: string): readonly string[] {
  const images = docker("images", "--format", "{{.Repository}}");
  const containers = docker("ps", "--all", "--format", "{{.Image}}");
  return [images, containers]
    .join("\n")
    .split("\n")
    .filter((name) => name.endsWith(mark));
}

function docker(...words: string[]): string {
  const input = "FROM scratch\nLABEL a=b\n";
  const { status, stdout, stderr } = spawnSync("docker", words, { encoding: "utf8", input });
  assert.equal(status, 0, `docker ${words.join(" ")}: ${stderr}`);
  return stdout;
}
