import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { labPaths } from "../../lab/folder.ts";
import { findEngines } from "../../src/engine/index.ts";
import { createNodeHost } from "../../src/host/node/index.ts";

/**
 * The scanner that BuildKit asks for an SBOM, and a program in its place which knows no packages. What is tried is all
 * around it: that it is found, run over what was built, and that what it says is attached.
 * Spec: BuildKit, SBOM scanning protocol.
 */
const SCANNER = "docker/buildkit-syft-scanner";
const TAG = "stable-1";
const SCRIPT = `#!/bin/sh
test -f "$BUILDKIT_SCAN_SOURCE/made" || exit 1
cat > "$BUILDKIT_SCAN_DESTINATION/\${BUILDKIT_SCAN_SOURCE##*/}.spdx.json" <<END
{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://spdx.dev/Document",
 "predicate":{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"made","packages":[]}}
END
`;

const isLab = process.env.PLIMSOLL_LAB !== undefined;
const found = isLab ? await findEngines(createNodeHost()) : [];
const registry = labPaths().registryAddress;
const folder = mkdtempSync(join(tmpdir(), "plimsoll-sbom-"));
const image = `${registry}/${SCANNER}:${TAG}`;

suite("software bills of material", { skip: isLab ? false : "needs the lab: npm run test:lab" }, () => {
  before(() => {
    writeFileSync(join(folder, "scan"), SCRIPT, { mode: 0o755 });
    writeFileSync(
      join(folder, "Scanner"),
      'FROM debian:trixie-slim\nCOPY scan /scan\nENTRYPOINT ["/scan"]\n',
    );
    writeFileSync(join(folder, "Dockerfile"), "FROM debian:trixie-slim\nRUN touch /made\n");
    const words = ["build", "--quiet", "--provenance=false", "--tag", image, "--push"];
    succeed("docker", [...words, "--file", join(folder, "Scanner"), folder]);
  });

  // Nobody else must meet it under that name.
  after(async () => {
    await fetch(`http://${registry}/v2/${SCANNER}/manifests/${TAG}`, { method: "DELETE" });
    for (const name of [image, `${SCANNER}:${TAG}`]) spawnSync("docker", ["rmi", "--force", name]);
    rmSync(folder, { recursive: true, force: true });
  });

  for (const kind of ["docker", "buildctl"] as const) {
    const ready = found.find((one) => one.kind === "ready" && one.engine.kind === kind);
    const engine = ready?.kind === "ready" ? ready.engine : undefined;
    const skip = engine === undefined ? `needs ${kind}: npm run test:lab` : false;
    test(`${kind} attaches what the scanner says of the image`, { skip }, async () => {
      const path = join(folder, kind);
      const outcome = await engine?.build(
        {
          context: folder,
          dockerfile: join(folder, "Dockerfile"),
          names: ["plimsoll-sbom-test:1"],
          output: { kind: "oci-layout", path },
          sbom: true,
        },
        () => {},
      );
      assert.equal(outcome?.kind, "built", JSON.stringify(outcome));
      const blobs = readdirSync(join(path, "blobs/sha256")).map((name) => join(path, "blobs/sha256", name));
      const statements = blobs
        .map((blob) => readFileSync(blob))
        .filter((bytes) => bytes.includes("SPDX-2.3"));
      assert.equal(statements.length, 1);
      const { predicateType, subject } = JSON.parse(String(statements[0]));
      assert.equal(predicateType, "https://spdx.dev/Document");
      assert.match(subject[0].digest.sha256, /^[0-9a-f]{64}$/);
    });
  }
});

function succeed(program: string, words: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: "utf8" });
  assert.equal(status, 0, `${program} ${words.join(" ")}: ${stdout}${stderr}`);
}
