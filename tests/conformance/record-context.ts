import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { type NamedAnswer, shortenRuns } from "./context-case.ts";
import { contextCases } from "./context-cases.ts";

/**
 * Asks the reference (the program at the path `oracle`) about all described trees, and writes what it says
 * beside this file.
 */
export async function recordContext(oracle: string): Promise<void> {
  const cases = contextCases();
  const output = execFileSync(oracle, ["context", "--cases", "-"], {
    input: JSON.stringify(cases),
    maxBuffer: 1 << 28,
    stdio: ["pipe", "pipe", "ignore"],
  });
  // The oracle lays each tree in a folder of its own, whose name says nothing.
  const text = output.toString("utf8").replace(/"read \/[^"]*?oracle-context-[0-9]+\//g, '"read ');
  const answers: readonly NamedAnswer[] = JSON.parse(text);
  const head = {
    tool: "BuildKit v0.34.1, fsutil v0.0.0-20260819142231-83cac42c1c52, patternmatcher v0.6.1",
    command: "oracle context --cases",
  };
  const lines = answers.map((answer) => JSON.stringify(shortenRuns(answer)));
  const recorded = `${JSON.stringify(head).slice(0, -1)},"answers":[\n${lines.join(",\n")}\n]}\n`;
  writeFileSync(new URL("context.recorded.json", import.meta.url), recorded);
}
