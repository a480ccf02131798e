import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { type PlannedShlexCase, planShlexCases, SHLEX_ENVIRONMENTS } from "./shlex-cases.ts";

/** What the reference program said: of each pair one is there. */
export interface ShlexAnswer {
  readonly value?: string;
  readonly error?: string;
  readonly matched: readonly string[];
  readonly unmatched: readonly string[];
  readonly words?: readonly string[];
  readonly wordsError?: string;
}

/** The recorded file: the environments by name, and the cases with their answers. */
export interface ShlexRecord {
  readonly buildkit: string;
  readonly command: string;
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly cases: readonly (PlannedShlexCase & { readonly answer: ShlexAnswer })[];
}

/**
 * Asks the reference program, `oracle`, about every case and writes `shlex.recorded.json` beside this file.
 * Throws where the program fails or leaves a case unanswered.
 */
export async function recordShlex(oracle: string): Promise<void> {
  const cases = planShlexCases();
  const input = cases.map(({ env, ...rest }) => JSON.stringify({ ...rest, env: SHLEX_ENVIRONMENTS[env] }));
  const lines = (await run(oracle, `${input.join("\n")}\n`)).trimEnd().split("\n");
  if (lines.length !== cases.length) {
    throw new Error(`${cases.length} cases were asked, ${lines.length} answered`);
  }
  const rows = cases.map((plan, index) => {
    const { word, ...answer } = JSON.parse(lines[index] ?? "");
    if (word !== plan.word) throw new Error(`the answer to ${JSON.stringify(plan.word)} is missing`);
    return JSON.stringify({ ...plan, answer });
  });
  const head = {
    buildkit: await buildkitVersion(oracle),
    command: "oracle shlex",
    environments: SHLEX_ENVIRONMENTS,
  };
  // One case a line, so that a change of one answer is a change of one line.
  const text = `${JSON.stringify(head).slice(0, -1)},\n"cases":[\n${rows.join(",\n")}\n]}\n`;
  await writeFile(new URL("shlex.recorded.json", import.meta.url), text);
}

function run(program: string, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // The program writes remarks about NUL to standard error; they mean nothing.
    const child = spawn(program, ["shlex"], { stdio: ["pipe", "pipe", "ignore"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(chunks).toString("utf8"));
      else reject(new Error(`${program} shlex ended with ${code}`));
    });
    child.stdin.end(input);
  });
}

/** The version of BuildKit inside the program: a Go program carries the list of its modules. */
async function buildkitVersion(oracle: string): Promise<string> {
  const program = await readFile(oracle, "latin1");
  const version = /\tgithub\.com\/moby\/buildkit\t(v[\w.+-]+)/.exec(program)?.[1];
  if (version === undefined) throw new Error("the program does not say which BuildKit it holds");
  return version;
}
