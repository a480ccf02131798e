import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { labEnvironment } from "./environment.ts";
import { labPaths } from "./folder.ts";

// A step that installs something of each kind of package that these bases know, over TLS where that is usual.
const DOCKERFILE = `# syntax=docker/dockerfile:1
FROM python:3.13-slim
RUN apt-get update && apt-get install -y --no-install-recommends ed && rm -rf /var/lib/apt/lists/*
RUN --mount=type=cache,target=/root/.cache/pip pip install --no-compile itsdangerous
RUN <<END
env | sort > /dev/null
echo made > /made
END
CMD ["python", "-c", "import itsdangerous; print(itsdangerous.__name__)"]
`;
/** How many layers it adds to its base. */
const STEPS = 3;
const IMAGE = `plimsoll-lab-test-${process.pid}`;

const folder = mkdtempSync(join(tmpdir(), "lab-build-"));
const context = join(folder, "context");
const environment = { ...process.env, ...labEnvironment(labPaths()) };

before(() => {
  mkdirSync(context);
  writeFileSync(join(context, "Dockerfile"), DOCKERFILE);
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** How each engine builds the context into an archive of the OCI layout. */
const BUILDS: Readonly<Record<string, (archive: string) => void>> = {
  "the Docker engine": (archive) => {
    succeed("docker", ["buildx", "build", "--no-cache", "--output", `type=oci,dest=${archive}`, context]);
  },
  BuildKit: (archive) => {
    const words = ["build", "--no-cache", "--frontend", "dockerfile.v0", "--local", `context=${context}`];
    succeed("buildctl", [
      ...words,
      "--local",
      `dockerfile=${context}`,
      "--output",
      `type=oci,dest=${archive}`,
    ]);
  },
  buildah: (archive) => {
    succeed("buildah", ["bud", "--layers", "--no-cache", "--tag", IMAGE, context]);
    succeed("buildah", ["push", IMAGE, `oci-archive:${archive}`]);
    succeed("buildah", ["rmi", IMAGE]);
  },
};

for (const [engine, build] of Object.entries(BUILDS)) {
  test(`${engine} builds an unmodified Dockerfile, and the image tells nothing of this machine`, (t) => {
    // buildah 1.28 takes a heredoc for words of the command.
    if (engine === "buildah") {
      writeFileSync(
        join(context, "Dockerfile"),
        DOCKERFILE.replace(/RUN <<END\n(.*)\n(.*)\nEND/, "RUN $1 && $2"),
      );
      t.after(() => writeFileSync(join(context, "Dockerfile"), DOCKERFILE));
    }
    const archive = join(folder, "image.tar");
    build(archive);
    checkNoTrace(readLayout(archive));
  });
}

test("what the Docker engine built runs, as what it was built from does", () => {
  succeed("docker", ["build", "--quiet", "--tag", IMAGE, context]);
  assert.equal(succeed("docker", ["run", "--rm", IMAGE]).trim(), "itsdangerous");
  assert.equal(succeed("docker", ["run", "--rm", IMAGE, "cat", "/made"]).trim(), "made");
  succeed("docker", ["rmi", IMAGE]);
});

test("podman builds with the lab's settings and runs what it built", () => {
  const file = join(folder, "Containerfile");
  writeFileSync(file, "FROM debian:trixie-slim\nRUN echo made > /made\n");
  succeed("podman", ["build", "--tag", IMAGE, "--file", file, context]);
  assert.equal(succeed("podman", ["run", "--rm", IMAGE, "cat", "/made"]).trim(), "made");
  succeed("podman", ["rmi", IMAGE]);
});

test("a step without a network has none", () => {
  const text = "FROM python:3.13-slim\nRUN --network=none ! pip download --retries 0 itsdangerous\n";
  succeed("docker", ["build", "--quiet", "--no-cache", "--file", "-", context], text);
});

/** An image as it would be given away. */
interface Layout {
  readonly config: {
    readonly config?: { readonly Env?: readonly string[] };
    readonly history: readonly { readonly created_by?: string }[];
  };
  /** The layers that this build added, unpacked. */
  readonly added: string;
}

/** What must appear nowhere: each with what it would mean. */
function traces(): readonly (readonly [string, string])[] {
  const nameservers = [...readFileSync("/etc/resolv.conf", "utf8").matchAll(/^nameserver (\S+)/gm)];
  const settings = readFileSync(join(labPaths().run, "build-settings.json"), "utf8");
  const { variables }: { variables: Record<string, string> } = JSON.parse(settings);
  return [
    ["plimsoll-certificates", "the certificates' path"],
    ...Object.keys(variables).map((name) => [`${name}=`, "a variable of build steps"] as const),
    ...nameservers.map(
      ([, address = ""]) => [`nameserver ${address}`, "this machine's name server"] as const,
    ),
    [labPaths().registryAddress, "the lab's registry"],
    [labPaths().root, "the lab's folder"],
  ];
}

function checkNoTrace({ config, added }: Layout): void {
  const told = JSON.stringify([config.config?.Env, config.history]);
  const hasNamed = (text: string) =>
    spawnSync("grep", ["-rlaF", "--", text, added], { encoding: "utf8" }).stdout;
  for (const [text, meaning] of traces()) {
    assert.ok(!told.includes(text), `environment or history tell ${meaning}: ${text}`);
    // Programs that read such a variable hold its name; an assignment with a value would be a trace.
    if (!text.endsWith("=")) assert.equal(hasNamed(text), "", `a layer tells ${meaning}: ${text}`);
  }
  assert.deepEqual(
    readdirSync(added).filter((name) => name === "dev" || name === "proc"),
    [],
  );
  assert.ok(
    readdirSync(added).includes("made"),
    "the layers of the build are not those that were looked into",
  );
}

/** Unpacks the archive and those of its layers that are not the base's. */
function readLayout(archive: string): Layout {
  const layout = mkdtempSync(join(folder, "layout-"));
  const added = mkdtempSync(join(folder, "added-"));
  succeed("tar", ["-xf", archive, "-C", layout]);
  const read = (digest: string) => join(layout, "blobs", digest.replace(":", "/"));
  const parse = (path: string) => JSON.parse(readFileSync(path, "utf8"));
  let manifest = parse(join(layout, "index.json"));
  while (manifest.manifests !== undefined) manifest = parse(read(manifest.manifests[0].digest));
  const config: Layout["config"] = parse(read(manifest.config.digest));
  for (const layer of manifest.layers.slice(-STEPS)) {
    succeed("tar", ["-xf", read(layer.digest), "-C", added, ...compression(layer)]);
  }
  return { config, added };
}

function compression({ mediaType }: { mediaType: string }): readonly string[] {
  return mediaType.endsWith("gzip") ? ["--gzip"] : [];
}

function succeed(program: string, words: readonly string[], input = ""): string {
  const options = { encoding: "utf8", env: environment, input, maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr, error } = spawnSync(program, words, options);
  assert.equal(status, 0, `${program} ${words.join(" ")}: ${error?.message ?? ""}${stdout}${stderr}`);
  return stdout;
}
