import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { contextOf } from "../install/sources-context.testing.ts";
import { isHandlingServer, whetherNodeHandles, whetherPythonHandles } from "./termination-handler.ts";

const node = (text: string, others: Readonly<Record<string, string>> = {}) =>
  whetherNodeHandles("src/server.js", contextOf({ files: { "src/server.js": text, ...others } }));
const python = (text: string) => whetherPythonHandles("main.py", contextOf({ files: { "main.py": text } }));

describe("a handler of SIGTERM in Node.js", () => {
  for (const text of [
    `process.on("SIGTERM", stop);`,
    `process.once('SIGTERM', () => process.exit(0))`,
    "process.addListener(`SIGTERM`, stop)",
    `for (const s of ["SIGINT", "SIGTERM"]) process.on(s, stop);`,
    `['SIGTERM', 'SIGINT'].forEach((s) => process.once(s, stop));`,
    `const { createTerminus } = require("@godaddy/terminus");`,
    `import closeWithGrace from "close-with-grace";`,
    `const at = "http://a"; process.on("SIGTERM", stop);`,
    `const files = "src/**"; process.on("SIGTERM", stop); const more = "**/*.js";`,
  ])
    it(`is seen in ${text}`, () => assert.equal(node(text), "yes"));

  for (const text of [
    "",
    `// process.on("SIGTERM", stop);`,
    `/* process.on("SIGTERM", stop); */ listen();`,
    `/* process.on("SIGTERM", stop);`,
    `process.kill(child.pid, "SIGTERM"); process.on("exit", stop);`,
    `process.on("SIGINT", stop);`,
    `worker.on("SIGTERM", stop);`,
    `const stoppable = require("stoppable");`,
  ])
    it(`is not seen in ${text}`, () => assert.equal(node(text), "no"));

  it("is seen in files that it requires, one level deep", () => {
    const stop = { "src/stop.js": `process.on("SIGTERM", stop)` };
    assert.equal(node(`require("./stop")`, stop), "yes");
    assert.equal(node(`import "./stop.js";`, stop), "yes");
    assert.equal(node(`import { a } from "../lib";`, { "lib/index.js": stop["src/stop.js"] }), "yes");
    assert.equal(node(`require("./app")`, { "src/app.js": `require("./stop")`, ...stop }), "no");
    assert.equal(node(`require("../../stop")`, { "stop.js": stop["src/stop.js"] }), "no");
  });

  it("is not known of a file that is not at hand", () => {
    assert.equal(whetherNodeHandles("dist/server.js", contextOf({ files: {} })), "maybe");
    assert.equal(whetherNodeHandles("server.js", { kind: "unknown", reason: "test" }), "maybe");
  });

  it("is looked for in little time, whatever the text", () => {
    const start = performance.now();
    for (const piece of [
      "/*",
      "[",
      "'\\",
      `"`,
      "[ 'SIGTERM",
      "require('./",
      "process.on(",
      "for a in [",
      "\\",
    ])
      assert.equal(node(piece.repeat(200_000)), "no");
    assert.ok(performance.now() - start < 3_000);
  });
});

describe("a handler of SIGTERM in Python", () => {
  for (const text of [
    "signal.signal(signal.SIGTERM, stop)",
    "signal(SIGTERM, stop)",
    "loop.add_signal_handler(signal.SIGTERM, task.cancel)",
    "for sig in (signal.SIGINT, signal.SIGTERM):\n    loop.add_signal_handler(sig, stop)",
    `uvicorn.run("app:app")`,
  ])
    it(`is seen in ${text}`, () => assert.equal(python(text), "yes"));

  for (const text of [
    "# signal.signal(signal.SIGTERM, stop)",
    "signal.signal(signal.SIGTERM, signal.SIG_IGN)",
    "os.kill(pid, signal.SIGTERM)",
    "app.run()",
  ])
    it(`is not seen in ${text}`, () => assert.equal(python(text), "no"));

  it("is known of servers", () => {
    assert.ok(isHandlingServer("gunicorn"));
    assert.ok(!isHandlingServer("flask"));
  });

  it("is looked for in little time, whatever the text", () => {
    const start = performance.now();
    for (const piece of ["for a in [", "for a in [SIGTERM", "signal(", "\n#", " "])
      python(piece.repeat(200_000));
    assert.ok(performance.now() - start < 3_000);
  });
});
