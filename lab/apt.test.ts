import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { findProgram, WRITTEN_BY_LAB } from "./apt.ts";

const root = mkdtempSync(join(tmpdir(), "apt-"));
after(() => rmSync(root, { recursive: true }));

test("what a lab puts in front of a program is not taken for the machine's own", () => {
  const [lab, machine] = ["lab", "machine"].map((name) => join(root, name));
  assert.ok(lab !== undefined && machine !== undefined);
  for (const folder of [lab, machine]) mkdirSync(folder);
  writeFileSync(join(lab, "podman-of-test"), `${WRITTEN_BY_LAB}its own settings.\nexec podman\n`);
  writeFileSync(join(machine, "podman-of-test"), "#!");
  process.env.PATH = [lab, machine, process.env.PATH].join(":");
  assert.equal(findProgram("podman-of-test"), join(machine, "podman-of-test"));
  assert.equal(findProgram(join(lab, "podman-of-test")), join(lab, "podman-of-test"));
});
