import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { BuildEvent, BuildStep } from "../../engine/index.ts";
import { BuildProgress } from "./build-progress.ts";

function step(name: string, state: BuildStep["state"], seconds?: number): BuildEvent {
  const isInstruction = /^\[\d/.test(name) && !name.includes("FROM");
  return {
    kind: "step",
    step: { id: name, name, state, isInstruction, ...(seconds === undefined ? {} : { seconds }) },
  };
}

const log = (of: string, text: string): BuildEvent => ({ kind: "log", step: of, stream: "output", text });
const sent = (of: string, bytes: number, total = 0): BuildEvent => {
  return { kind: "transfer", step: of, what: "layer", bytes, total, isDone: false };
};

function show(events: readonly BuildEvent[], isLive = false, columns = 60): string {
  const progress = new BuildProgress({ color: false, columns, isLive });
  return events.map((event) => progress.event(event, 0)).join("");
}

/** What a terminal shows in the end of what was written to it. */
function screen(text: string): string {
  let lines = [""];
  for (const part of text.split(/(\n|\r\x1b\[\d+A\x1b\[J)/)) {
    const up = /\[(\d+)A/.exec(part);
    if (part === "\n") lines.push("");
    else if (up !== null) lines = [...lines.slice(0, lines.length - 1 - Number(up[1])), ""];
    else lines[lines.length - 1] += part;
  }
  return lines.join("\n");
}

suite("progress in pipes", () => {
  test("a line for each step that ends, announced where it may take long", () => {
    const context = "[internal] load build context";
    const shown = show([
      step("[internal] load .dockerignore", "done", 0.1),
      step("[1/3] FROM debian", "running"),
      step("[1/3] FROM debian", "done", 0),
      step("[1/3] FROM debian", "running"),
      step("[1/3] FROM debian", "cached", 0),
      step(context, "done", 0),
      step(context, "running"),
      sent(context, 12_345),
      step(context, "done", 1.25),
      step("[2/3] COPY . .", "cached", 0),
      step("[3/3] RUN make", "running"),
      log("[3/3] RUN make", "made\x1b[2J"),
      step("[3/3] RUN make", "failed", 2),
    ]);
    assert.equal(
      shown,
      `✔ [1/3] FROM debian 0.0 s
✔ [internal] load build context 1.3 s, 12.3 kB
= [2/3] COPY . . cached
  [3/3] RUN make
  | made<U+001B>[2J
✘ [3/3] RUN make failed
`,
    );
  });
});

suite("progress on terminals", () => {
  test("what runs stands below what has ended, with its time, bytes and last line", () => {
    const progress = new BuildProgress({ color: false, columns: 50, isLive: true });
    const written = [
      progress.event(step("[1/3] FROM debian", "running"), 0),
      progress.event(sent("[1/3] FROM debian", 5_000_000, 20_000_000), 100),
      progress.event(step("[2/3] WORKDIR /a", "done", 0.1), 500),
      progress.event(step("[3/3] RUN make", "running"), 600),
      progress.event(log("[3/3] RUN make", "first"), 700),
      progress.event(log("[3/3] RUN make", `second ${"x".repeat(80)}`), 800),
      progress.tick(1600),
    ];
    assert.equal(
      screen(written.join("")),
      `✔ [2/3] WORKDIR /a 0.1 s
> [1/3] FROM debian  5.00 MB of 20.0 MB  1.6 s
> [3/3] RUN make  1.0 s
  | second ${"x".repeat(37)}…
`,
    );
    assert.equal(screen(written.join("") + progress.end()), "✔ [2/3] WORKDIR /a 0.1 s\n");
  });

  test("no line is wider than the terminal", () => {
    const progress = new BuildProgress({ color: false, columns: 40, isLive: true });
    progress.event(step(`[1/2] RUN ${"y".repeat(500)}`, "running"), 0);
    for (const line of progress.tick(100).split("\n")) assert.ok(line.length <= 40, line);
  });
});
