import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { runCommandLine } from "../../src/cli/index.ts";
import { createMemoryHost, type MemoryHostOptions } from "../../src/host/index.ts";
import { userEnvironment } from "../cli/surroundings.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/plimsoll.cjs", import.meta.url));
/** Milliseconds after which a process hangs: a hundred hostile files in one run take a tenth of it. */
const HANGS = 300_000;
/** Megabytes of memory that a run may take, whatever it meets. */
const HEAP = 800;

/** How a run ended and what it printed. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Runs the whole program in a process of its own, which hangs and runs out of memory alone. */
export function runProcess(folder: string, words: readonly string[], input: string | Uint8Array = ""): Ended {
  const environment = userEnvironment(dirname(process.execPath));
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, ...words], {
    cwd: folder,
    env: { ...environment, NODE_OPTIONS: `--max-old-space-size=${HEAP}` },
    input,
    timeout: HANGS,
    killSignal: "SIGKILL",
    maxBuffer: 512 * 1024 * 1024,
  });
  const last = stdout.toString("utf8").trimEnd().slice(-200);
  assert.equal(signal, null, `${signal}: it hangs, or has no memory left; what it printed ends in ${last}`);
  return checked({ status, output: stdout.toString("utf8"), errors: stderr.toString("utf8") });
}

/** Runs the command line in this process, against a described outside. */
export async function runInMemory(words: readonly string[], outside: MemoryHostOptions): Promise<Ended> {
  const host = createMemoryHost(outside);
  const status = await runCommandLine(words, host);
  return checked({ status, output: host.outputText, errors: host.errorText });
}

/** Whatever was put in: no bug of ours, no stack trace, and no status beyond the documented ones. */
function checked(ended: Ended): Ended {
  const { status, errors } = ended;
  const start = errors.slice(0, 2000);
  assert.doesNotMatch(errors, /bug in Plimsoll|^\s+at .+:\d+:\d+\)?$/m, start);
  assert.ok(status !== null && status >= 0 && status <= 3, `ended with ${status}: ${start}`);
  return ended;
}

/** What `check --format json` says, as far as these tests ask. */
export interface CheckAnswer {
  readonly files: readonly string[];
  readonly findings: readonly { readonly path: string; readonly message: string }[];
  readonly problems: readonly {
    readonly code: string;
    readonly path: string | undefined;
    readonly message: string;
  }[];
}

/** Reads the answer of `check --format json`. */
export function readAnswer({ output }: Ended): CheckAnswer {
  const answer: {
    readonly files: readonly { readonly path: string }[];
    readonly findings: CheckAnswer["findings"];
    readonly problems: CheckAnswer["problems"];
  } = JSON.parse(output);
  return { ...answer, files: answer.files.map(({ path }) => path) };
}

/** A folder for one test, with these files, removed behind it. */
export function makeFolder(
  context: TestContext,
  files: Readonly<Record<string, string | Uint8Array>> = {},
): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "plimsoll-hostile-")));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** A Dockerfile that is read and judged whatever lies beside it. */
export const GOOD = "FROM debian:13\nRUN true\n";
