import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { createMemoryHost, type RecordedProgram } from "../../host/index.ts";
import { runCommandLine } from "../run.ts";

const schema = (name: string) =>
  new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
    JSON.parse(readFileSync(new URL(`../../../schemas/${name}.v1.schema.json`, import.meta.url), "utf8")),
  );
const validate = schema("build");
const validateEngines = schema("engines");

const GOOD = "FROM debian:trixie-slim\nCOPY app.py /\nRUN true\n";
const RECORDED = new URL("../../engine/recorded/", import.meta.url);
const stream = (name: string): string => readFileSync(new URL(name, RECORDED), "utf8");

const DOCKER: readonly RecordedProgram[] = [
  {
    file: "docker",
    arguments: ["version"],
    output: '{"Client":{"Version":"28.5.2"},"Server":{"Version":"28.5.2"}}',
  },
  { file: "docker", arguments: ["buildx", "version"], output: "github.com/docker/buildx 0.29.1" },
  { file: "docker", arguments: ["buildx", "ls"], output: "" },
  {
    file: "docker",
    arguments: ["info"],
    output: '{"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}',
  },
  {
    file: "docker",
    arguments: ["image"],
    output: '[{"Size":3000000,"Descriptor":{},"RootFS":{"Layers":["a"]}}]',
  },
  { file: "docker", arguments: ["history"], output: '{"CreatedBy":"COPY","Size":"9000000"}' },
];
const BUILT = {
  file: "docker",
  arguments: ["buildx", "build"],
  errors: stream("docker-built.jsonl"),
  writes: { "--metadata-file": `{"containerimage.digest":"sha256:${"b".repeat(64)}"}` },
};
const FAILED = { ...BUILT, errors: stream("docker-failed.jsonl"), status: 1, writes: {} };
const PODMAN: readonly RecordedProgram[] = [
  { file: "podman", arguments: ["info"], output: '{"host":{"buildahVersion":"1.28.2"}}' },
  { file: "podman", arguments: ["--version"], output: "podman version 4.3.1" },
];

async function plimsoll(words: string, programs: readonly RecordedProgram[], dockerfile = GOOD) {
  const host = createMemoryHost({
    programs,
    files: { Dockerfile: dockerfile, "app.py": "print()", ".dockerignore": "" },
    environment: { TOK: "s3cr3t-value" },
  });
  const status = await runCommandLine(words.split(" "), host);
  if (words.includes("--secret")) assert.doesNotMatch(host.outputText + host.errorText, /s3cr3t-value/);
  assert.equal(host.scratchFolders.size, 0);
  if (words.includes("--format json") && host.outputText !== "") {
    assert.ok(validate(JSON.parse(host.outputText)), JSON.stringify(validate.errors));
  }
  return { host, status, output: host.outputText, errors: host.errorText };
}

suite("plimsoll build", () => {
  test("says what it runs, shows the steps, and ends with the image", async () => {
    const { status, output, errors } = await plimsoll("build -t shop:1 --secret id=tok,env=TOK .", [
      ...DOCKER,
      BUILT,
    ]);
    assert.equal(status, 0);
    assert.match(
      errors,
      /^Building with docker 28\.5\.2, builder default:\n {2}docker buildx build .*--secret id=tok /m,
    );
    assert.match(errors, /✔ \[build 3\/4\] COPY \. \. 0\.0 s\n/);
    assert.match(errors, / {2}\| \[secret\]line one\n/);
    assert.match(errors, /load build context .*, 301 kB\n/);
    assert.match(
      output,
      /^Built shop:1 in 0\.0 s\n {2}digest {4}sha256:b{64}\n {2}size {6}3\.00 MB compressed, 9\.00 MB on disk\n/,
    );
  });

  test("an error that the check finds stops it, unless told otherwise", async () => {
    const broken = "FROM debian:trixie-slim\nCOPY nosuch /\n";
    const stopped = await plimsoll("build -t shop:1", [...DOCKER, BUILT], broken);
    assert.equal(stopped.status, 1);
    assert.match(
      stopped.output,
      /error\[copy-source-missing\](?:.|\n)*Not built: the check found 1 error\. Mend it, or/,
    );
    assert.equal(stopped.host.started.length, 0);
    assert.equal((await plimsoll("build -t shop:1 --no-check", [...DOCKER, BUILT], broken)).status, 0);
  });

  test("a step that fails is shown with its place, its last words, and what the check says there", async () => {
    const text =
      "FROM debian:trixie-slim\nCOPY app.py /\nRUN echo before && \\\n    cd /nothing && cat /nothing && \\\n    echo after\n";
    const { status, output } = await plimsoll("build -t shop:1 .", [...DOCKER, FAILED], text);
    assert.equal(status, 1);
    assert.match(
      output,
      /^error: process .* exit code: 1\n --> Dockerfile:3:1\n3 \| RUN echo before && \\\n/,
    );
    assert.match(
      output,
      /the step's last lines:\n(?: {4}.*\n)* {4}cat: \/nothing: No such file or directory\n/,
    );
    assert.match(output, /The build failed after 0\.0 s\.\n$/);
  });

  test("without an engine it says so, and how to get one", async () => {
    const { status, errors } = await plimsoll("build -t shop:1 .", []);
    assert.equal(status, 3);
    assert.match(
      errors,
      /no container engine answers: none is installed\n.*install Docker, BuildKit, podman or buildah/,
    );
  });

  test("what the engine lacks is said before anything is run", async () => {
    const text = "FROM debian:trixie-slim\nCOPY --link app.py /\n";
    const { status, output, host } = await plimsoll("build -t shop:1 .", PODMAN, text);
    assert.equal(status, 2);
    assert.match(output, /error: podman lacks COPY --link\n --> Dockerfile:2:1\n/);
    assert.match(output, /why: buildah 1\.28\.2 is older than 1\.41\.0/);
    assert.ok(!host.started.some((call) => call.arguments[0] === "build"));
  });

  test("an engine that dies has exit status 3", async () => {
    const died = { ...BUILT, errors: "ERROR: error reading from server: EOF\n", status: 1, writes: {} };
    const { status, errors } = await plimsoll("build -t shop:1 .", [...DOCKER, died]);
    assert.equal(status, 3);
    assert.match(errors, /error reading from server: EOF\n {2}The engine's own log says more/);
  });

  const wrong: readonly (readonly [string, RegExp])[] = [
    ["build -t Shop:1 .", /no name for an image/],
    ["build --push .", /needs a name/],
    ["build --engine dockre .", /no engine is called "dockre"\n {2}plimsoll engines/],
    ["build --secret id=a,s3cr3t-value .", /a --secret is not written/],
    ["build --output type=what,dest=x .", /its type is none of/],
    ["build --push -t a:1 --output type=oci,dest=x .", /do not go together/],
    ["build --platform nonsense/ .", /no platform/],
    ["build --build-arg =x .", /has no name/],
  ];
  for (const [words, message] of wrong) {
    test(`a wrong call: ${words.replace(/s3cr3t-value/, "…")}`, async () => {
      const { status, errors, host } = await plimsoll(words, [...DOCKER, BUILT]);
      assert.equal(status, 2, errors);
      assert.match(errors, message);
      assert.equal(host.started.length, 0);
    });
  }

  test("a folder without a Dockerfile", async () => {
    const { status, errors } = await plimsoll("build nowhere", DOCKER);
    assert.equal(status, 3);
    assert.match(errors, /nowhere holds no Dockerfile\n {2}name it with --file/);
  });

  test("machine output keeps to its schema however it ends", async () => {
    const outcome = (text: string): string => JSON.parse(text).outcome;
    assert.equal(
      outcome((await plimsoll("build -t shop:1 --format json .", [...DOCKER, BUILT])).output),
      "built",
    );
    assert.equal(
      outcome((await plimsoll("build -t shop:1 --format json .", [...DOCKER, FAILED])).output),
      "failed",
    );
    const link = "FROM debian:trixie-slim\nCOPY --link app.py /\n";
    assert.equal(outcome((await plimsoll("build --format json .", PODMAN, link)).output), "lacking");
    const broken = "FROM debian:trixie-slim\nCOPY nosuch /\n";
    assert.equal(outcome((await plimsoll("build --format json .", DOCKER, broken)).output), "stopped");
  });
});

suite("plimsoll engines", () => {
  test("lists what is there, what it can do, and why the rest cannot be used", async () => {
    const { status, output } = await plimsoll("engines", PODMAN);
    assert.equal(status, 0);
    assert.match(output, /- docker\n {4}not there: the program docker is not installed\n/);
    assert.match(output, /✔ podman {2}4\.3\.1, buildah 1\.28\.2\n {4}can: RUN --mount=type=cache/);
    assert.match(output, / {4}lacks: heredocs: buildah 1\.28\.2 is older than 1\.33\.0\n/);
    assert.match(output, /plimsoll build uses podman; --engine NAME chooses another\.\n$/);
  });

  test("its JSON is what the schema says, engines or none", async () => {
    for (const programs of [PODMAN, DOCKER, []]) {
      const host = createMemoryHost({ programs });
      await runCommandLine(["engines", "--format", "json"], host);
      assert.ok(validateEngines(JSON.parse(host.outputText)), JSON.stringify(validateEngines.errors));
      assert.match(host.outputText, /"name": "buildah"/);
    }
  });

  test("none is exit status 3", async () => {
    const { status, output } = await plimsoll("engines", []);
    assert.equal(status, 3);
    assert.match(output, /No engine can be used/);
  });
});
