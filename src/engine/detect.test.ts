import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { PlimsollError } from "../base/index.ts";
import { parseDockerfile } from "../dockerfile/index.ts";
import { createMemoryHost, type RecordedProgram } from "../host/index.ts";
import { chooseEngine, type EngineChoice, findEngines, kindOf, whatIsLacking } from "./index.ts";

const VERSION = { file: "docker", arguments: ["version"] };
const CLIENT = { Client: { Version: "28.5.2", Context: "default" } };
const BUILDX = {
  file: "docker",
  arguments: ["buildx", "version"],
  output: "github.com/docker/buildx 0.29.1 abc\n",
};
const OWN = {
  Name: "default",
  Driver: "docker",
  Current: true,
  Nodes: [{ Status: "running", Version: "v0.25.1" }],
};
const REMOTE = {
  Name: "farm",
  Driver: "remote",
  Current: false,
  Nodes: [{ Status: "running", Version: "v0.33.1" }],
};

function docker(
  builders: readonly object[],
  driverStatus: unknown = [["driver-type", "io.containerd.snapshotter.v1"]],
) {
  return [
    { ...VERSION, output: JSON.stringify({ ...CLIENT, Server: { Version: "28.5.2" } }) },
    BUILDX,
    {
      file: "docker",
      arguments: ["buildx", "ls"],
      output: builders.map((one) => JSON.stringify(one)).join("\n"),
    },
    { file: "docker", arguments: ["info"], output: JSON.stringify({ DriverStatus: driverStatus }) },
  ];
}

const PODMAN: readonly RecordedProgram[] = [
  { file: "podman", arguments: ["info"], output: '{"host":{"buildahVersion":"1.28.2"}}' },
  { file: "podman", arguments: ["--version"], output: "podman version 4.3.1\n" },
];

async function listed(programs: readonly RecordedProgram[]): Promise<readonly string[]> {
  const found = await findEngines(createMemoryHost({ programs }));
  return found.map((one) => {
    if (one.kind === "ready") return `${kindOf(one)}: ${one.engine.version}`;
    return `${kindOf(one)} ${one.kind}: ${one.reason}`;
  });
}

async function chosen(programs: readonly RecordedProgram[], choice: EngineChoice = {}): Promise<string> {
  const { kind, builder } = await chooseEngine(createMemoryHost({ programs }), choice);
  return builder === undefined ? kind : `${kind} ${builder}`;
}

async function checkCode(call: Promise<unknown>, code: string): Promise<PlimsollError> {
  const error: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof PlimsollError, String(error));
  assert.equal(error.code, code);
  return error;
}

suite("looking for engines", () => {
  test("on a machine without any, each is listed as missing, and a build says what to do", async () => {
    assert.deepEqual(await listed([]), [
      "docker-buildx missing: the program docker is not installed",
      "docker missing: the program docker is not installed",
      "buildctl missing: the program buildctl is not installed",
      "podman missing: the program podman is not installed",
      "buildah missing: the program buildah is not installed",
    ]);
    const error = await checkCode(chosen([]), "engine/none");
    assert.match(error.hint ?? "", /plimsoll engines/);
  });

  test("versions are those of what builds", async () => {
    const found = await listed([...docker([OWN, REMOTE]), ...PODMAN]);
    assert.deepEqual(found.slice(0, 2), [
      "docker-buildx: buildx 0.29.1, driver remote, BuildKit v0.33.1",
      "docker: 28.5.2, BuildKit v0.25.1",
    ]);
    assert.ok(found.includes("podman: 4.3.1, buildah 1.28.2"));
  });

  test("a daemon that is not running is told in its own words", async () => {
    const errors = "Cannot connect to the Docker daemon at unix:///x.sock. Is the docker daemon running?\n";
    const programs = [
      { ...VERSION, output: JSON.stringify(CLIENT), errors, status: 1 },
      { ...BUILDX },
      { file: "docker", arguments: ["buildx", "ls"] },
      { file: "docker", arguments: ["info"], status: 1 },
    ];
    assert.ok((await listed(programs)).includes(`docker silent: ${errors.trim()}`));
    const error = await checkCode(chosen(programs), "engine/none");
    assert.match(error.message, /docker: Cannot connect/);
    await checkCode(chosen(programs, { engine: "docker" }), "engine/not-there");
  });

  test("one that hangs is given up after its time", async () => {
    const programs = [
      { file: "buildctl", arguments: ["--version"], output: "buildctl github.com/moby/buildkit v0.33.1\n" },
      { file: "buildctl", arguments: ["debug", "workers"], waits: true },
    ];
    assert.ok((await listed(programs)).includes("buildctl silent: it did not answer within 8 s"));
  });

  test("Docker without buildx builds with the old builder, and is not used", async () => {
    const [version, , , info] = docker([OWN]);
    assert.ok(version !== undefined && info !== undefined);
    const gone = { ...BUILDX, output: "", status: 1 };
    const found = await listed([
      version,
      gone,
      { file: "docker", arguments: ["buildx", "ls"], status: 1 },
      info,
    ]);
    assert.match(found[1] ?? "", /^docker silent: its buildx plugin is not installed/);
  });
});

suite("choosing an engine", () => {
  test("Docker's own builder, unless another is current", async () => {
    assert.equal(await chosen(docker([OWN, REMOTE])), "docker default");
    assert.equal(
      await chosen(
        docker([
          { ...OWN, Current: false },
          { ...REMOTE, Current: true },
        ]),
      ),
      "docker-buildx farm",
    );
  });

  test("a builder by its name, and one that nobody knows", async () => {
    assert.equal(await chosen(docker([OWN, REMOTE]), { builder: "farm" }), "docker-buildx farm");
    const error = await checkCode(
      chosen(docker([OWN, REMOTE]), { builder: "frm" }),
      "engine/builder-unknown",
    );
    assert.equal(error.hint, "there is farm, default");
  });

  test("a builder that does not answer, with what it said", async () => {
    const broken = { ...REMOTE, Nodes: [{ Status: "inactive", Err: "connection refused" }] };
    const error = await checkCode(chosen(docker([OWN, broken]), { builder: "farm" }), "engine/not-there");
    assert.match(error.message, /connection refused/);
  });

  test("what comes next where the first does not answer", async () => {
    assert.equal(await chosen(PODMAN), "podman");
  });
});

suite("what an engine lacks", () => {
  const text = "FROM a\nRUN --mount=type=cache,target=/c x\nCOPY --link a /a\nRUN <<E\nx\nE\n";

  async function lacking(programs: readonly RecordedProgram[], source: string): Promise<readonly string[]> {
    const engine = await chooseEngine(createMemoryHost({ programs }));
    const dockerfile = parseDockerfile("Dockerfile", source);
    return whatIsLacking(engine, dockerfile).map(({ feature, span }) => {
      return `${feature} at ${source.slice(span?.start, span?.end).split("\n")[0]}`;
    });
  }

  test("is told with its place in the Dockerfile", async () => {
    assert.deepEqual(await lacking(PODMAN, text), ["link at COPY --link a /a", "heredoc at RUN <<E"]);
    assert.deepEqual(await lacking(docker([OWN]), text), []);
  });

  test("an old buildah mounts nothing at a path below the working directory", async () => {
    const source = "FROM a\nRUN --mount=type=bind,source=x,target=x y\nRUN --mount=type=bind,target=$D y\n";
    const found = ["relative-mount at RUN --mount=type=bind,source=x,target=x y"];
    assert.deepEqual(await lacking(PODMAN, source), found);
    assert.deepEqual(await lacking(docker([OWN]), source), []);
  });

  test("a frontend that the file names knows more than an old builder", async () => {
    const programs = docker([
      { ...OWN, Current: false },
      { ...REMOTE, Current: true, Nodes: [{ Status: "running", Version: "v0.9.3" }] },
    ]);
    assert.deepEqual(await lacking(programs, text), ["link at COPY --link a /a", "heredoc at RUN <<E"]);
    assert.deepEqual(await lacking(programs, `# syntax=docker/dockerfile:1\n${text}`), []);
    assert.deepEqual((await lacking(PODMAN, `# syntax=docker/dockerfile:1\n${text}`)).length, 2);
  });

  test("Docker's own store holds one platform and no attestations", async () => {
    const engine = await chooseEngine(
      createMemoryHost({ programs: docker([OWN], [["Backing Filesystem", "extfs"]]) }),
    );
    const { features } = engine;
    assert.deepEqual(
      [features["oci-export"].whether, features.provenance.whether, features["cache-mount"].whether],
      ["no", "no", "yes"],
    );
  });
});
