import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { PlimsollError } from "../base/index.ts";
import { createMemoryHost, type MemoryHost, type RecordedProgram } from "../host/index.ts";
import { createBuildctlEngine } from "./buildctl.ts";
import { createDockerEngine } from "./docker.ts";
import { allBut } from "./features.ts";
import type { BuildEvent, BuildOutcome, BuildRequest, Engine } from "./index.ts";
import { createPodmanEngine } from "./podman.ts";

const recorded = (name: string): string => readFileSync(new URL(`recorded/${name}`, import.meta.url), "utf8");
const features = allBut({});
const DIGEST = `sha256:${"a".repeat(64)}`;

const ENGINES: Readonly<Record<string, (host: MemoryHost) => Engine>> = {
  docker: (host) =>
    createDockerEngine(host, {
      kind: "docker",
      version: "28",
      builder: "default",
      isDefault: true,
      features,
    }),
  buildx: (host) =>
    createDockerEngine(host, {
      kind: "docker-buildx",
      version: "0.29",
      builder: "farm",
      isDefault: false,
      features,
    }),
  buildctl: (host) => createBuildctlEngine(host, { version: "0.33", builder: undefined, features }),
  podman: (host) => createPodmanEngine(host, { kind: "podman", version: "4.3", features }),
};

const REQUEST: BuildRequest = {
  context: "shop",
  dockerfile: "shop/Dockerfile",
  names: ["shop:1"],
  output: { kind: "store" },
  target: "app",
  arguments: [
    { name: "A", value: "1" },
    { name: "B", value: undefined },
  ],
  secrets: [
    { kind: "environment", id: "tok", variable: "TOK" },
    { kind: "file", id: "npm", path: "my,npmrc" },
  ],
  labels: [{ name: "l", value: "v w" }],
};

function prepare(name: string, programs: readonly RecordedProgram[]): { host: MemoryHost; engine: Engine } {
  const environment = { TOK: "s3cr3t-value", B: "from outside" };
  const host = createMemoryHost({
    programs,
    environment,
    files: { "my,npmrc": "token=t0ken", "old/index.json": "{}" },
  });
  const engine = ENGINES[name]?.(host);
  assert.ok(engine !== undefined);
  return { host, engine };
}

async function build(name: string, programs: readonly RecordedProgram[], request = REQUEST) {
  const { host, engine } = prepare(name, programs);
  const events: BuildEvent[] = [];
  let outcome: BuildOutcome | PlimsollError;
  try {
    outcome = await engine.build(request, (event) => events.push(event));
  } catch (error) {
    assert.ok(error instanceof PlimsollError, String(error));
    outcome = error;
  }
  assert.equal(host.scratchFolders.size, 0);
  assert.doesNotMatch(JSON.stringify([events, outcome, host.started]), /s3cr3t-value|t0ken/);
  return { host, outcome, events };
}

function shown(name: string, changes: Partial<BuildRequest> = {}): readonly string[] {
  const { engine } = prepare(name, []);
  return engine.describeBuild({ ...REQUEST, ...changes }).map((words) => words.join(" "));
}

suite("what is run", () => {
  test("Docker's own builder keeps the image, any other loads it", () => {
    assert.deepEqual(shown("docker"), [
      "docker buildx build --builder default --tag shop:1 --file shop/Dockerfile --target app --build-arg A=1 " +
        "--build-arg B --secret id=tok --secret id=npm --label l=v w shop",
    ]);
    assert.match(shown("buildx")[0] ?? "", /--builder farm .* --load shop$/);
  });

  test("outputs and attestations of buildx", () => {
    const [line = ""] = shown("buildx", {
      output: { kind: "oci-layout", path: "out,1" },
      provenance: "max",
      sbom: true,
      platforms: ["linux/amd64", "linux/arm64"],
    });
    assert.match(
      line,
      /--platform linux\/amd64,linux\/arm64 --provenance=mode=max --sbom=true --output type=oci,"dest=out,1",tar=false shop$/,
    );
    assert.match(
      shown("docker", { output: { kind: "registry" }, provenance: "off" })[0] ?? "",
      /--provenance=false --push shop$/,
    );
  });

  test("BuildKit is given what Docker's command line works out by itself", () => {
    const [line = ""] = shown("buildctl", {
      output: { kind: "registry" },
      names: ["shop:1", "shop:2"],
      contexts: [
        { name: "lib", value: "../lib" },
        { name: "base", value: "docker-image://debian:13" },
      ],
    });
    assert.match(
      line,
      /--local context=shop --local dockerfile=shop --local plimsoll-6c6962=\.\.\/lib --opt filename=Dockerfile/,
    );
    assert.match(line, /--opt build-arg:A=1 --opt build-arg:B=from outside --opt label:l=v w/);
    assert.match(
      line,
      /--opt context:lib=local:plimsoll-6c6962 --opt context:base=docker-image:\/\/debian:13/,
    );
    assert.match(line, /--output type=image,"name=shop:1,shop:2",push=true$/);
  });

  test("podman builds into its store and copies from there", () => {
    assert.deepEqual(shown("podman", { output: { kind: "oci-archive", path: "a.tar" }, secrets: [] }), [
      "podman build --layers --force-rm --tag shop:1 --file shop/Dockerfile --target app --build-arg A=1 --build-arg B --label l=v w shop",
      "podman push shop:1 oci-archive:a.tar:shop:1",
    ]);
  });

  test("secrets are named by where they are, and never by what they are", async () => {
    const { host } = await build("docker", [{ file: "docker", arguments: ["buildx", "build"] }]);
    const words = host.started[0]?.arguments.join(" ") ?? "";
    assert.match(words, /--secret id=tok,env=TOK --secret id=npm,"src=my,npmrc"/);
  });

  test("a path that looks like an option is none", () => {
    assert.match(shown("docker", { context: "-", dockerfile: "-x" })[0] ?? "", /--file \.\/-x .* \.\/-$/);
  });
});

suite("how a build ends", () => {
  const built: readonly RecordedProgram[] = [
    {
      file: "docker",
      arguments: ["buildx", "build"],
      errors: recorded("docker-built.jsonl"),
      writes: { "--metadata-file": JSON.stringify({ "containerimage.digest": DIGEST }) },
    },
    {
      file: "docker",
      arguments: ["image", "inspect", "shop:1"],
      output: JSON.stringify([
        { Size: 3000, Descriptor: {}, Os: "linux", Architecture: "amd64", RootFS: { Layers: ["a", "b"] } },
      ]),
    },
    {
      file: "docker",
      arguments: ["history", "shop:1"],
      output:
        '{"CreatedBy":"ENV a=b","Size":"0"}\n{"CreatedBy":"COPY . .","Size":"1000"}\n{"CreatedBy":"","Size":"9000"}\n',
    },
  ];

  test("with an image, its digest, layers and sizes", async () => {
    const { outcome } = await build("docker", built);
    assert.deepEqual(outcome, {
      kind: "built",
      seconds: 0,
      steps: 4,
      cachedSteps: 0,
      image: {
        digest: DIGEST,
        platforms: ["linux/amd64"],
        diskBytes: 10_000,
        compressedBytes: 3000,
        layerCount: 2,
        layers: [
          { madeBy: "", bytes: 9000, compressed: undefined },
          { madeBy: "COPY . .", bytes: 1000, compressed: undefined },
        ],
      },
    });
  });

  test("with what the Dockerfile did wrong", async () => {
    const failed = {
      file: "buildctl",
      arguments: ["build"],
      errors: recorded("buildctl-failed.jsonl"),
      status: 1,
    };
    const { outcome } = await build("buildctl", [failed]);
    assert.ok(!(outcome instanceof PlimsollError) && outcome.kind === "failed");
    assert.equal(outcome.failure.line, 3);
  });

  test("with the digest that a push of podman's tells", async () => {
    const programs = [
      {
        file: "podman",
        arguments: ["build"],
        output: recorded("podman-built.txt"),
        writes: { "--iidfile": "sha256:0" },
      },
      { file: "podman", arguments: ["push"], writes: { "--digestfile": DIGEST } },
      {
        file: "podman",
        arguments: ["image"],
        output: '[{"Size":7,"Digest":"sha256:1","RootFS":{"Layers":["a"]}}]',
      },
      { file: "podman", arguments: ["history"], output: '[{"CreatedBy":"x","size":7}]' },
    ];
    const { outcome } = await build("podman", programs, { ...REQUEST, output: { kind: "registry" } });
    assert.ok(!(outcome instanceof PlimsollError) && outcome.kind === "built");
    assert.deepEqual([outcome.image.digest, outcome.image.diskBytes], [DIGEST, 7]);
    assert.deepEqual([outcome.steps, outcome.cachedSteps], [4, 1]);
  });

  test("with podman's words for the step that failed", async () => {
    const pieces = [
      { stream: "output", text: "STEP 1/2: FROM a\nSTEP 2/2: RUN false\nprinted s3cr3t-value\n" },
      {
        stream: "errors",
        text: 'Error: building at STEP "RUN false": while running runtime: exit status 1\n',
      },
    ] as const;
    const { outcome } = await build("podman", [{ file: "podman", arguments: ["build"], pieces, status: 1 }]);
    assert.ok(!(outcome instanceof PlimsollError) && outcome.kind === "failed");
    assert.equal(outcome.failure.step?.name, "[2/2] RUN false");
    assert.deepEqual(outcome.failure.log, ["printed [secret]"]);
  });

  const outside: readonly (readonly [string, string, string])[] = [
    [
      "an engine that dies in the middle",
      `${recorded("docker-built.jsonl").slice(0, 9000)}\nERROR: error reading from server: EOF\n`,
      "engine/died",
    ],
    ["an engine that is killed without a word", recorded("docker-built.jsonl").slice(0, 9000), "engine/died"],
    ["a full disk", "ERROR: write image.tar: no space left on device\n", "engine/no-space"],
  ];
  for (const [name, errors, code] of outside) {
    test(name, async () => {
      const { outcome } = await build("docker", [
        { file: "docker", arguments: ["buildx", "build"], errors, status: 1 },
      ]);
      assert.equal(outcome instanceof PlimsollError ? outcome.code : outcome.kind, code);
    });
  }

  test("half an archive is not left, and one that was there before is not taken", async () => {
    const died = {
      file: "docker",
      arguments: ["buildx", "build"],
      errors: "ERROR: unexpected EOF\n",
      status: 1,
      writes: { "/project/image.tar": "half" },
    };
    const output = { kind: "oci-archive", path: "image.tar" } as const;
    const { host } = await build("docker", [died], { ...REQUEST, output });
    assert.equal(await host.files.status("image.tar"), undefined);
    const npm = { ...REQUEST, output: { ...output, path: "my,npmrc" } };
    const { host: other } = await build("docker", [{ ...died, writes: {} }], npm);
    assert.equal((await other.files.status("my,npmrc"))?.kind, "file");
  });

  test("an image layout that was there before stays when a build into it fails", async () => {
    const died = { file: "docker", arguments: ["buildx", "build"], errors: "ERROR: no\n", status: 1 };
    const output = { kind: "oci-layout", path: "old" } as const;
    const { host } = await build("docker", [died], { ...REQUEST, output });
    assert.equal((await host.files.status("old/index.json"))?.kind, "file");
  });

  test("with the layers of an archive, as its manifest tells them", async () => {
    const manifest = {
      config: { digest: "sha256:cc" },
      layers: [{ size: 20 }, { size: 22 }],
    };
    const config = {
      os: "linux",
      architecture: "amd64",
      history: [{ created_by: "a" }, { created_by: "b" }],
    };
    const take = (name: string, value: unknown): RecordedProgram => ({
      file: "tar",
      arguments: ["-xOf", "./image.tar", name],
      output: JSON.stringify(value),
    });
    const programs = [
      ...built,
      take(`blobs/${DIGEST.replace(":", "/")}`, manifest),
      take("blobs/sha256/cc", config),
      take("index.json", {}),
    ];
    const request = { ...REQUEST, output: { kind: "oci-archive", path: "image.tar" } } as const;
    for (const [recorded, bytes] of [
      [programs, 42],
      [built, undefined],
    ] as const) {
      const { outcome } = await build("docker", recorded, request);
      assert.ok(!(outcome instanceof PlimsollError) && outcome.kind === "built");
      assert.deepEqual([outcome.image.digest, outcome.image.compressedBytes], [DIGEST, bytes]);
    }
  });

  test("a program that is not there any more", async () => {
    const { outcome } = await build("docker", []);
    assert.equal(outcome instanceof PlimsollError ? outcome.code : outcome.kind, "host/program-missing");
  });

  test("a secret that is not there stops it before anything runs", async () => {
    const secrets = [{ kind: "environment", id: "x", variable: "NOT_SET" }] as const;
    const { outcome, host } = await build("docker", built, { ...REQUEST, secrets });
    assert.equal(outcome instanceof PlimsollError ? outcome.code : outcome.kind, "engine/secret-unreadable");
    assert.equal(host.started.length, 0);
  });

  test("an interrupt asks the engine to stop and waits for it", async () => {
    const waiting = {
      file: "docker",
      arguments: ["buildx", "build"],
      errors: recorded("docker-built.jsonl"),
      waits: true,
    };
    const { host, engine } = prepare("docker", [waiting]);
    const interrupt = new AbortController();
    const outcome = await engine.build(
      REQUEST,
      (event) => {
        if (event.kind === "log") interrupt.abort();
      },
      interrupt.signal,
    );
    assert.deepEqual(outcome, { kind: "canceled" });
    assert.equal(host.started[0]?.signals[0], "SIGINT");
    assert.equal(host.scratchFolders.size, 0);
  });

  test("whatever of the host fails, it ends in an error with a code and leaves no folder", async () => {
    for (let call = 1; call < 8; call++) {
      const host = createMemoryHost({
        programs: built,
        environment: { TOK: "s3cr3t-value" },
        files: { "my,npmrc": "x" },
        fault: { call, code: "host/unreadable" },
      });
      const engine = ENGINES.docker?.(host);
      const ended = await engine
        ?.build(REQUEST, () => {})
        .then(
          ({ kind }) => kind,
          (error) => (error instanceof PlimsollError ? error.code : String(error)),
        );
      assert.match(ended ?? "", /^(?:built|engine\/|host\/)/);
      assert.equal(host.scratchFolders.size, 0);
    }
  });
});
