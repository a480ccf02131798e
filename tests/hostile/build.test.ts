import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runCommandLine } from "../../src/cli/index.ts";
import { createMemoryHost, type RecordedProgram } from "../../src/host/index.ts";
import { GOOD, runInMemory } from "./run-plimsoll.ts";

/** Docker with its own builder: what its command line answers when it is looked for. */
const DOCKER: readonly RecordedProgram[] = [
  {
    file: "docker",
    arguments: ["version"],
    output: '{"Client":{"Version":"28.5.2","Context":"default"},"Server":{"Version":"28.5.2"}}',
  },
  { file: "docker", arguments: ["buildx", "version"], output: "github.com/docker/buildx 0.29.1 abc\n" },
  {
    file: "docker",
    arguments: ["buildx", "ls"],
    output:
      '{"Name":"default","Driver":"docker","Current":true,"Nodes":[{"Status":"running","Version":"v0.25.1"}]}',
  },
  {
    file: "docker",
    arguments: ["info"],
    output: '{"DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}',
  },
];
const PODMAN: readonly RecordedProgram[] = [
  { file: "podman", arguments: ["info"], output: '{"host":{"buildahVersion":"1.28.2"}}' },
  { file: "podman", arguments: ["--version"], output: "podman version 4.3.1\n" },
];
const BUILD = { file: "docker", arguments: ["buildx", "build"] } as const;
const VERTEX =
  '{"vertexes":[{"digest":"sha256:aa","name":"[2/2] RUN true","started":"2026-11-21T00:00:00Z"}]}\n';
const REFUSED =
  "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock\n";

interface Row {
  readonly name: string;
  readonly programs: readonly RecordedProgram[];
  readonly words?: readonly string[];
  readonly dockerfile?: string;
  readonly status: number;
  /** What standard output and standard error hold together. */
  readonly says: readonly RegExp[];
}

const rows: readonly Row[] = [
  {
    name: "without any engine",
    programs: [],
    status: 3,
    says: [/no container engine/i, /plimsoll engines/],
  },
  {
    name: "with an engine that is not installed",
    programs: DOCKER,
    words: ["--engine", "podman"],
    status: 3,
    says: [/podman/, /not installed/],
  },
  {
    name: "with an engine that nobody knows",
    programs: DOCKER,
    words: ["--engine", "kaniko"],
    status: 2,
    says: [/"kaniko"/],
  },
  {
    name: "by a user who may not reach the engine",
    programs: [
      {
        file: "docker",
        arguments: ["version"],
        output: '{"Client":{"Version":"28.5.2"}}',
        errors: REFUSED,
        status: 1,
      },
      { file: "docker", arguments: ["buildx", "version"], output: "github.com/docker/buildx 0.29.1 abc\n" },
      { file: "docker", arguments: ["buildx", "ls"] },
      { file: "docker", arguments: ["info"], errors: REFUSED, status: 1 },
    ],
    status: 3,
    says: [/permission denied while trying to connect/],
  },
  {
    name: "with an engine that lacks what the Dockerfile needs",
    programs: PODMAN,
    dockerfile: "FROM debian:13\nRUN <<END\ntrue\nEND\n",
    status: 2,
    says: [/Dockerfile:2/, /1\.33/],
  },
  {
    name: "with an engine that dies in the middle",
    programs: [
      ...DOCKER,
      { ...BUILD, errors: `${VERTEX}ERROR: error reading from server: EOF\n`, status: 1 },
    ],
    status: 3,
    says: [/EOF/, /start it and build again/],
  },
  {
    name: "on a full disk",
    programs: [
      ...DOCKER,
      { ...BUILD, errors: `${VERTEX}ERROR: write /x: no space left on device\n`, status: 1 },
    ],
    status: 3,
    says: [/no space left on device/, /Make room/],
  },
  {
    name: "of which a step fails, with the engine's words, the place and our findings beside it",
    programs: [
      ...PODMAN,
      {
        file: "podman",
        arguments: ["build"],
        pieces: [
          {
            stream: "output",
            text: "STEP 1/2: FROM debian:13\nSTEP 2/2: RUN npm ci\n/bin/sh: 1: npm: not found\n",
          },
          {
            stream: "errors",
            text: 'Error: building at STEP "RUN npm ci": while running runtime: exit status 127\n',
          },
        ],
        status: 127,
      },
    ],
    words: ["--no-check"],
    dockerfile: "FROM debian:13\nRUN npm ci\n",
    status: 1,
    says: [/npm: not found/, /exit status 127/, /Dockerfile:2/, /command-not-found/],
  },
  {
    name: "that the check stops",
    programs: PODMAN,
    dockerfile: "FROM debian:13\nRUN npm ci\n",
    status: 1,
    says: [/Not built/, /command-not-found/, /--no-check/],
  },
];

describe("a build ends in clear words", () => {
  for (const { name, programs, words = [], dockerfile = GOOD, status, says } of rows) {
    it(name, async () => {
      const outside = { files: { Dockerfile: dockerfile }, programs };
      const ended = await runInMemory(["build", ...words], outside);
      const told = ended.output + ended.errors;
      assert.equal(ended.status, status, told);
      for (const text of says) assert.match(told, text);
    });
  }
});

/** What runs when the interrupt comes, each told by the words of the call that waits. */
const stages: readonly (readonly [string, RecordedProgram])[] = [
  ["engines are looked for", { file: "docker", arguments: ["version"], waits: true, times: 1 }],
  ["the context is sent", { ...BUILD, waits: true }],
  ["a step runs", { ...BUILD, errors: VERTEX, waits: true }],
];

describe("an interrupt ends a build with status 3 and leaves no folder", () => {
  for (const [name, waiting] of stages) {
    it(`while ${name}`, async () => {
      const host = createMemoryHost({ files: { Dockerfile: GOOD }, programs: [waiting, ...DOCKER] });
      const running = runCommandLine(["build"], host);
      const calls = (): number =>
        host.started.filter(({ arguments: [first] }) => first === waiting.arguments[0]).length;
      for (let round = 0; round < 10_000 && calls() === 0; round++) await Promise.resolve();
      host.interrupt();
      assert.equal(await running, 3, host.errorText);
      assert.equal(host.scratchFolders.size, 0);
      assert.match(host.outputText + host.errorText, /interrupted/);
    });
  }
});
