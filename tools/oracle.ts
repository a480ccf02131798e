/**
 * Compares with the builder itself, afresh: `npm run oracle -- compare` asks the oracle about every document
 * of the conformance suites and prints how our answers differ; `record` rewrites the recorded answers. The
 * oracle is the Go program in `../shared/oracle`; it is built with `go` unless `--oracle PATH` gives it.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { differences, ourAnswer } from "../tests/conformance/answers.ts";
import { corpusDocuments, hasCorpus, oddDocuments } from "../tests/conformance/documents.ts";
import { recordContext } from "../tests/conformance/record-context.ts";
import { askOracle, recordDockerfile } from "../tests/conformance/record-dockerfile.ts";
import { recordReference } from "../tests/conformance/record-reference.ts";
import { recordShlex } from "../tests/conformance/record-shlex.ts";

const { values, positionals } = parseArgs({
  options: { oracle: { type: "string" } },
  allowPositionals: true,
});
const verb = positionals[0] ?? "compare";
const oracle = values.oracle ?? build();
if (verb === "record") {
  await recordDockerfile(oracle);
  await recordReference(oracle);
  await recordShlex(oracle);
  await recordContext(oracle);
  process.stdout.write("oracle: recorded\n");
} else if (verb === "compare") {
  const differing = compareAll(oracle);
  process.exitCode = differing === 0 ? 0 : 1;
} else {
  process.stderr.write(`oracle: "${verb}" is neither compare nor record\n`);
  process.exitCode = 2;
}

function compareAll(path: string): number {
  const documents = [...oddDocuments(), ...(hasCorpus() ? corpusDocuments() : [])];
  const answers = askOracle(path, documents);
  let differing = 0;
  documents.forEach((document, at) => {
    const theirs = answers[at];
    if (theirs === undefined) return;
    const found = differences(ourAnswer(document), theirs);
    if (found.length > 0) differing++;
    for (const difference of found) process.stdout.write(`${document.name}: ${difference}\n`);
  });
  process.stdout.write(`oracle: ${documents.length} documents compared with the builder\n`);
  process.stdout.write(`${documents.length - differing} passed, ${differing} failed\n`);
  return differing;
}

/** Builds the oracle beside the installed packages, where nothing is committed. */
function build(): string {
  const source = fileURLToPath(new URL("../../shared/oracle", import.meta.url));
  const folder = fileURLToPath(new URL("../node_modules/.cache/oracle", import.meta.url));
  if (!existsSync(source)) throw new Error(`there is no ${source}; give the oracle with --oracle PATH`);
  mkdirSync(folder, { recursive: true });
  const { status } = spawnSync("go", ["build", "-o", `${folder}/oracle`, "."], {
    cwd: source,
    stdio: "inherit",
  });
  if (status !== 0) throw new Error("go build failed; give a built oracle with --oracle PATH");
  return `${folder}/oracle`;
}
