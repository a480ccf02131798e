import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { suite, test } from "node:test";
import fc from "fast-check";
import type { BuildEvent } from "./build-event.ts";
import { BuildTracker } from "./build-tracker.ts";
import { decodeRawJsonLine } from "./decode-rawjson.ts";
import { StepTextDecoder } from "./decode-step-text.ts";
import { readBuildEnd } from "./failure.ts";
import { LineReader } from "./lines.ts";
import { Redactor } from "./redact.ts";

/*
 * The streams were recorded from builds of two small Dockerfiles, one of which prints a secret:
 *   docker buildx build --progress=rawjson --secret id=tok,env=TOK …   (Docker 28.5.2, buildx 0.29.1)
 *   buildctl build --progress=rawjson …                                (BuildKit 0.33.1)
 *   podman build --layers --secret id=tok,env=TOK …                    (podman 4.3.1, buildah 1.28.2)
 */
const recorded = (name: string): Uint8Array => readFileSync(new URL(`recorded/${name}`, import.meta.url));
const SECRET = "s3cr3t-value";

function follow(
  name: string,
  sizes: readonly number[] = [],
): { events: BuildEvent[]; tracker: BuildTracker } {
  const events: BuildEvent[] = [];
  const tracker = new BuildTracker(new Redactor([SECRET]), (event) => events.push(event));
  const bytes = recorded(name);
  const text = new StepTextDecoder(tracker, () => 0);
  const isText = name.endsWith(".txt");
  const reader = new LineReader((line) =>
    isText ? text.outputLine(line) : decodeRawJsonLine(line, tracker),
  );
  let at = 0;
  for (const size of sizes) {
    reader.push(bytes.subarray(at, at + size));
    at += size;
  }
  reader.push(bytes.subarray(at));
  reader.end();
  if (isText) text.finish(undefined);
  tracker.end();
  return { events, tracker };
}

function instructions(tracker: BuildTracker): readonly string[] {
  return tracker.steps.flatMap(({ isInstruction, name, state }) =>
    isInstruction ? [`${state} ${name}`] : [],
  );
}

suite("progress of BuildKit", () => {
  test("steps end in their states, instructions told from the builder's own", () => {
    const { tracker } = follow("docker-built.jsonl");
    assert.deepEqual(instructions(tracker).toSorted(), [
      "done [build 2/4] WORKDIR /src",
      "done [build 3/4] COPY . .",
      'done [build 4/4] RUN --mount=type=secret,id=tok cat /run/secrets/tok && echo "line one" && echo "warn" >&2',
      "done [stage-1 1/1] RUN --mount=type=cache,target=/c echo x > /x",
    ]);
    assert.equal(tracker.steps.find(({ name }) => name.startsWith("[build 1/4] FROM"))?.state, "cached");
  });

  test("logs come in whole lines, without the secret that a step printed", () => {
    const { events } = follow("docker-built.jsonl");
    const logs = events.flatMap((event) => (event.kind === "log" ? [`${event.stream}: ${event.text}`] : []));
    assert.deepEqual(logs, ["output: [secret]line one", "errors: warn"]);
    assert.ok(!JSON.stringify(events).includes(SECRET));
  });

  test("the context's bytes and the builder's warnings are told", () => {
    const { events } = follow("docker-built.jsonl");
    const sent = events.filter(
      (event) => event.kind === "transfer" && event.what === "transferring context:",
    );
    assert.deepEqual(sent.map((event) => event.kind === "transfer" && event.bytes).at(-1), 300550);
    const warnings = events.flatMap((event) => (event.kind === "warning" ? [event.warning] : []));
    assert.match(warnings[0]?.message ?? "", /^UndefinedVar: Usage of undefined variable '\$HOME'/);
    assert.equal(warnings[0]?.line, 7);
  });

  test("however the bytes are cut, the same is told", () => {
    const whole = follow("docker-failed.jsonl").events;
    const sizes = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 60 });
    fc.assert(
      fc.property(sizes, (cut) => assert.deepEqual(follow("docker-failed.jsonl", cut).events, whole)),
      { numRuns: 30 },
    );
  });

  for (const name of ["docker-failed.jsonl", "buildctl-failed.jsonl"]) {
    test(`a failure has its step, line and last words: ${name}`, () => {
      const end = readBuildEnd(follow(name).tracker, "ended");
      assert.equal(end.kind, "dockerfile");
      if (end.kind !== "dockerfile") return;
      const { message, step, line, log } = end.failure;
      assert.match(
        message,
        /^process "\/bin\/sh -c echo before.*did not complete successfully: exit code: 1$/,
      );
      assert.match(step?.name ?? "", /^\[\d\/3\] RUN echo before/);
      assert.equal(line, 3);
      assert.deepEqual(log.toSorted(), ["before", "cat: /nothing: No such file or directory"]);
    });
  }

  test("lines that are no progress are notices, whatever they hold", () => {
    const notices: string[] = [];
    const tracker = new BuildTracker(new Redactor([SECRET]), (event) => {
      if (event.kind === "notice") notices.push(event.text);
    });
    for (const line of ["", "{", "{}", `text ${SECRET}`, '{"vertexes":[{}],"logs":5,"statuses":{}}', "[]"]) {
      decodeRawJsonLine(line, tracker);
    }
    assert.deepEqual(notices, ["{", "text [secret]", "[]"]);
  });
});

suite("progress of podman and buildah", () => {
  test("steps that were run, and what they printed", () => {
    const { tracker, events } = follow("podman-built.txt");
    assert.deepEqual(
      instructions(tracker).map((text) => text.slice(0, 40)),
      [
        "cached [1/2 2/4] WORKDIR /src",
        "done [1/2 3/4] COPY . .",
        "done [1/2 4/4] RUN --mount=type=secret,i",
        "done [2/2 2/2] RUN --mount=type=cache,ta",
      ],
    );
    const logs = events.flatMap((event) => (event.kind === "log" ? [event.text] : []));
    assert.deepEqual(logs, ["[secret]line one"]);
  });

  test("steps from the cache", () => {
    const states = follow("podman-cached.txt").tracker.steps.map(({ state }) => state);
    assert.deepEqual(states, ["done", "cached", "cached", "cached", "done", "cached"]);
  });
});

suite("why a build ended", () => {
  test("a builder that does not start is no failure of the Dockerfile", () => {
    const tracker = new BuildTracker(new Redactor([]), () => {});
    tracker.step({ id: "a", name: "[internal] booting buildkit", state: "failed", error: "no such image" });
    const end = readBuildEnd(tracker, "docker: it ended with status 1");
    assert.equal(end.kind === "outside" ? end.code : end.kind, "engine/refused");
  });

  const cases: readonly (readonly [string, readonly string[], string])[] = [
    [
      "a daemon that is not there",
      ["ERROR: Cannot connect to the Docker daemon at unix:///x.sock."],
      "engine/died",
    ],
    [
      "a cut connection",
      [
        "error: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF",
      ],
      "engine/died",
    ],
    [
      "a full disk",
      ["ERROR: failed to build: write /x/image.tar: no space left on device"],
      "engine/no-space",
    ],
    [
      "a registry out of reach",
      ["error: failed to solve: failed to do request: dial tcp: lookup x: no such host"],
      "engine/unreachable",
    ],
    ["a command line that says nothing", [], "engine/died"],
    ["a missing base", ["ERROR: failed to solve: no/such:1: not found"], "dockerfile"],
    [
      "a program's own network",
      ['error: process "/bin/sh -c curl x" did not complete successfully: exit code: 6'],
      "dockerfile",
    ],
  ];
  for (const [name, notices, expected] of cases) {
    test(name, () => {
      const tracker = new BuildTracker(new Redactor([]), () => {});
      for (const notice of notices) tracker.notice(notice);
      const end = readBuildEnd(tracker, "docker: it ended with status 1");
      assert.equal(end.kind === "outside" ? end.code : end.kind, expected);
    });
  }
});
