import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { type Answer, oracleAnswer } from "./answers.ts";
import { corpusDocuments, type Document, oddDocuments } from "./documents.ts";

/** The oracle's recorded answers: digests and findings, no text of any file. */
export interface Recorded {
  readonly oracle: string;
  readonly command: string;
  readonly corpus: readonly Answer[];
  readonly odd: readonly Answer[];
}

const RECORDED = new URL("./dockerfile.recorded.json.gz", import.meta.url);

/** What was recorded last. */
export function readRecorded(): Recorded {
  const recorded: Recorded = JSON.parse(gunzipSync(readFileSync(RECORDED)).toString("utf8"));
  return recorded;
}

/** Asks the oracle about documents: its tree, its instructions, its lint. */
export function askOracle(oracle: string, documents: readonly Document[]): readonly Answer[] {
  const input = documents
    .map(({ bytes }, id) => `${JSON.stringify({ id, base64: bytes.toString("base64") })}\n`)
    .join("");
  const [tree, instructions, lint] = ["tree", "instructions", "lint"].map((verb) => run(oracle, verb, input));
  return documents.map((_, at) =>
    oracleAnswer({ tree: tree?.[at], instructions: instructions?.[at], lint: lint?.[at] }),
  );
}

/** Rewrites the recorded answers from the oracle, for the corpus beside the checkout and our odd files. */
export async function recordDockerfile(oracle: string): Promise<void> {
  const recorded: Recorded = {
    oracle: "BuildKit v0.34.1",
    command: "npm run oracle -- record",
    corpus: askOracle(oracle, corpusDocuments()),
    odd: askOracle(oracle, oddDocuments()),
  };
  writeFileSync(RECORDED, gzipSync(JSON.stringify(recorded), { level: 9 }));
}

// biome-ignore lint/suspicious/noExplicitAny: the oracle's answers are what they are; oracleAnswer picks what is compared.
function run(oracle: string, verb: string, input: string): readonly any[] {
  const { stdout, status } = spawnSync(oracle, [verb, "--jsonl", "-"], { input, maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`${oracle} ${verb} ended with ${status}`);
  return stdout
    .toString("utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
