import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { oddDockerfiles } from "./odd-dockerfiles.ts";

/** A Dockerfile to compare, by a name that tells where it is from. */
export interface Document {
  readonly name: string;
  readonly bytes: Buffer;
}

const CORPUS = new URL("../../../shared/corpus/dockerfiles-open.jsonl.gz", import.meta.url);

/** Whether the corpus of real Dockerfiles lies beside the checkout; it is never part of the repository. */
export function hasCorpus(): boolean {
  return existsSync(CORPUS);
}

/** What a suite says when it leaves the corpus out. */
export const CORPUS_ABSENT = "needs ../shared/corpus/dockerfiles-open.jsonl.gz beside the checkout";

/** A row of the corpus: a Dockerfile, and the public repository that it is from. */
export interface CorpusRow {
  readonly text: string;
  readonly repo: string;
  readonly path: string;
}

/** The rows of the open corpus, in their order. */
export function corpusRows(): readonly CorpusRow[] {
  const rows = gunzipSync(readFileSync(CORPUS)).toString("utf8").trim().split("\n");
  return rows.map((row): CorpusRow => JSON.parse(row));
}

/** The real Dockerfiles of the open corpus, in the order of its rows. */
export function corpusDocuments(): readonly Document[] {
  return corpusRows().map(({ text }, index) => ({
    name: `corpus ${index}`,
    bytes: Buffer.from(text, "utf8"),
  }));
}

/** Our own odd Dockerfiles. */
export function oddDocuments(): readonly Document[] {
  return oddDockerfiles().map((bytes, index) => ({ name: `odd ${index}`, bytes }));
}

/** A short digest of an answer, enough to see that two answers are the same. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}
