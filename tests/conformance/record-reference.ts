import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { referenceInputs } from "./reference-inputs.ts";

/** What BuildKit makes of one reference: the parts, or an error. */
export interface RecordedReference {
  readonly input: string;
  readonly error?: string;
  readonly normalized?: string;
  readonly resolved?: string;
  readonly name?: string;
  readonly familiar?: string;
  readonly domain?: string;
  readonly path?: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** The file of recorded answers, and where they come from. */
export interface RecordedReferences {
  readonly buildkit: string;
  readonly command: string;
  readonly cases: readonly RecordedReference[];
}

/** Where the answers are kept. */
export const RECORDED = new URL("./reference.recorded.json", import.meta.url);

/** Asks the oracle about every input and rewrites the recorded answers. Throws when it cannot be asked. */
export async function recordReference(oracle: string): Promise<void> {
  const inputs = referenceInputs();
  const answers = (await run(oracle, ["reference"], `${inputs.join("\n")}\n`)).trimEnd().split("\n");
  if (answers.length !== inputs.length) {
    throw new Error(`the oracle gave ${answers.length} answers to ${inputs.length} references`);
  }
  const head = JSON.stringify({ buildkit: await buildkitVersion(oracle), command: "oracle reference" });
  // One case a line, so that a change of one answer is one line of a review.
  await writeFile(RECORDED, `${head.slice(0, -1)},"cases":[\n${answers.join(",\n")}\n]}\n`);
}

function run(program: string, words: readonly string[], input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, words, { maxBuffer: 64 * 1024 * 1024 }, (error, output) => {
      if (error === null) resolve(output);
      else reject(error);
    });
    child.stdin?.end(input);
  });
}

/** The version of BuildKit inside the oracle: a Go program carries the list of its modules. */
async function buildkitVersion(oracle: string): Promise<string> {
  const program = await readFile(oracle, "latin1");
  const version = /\tgithub\.com\/moby\/buildkit\t(v[\w.+-]+)/.exec(program)?.[1];
  if (version === undefined) throw new Error("the oracle does not say which BuildKit it holds");
  return version;
}
