import assert from "node:assert/strict";
import { test } from "node:test";
import type { Applicability, Severity } from "../../base/index.ts";
import type { CheckResult } from "../../playbook/index.ts";
import { SAMPLE, sampleFile, sampleFinding, sampleResult } from "../sample-check.testing.ts";
import { renderSummary } from "./summary.ts";
import type { TerminalOptions } from "./terminal-options.ts";

const TEXT = "FROM a\n";

/** Renders a summary in plain text and compares it. */
function checkSummary(result: CheckResult, expected: string, failOn: TerminalOptions["failOn"] = "warning") {
  assert.equal(renderSummary(result, { color: false, columns: 80, failOn }), expected);
}

function found(severity: Severity, rule: string, applicability?: Applicability) {
  const fix = applicability === undefined ? {} : { fix: { title: "Mend it", applicability, edits: [] } };
  return sampleFinding(TEXT, "a", { severity, rule, ...fix });
}

test("a file in order needs one line", () => {
  checkSummary(sampleResult(sampleFile(TEXT)), "Checked 1 file: no findings.\n");
});

test("nothing checked is said as such", () => {
  checkSummary({ files: [], problems: [] }, "No Dockerfile was checked.\n");
});

test("what could not be read is listed before the counts", () => {
  checkSummary(
    { files: [], problems: [{ code: "host/not-found", message: "there is nothing there", path: "x\x1b" }] },
    `problem[host/not-found] there is nothing there
 --> x<U+001B>

No Dockerfile was checked.
1 problem with what could not be read or used.
`,
  );
});

test("findings are counted by severity and by what mends them, and the commonest rule is named", () => {
  const findings = [
    found("warning", "one", "safe"),
    found("error", "two", "unsafe"),
    found("error", "three", "restructure"),
    found("error", "three", "display-only"),
    found("information", "four"),
  ];
  checkSummary(
    sampleResult(sampleFile(TEXT, findings, { suppressed: 1 })),
    `Checked 1 file: 3 errors, 1 warning and 1 information.
1 finding suppressed by comments.
The check fails: 4 findings of level warning or above.
Findings with a fix: 1 safe, 1 unsafe, 1 restructure.
Why, and what else to do: plimsoll explain three
`,
  );
});

test("a check fails from the level that was asked for", () => {
  const result = sampleResult(sampleFile(TEXT, [found("warning", "one")]));
  const rest = "Why, and what else to do: plimsoll explain one\n";
  checkSummary(result, `Checked 1 file: 1 warning.\n${rest}`, "error");
  checkSummary(result, `Checked 1 file: 1 warning.\n${rest}`, "never");
  checkSummary(
    result,
    `Checked 1 file: 1 warning.\nThe check fails: 1 finding of level information or above.\n${rest}`,
    "information",
  );
});

test("findings in development containers fail nothing, and that is said", () => {
  const file = sampleFile(TEXT, [found("error", "one")], { isDevelopment: true });
  checkSummary(
    sampleResult(file),
    `Checked 1 file: 1 error.
No finding fails the check; 1 in development containers is not gated.
Why, and what else to do: plimsoll explain one
`,
  );
});

test("practices are counted once, however many files break them", () => {
  const [file] = SAMPLE.files;
  assert.ok(file !== undefined);
  const summary = renderSummary(
    { files: [file, file], problems: [] },
    {
      color: false,
      columns: 80,
      failOn: "never",
    },
  );
  assert.match(summary, /^2 practices broken, /m);
});
