import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  familiarText,
  normalisedText,
  type ParsedReference,
  parseReference,
  repositoryName,
  resolvedText,
} from "../../src/reference/index.ts";
import { RECORDED, type RecordedReference, type RecordedReferences } from "./record-reference.ts";
import { referenceInputs } from "./reference-inputs.ts";

const recorded: RecordedReferences = JSON.parse(readFileSync(RECORDED, "utf8"));

// BuildKit's sentences say less than our reasons: one stands for several. Only where it names a cause must
// ours be the same.
const REASONS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/cannot specify 64-byte hexadecimal/, ["identifier"]],
  [/must be lowercase/, ["uppercase"]],
  [/must not be more than 255 characters/, ["too-long"]],
  [/checksum digest|digest algorithm/, ["digest"]],
  [/^invalid reference format$/, ["empty", "name", "tag", "digest", "uppercase", "too-long"]],
];

// BuildKit lowers this letter to an ASCII i and then finds a name. Lower case would not help its author.
const SAID_OTHERWISE: Readonly<Record<string, string>> = { "İ.a/b": "name" };

function describe(input: string, parsed: ParsedReference): RecordedReference {
  if (parsed.kind === "invalid") return { input, error: parsed.reason };
  const { domain, path, tag, digest } = parsed;
  return {
    input,
    normalized: normalisedText(parsed),
    resolved: resolvedText(parsed),
    name: repositoryName(parsed),
    familiar: familiarText(parsed),
    domain,
    path,
    ...(tag === undefined ? undefined : { tag }),
    ...(digest === undefined ? undefined : { digest }),
  };
}

test("every input of the list has a recorded answer", () => {
  assert.deepEqual(
    recorded.cases.map((answer) => answer.input),
    referenceInputs(),
  );
});

test(`references are read as BuildKit ${recorded.buildkit} reads them`, () => {
  for (const answer of recorded.cases) {
    const ours = describe(answer.input, parseReference(answer.input));
    if (answer.error === undefined || ours.error === undefined) {
      assert.deepEqual(ours, answer, JSON.stringify(answer.input));
      continue;
    }
    const { error } = answer;
    const otherwise = SAID_OTHERWISE[answer.input];
    const sentence = REASONS.find(([pattern]) => pattern.test(error));
    const permitted = otherwise === undefined ? (sentence?.[1] ?? []) : [otherwise];
    assert.ok(permitted.includes(ours.error), `${answer.input}: ${ours.error}, BuildKit says ${error}`);
  }
});
