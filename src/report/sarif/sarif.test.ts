import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Ajv } from "ajv";
import fc from "fast-check";
import { applyEdits, hasInvalidBytes } from "../../base/index.ts";
import type { CheckResult, RuleDefinition } from "../../playbook/index.ts";
import {
  anyCheck,
  HOSTILE,
  SAMPLE,
  sampleFile,
  sampleFinding,
  sampleResult,
} from "../sample-check.testing.ts";
import { renderSarif } from "./sarif.ts";

const SCHEMA = new URL("../../../fixtures/sarif/sarif-2.1.0-rtm.5.json", import.meta.url);
const validate = compileSchema();

const RULES: readonly RuleDefinition[] = [
  {
    name: "sample-rule",
    practice: "lean-layers",
    severity: "warning",
    fix: "sometimes",
    replaces: ["hadolint:DL3009"],
  },
  {
    name: "quiet-rule",
    practice: "works",
    severity: "information",
    fix: "never",
    replaces: [],
    offBecause: "it speaks of taste",
  },
];

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Location {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
    readonly region?: Region;
  };
}

interface Replacement {
  readonly deletedRegion: Region;
  readonly insertedContent?: { readonly text: string };
}

/** The parts of a log that tests look at; the schema vouches for their shape. */
interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly unknown[] } };
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: unknown;
  }[];
  readonly results: readonly {
    readonly ruleId: string;
    readonly ruleIndex?: number;
    readonly level: string;
    readonly message: { readonly text: string };
    readonly locations: readonly [Location];
    readonly partialFingerprints: Readonly<Record<string, string>>;
    readonly fixes?: readonly [
      { readonly artifactChanges: readonly [{ readonly replacements: readonly Replacement[] }] },
    ];
  }[];
}

/** Renders a check, holds the log to the standard's schema, and gives its run. */
function checkSarif(result: CheckResult, page?: (rule: string) => string | undefined): Run {
  const text = renderSarif(result, { version: "1.2.3", rules: RULES, ...(page && { page }) });
  assert.ok(text.endsWith("}\n"));
  const log: unknown = JSON.parse(text);
  assert.ok(validate(log), JSON.stringify(validate.errors));
  const [run] = log.runs;
  assert.ok(run !== undefined && log.runs.length === 1);
  return run;
}

const TEXT = "FROM a\nRUN b \\\n  c\n";

test("a result has its rule, level, message, place and fingerprint", () => {
  const { results } = checkSarif(sampleResult(sampleFile(TEXT, [sampleFinding(TEXT, "b \\\n  c")])));
  assert.deepEqual(results, [
    {
      ruleId: "sample-rule",
      ruleIndex: 0,
      level: "warning",
      message: { text: "something is wrong here" },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "Dockerfile", uriBaseId: "%SRCROOT%" },
            region: { startLine: 2, startColumn: 5, endLine: 3, endColumn: 4 },
          },
        },
      ],
      partialFingerprints: { "plimsollLine/v1": results[0]?.partialFingerprints["plimsollLine/v1"] },
      properties: { practice: "lean-layers" },
    },
  ]);
});

test("severities become levels", () => {
  const findings = (["error", "warning", "information"] as const).map((severity) =>
    sampleFinding(TEXT, "a", { severity }),
  );
  assert.deepEqual(
    checkSarif(sampleResult(sampleFile(TEXT, findings))).results.map(({ level }) => level),
    ["error", "warning", "note"],
  );
});

test("rules come with their page, level, practice, and whether they are on", () => {
  const page = (rule: string) => (rule === "sample-rule" ? "# A title\n\nWhy. More.\n" : undefined);
  assert.deepEqual(checkSarif(SAMPLE, page).tool.driver.rules, [
    {
      id: "sample-rule",
      shortDescription: { text: "A title" },
      fullDescription: { text: "Why." },
      help: { text: "Why.", markdown: "# A title\n\nWhy. More.\n" },
      defaultConfiguration: { level: "warning" },
      properties: { tags: ["lean-layers"], replaces: ["hadolint:DL3009"] },
    },
    {
      id: "quiet-rule",
      defaultConfiguration: { level: "note", enabled: false },
      properties: { tags: ["works"] },
    },
  ]);
});

test("a rule that is not listed has no index", () => {
  const [result] = checkSarif(SAMPLE).results;
  assert.equal(result?.ruleId, "base-tag-missing");
  assert.equal(result?.ruleIndex, undefined);
});

test("a fix is its edits, with how far it may be trusted; advice is none", () => {
  const [tag, lists] = checkSarif(SAMPLE).results;
  assert.equal(tag?.fixes, undefined);
  assert.deepEqual(lists?.fixes, [
    {
      description: { text: "Delete the package lists in the same RUN" },
      artifactChanges: [
        {
          artifactLocation: { uri: "shop/Dockerfile", uriBaseId: "%SRCROOT%" },
          replacements: [
            {
              deletedRegion: { startLine: 4, startColumn: 28, endLine: 4, endColumn: 28 },
              insertedContent: { text: " && rm -rf /var/lib/apt/lists/*" },
            },
          ],
        },
      ],
      properties: { applicability: "safe" },
    },
  ]);
});

test("what could not be read makes the run unsuccessful; what was skipped does not", () => {
  const problem = { code: "sample/problem", message: "it was not read", path: "a b" };
  const skipped = checkSarif(sampleResult(sampleFile(TEXT, [], { problems: [problem] })));
  const unread = checkSarif(sampleResult(sampleFile(TEXT), [problem]));
  const notification = (level: string) => ({
    descriptor: { id: "sample/problem" },
    level,
    message: { text: "it was not read" },
    locations: [{ physicalLocation: { artifactLocation: { uri: "a%20b", uriBaseId: "%SRCROOT%" } } }],
  });
  assert.deepEqual(skipped.invocations, [
    { executionSuccessful: true, toolExecutionNotifications: [notification("warning")] },
  ]);
  assert.deepEqual(unread.invocations, [
    { executionSuccessful: false, toolExecutionNotifications: [notification("error")] },
  ]);
});

test("a fingerprint outlives lines above it, and tells equal lines apart", () => {
  const prints = (text: string, ...starts: readonly number[]) =>
    checkSarif(
      sampleResult(
        sampleFile(
          text,
          starts.map((start) => sampleFinding(text, "", { span: { start, end: start + 1 } })),
        ),
      ),
    ).results.map(({ partialFingerprints }) => partialFingerprints["plimsollLine/v1"]);
  const [first, second, third] = prints("RUN a\nRUN a\nRUN b\n", 4, 10, 16);
  assert.match(first ?? "", /^[0-9a-f]{16}:1$/);
  assert.deepEqual(prints("# more\n\nRUN a\n  RUN a\nRUN b\n", 12, 20, 26), [first, second, third]);
  assert.equal(new Set([first, second, third]).size, 3);
  assert.equal(second, first?.replace(":1", ":2"));
});

test("a byte order mark is not counted, and the end of a text lies on its last line", () => {
  const text = "\ufeffFROM a\n";
  const findings = [
    sampleFinding(text, "a"),
    sampleFinding(text, "", { span: { start: text.length, end: text.length } }),
  ];
  assert.deepEqual(
    checkSarif(sampleResult(sampleFile(text, findings))).results.map(
      ({ locations }) => locations[0].physicalLocation.region,
    ),
    [
      { startLine: 1, startColumn: 6, endLine: 1, endColumn: 7 },
      { startLine: 1, startColumn: 8, endLine: 1, endColumn: 8 },
    ],
  );
});

test("a message holds no placeholder and no link", () => {
  const file = sampleFile(TEXT, [sampleFinding(TEXT, "a", { message: "{0} ${A} [x](1)" })]);
  assert.equal(checkSarif(sampleResult(file)).results[0]?.message.text, "{{0}} ${{A}} [x\\](1)");
});

test("hostile text keeps to the schema", () => {
  for (const text of HOSTILE) {
    const line = `RUN ${text} x\n`;
    const file = sampleFile(line, [sampleFinding(line, "x", { message: text })], { path: text });
    checkSarif(sampleResult(file, [{ code: "sample/problem", message: text, path: text }]));
  }
});

test("any check keeps to the schema, and its fixes do what their edits do", () => {
  fc.assert(
    fc.property(anyCheck, (result) => {
      const { results } = checkSarif(result);
      const findings = result.files.flatMap((file) => file.findings.map((finding) => ({ file, finding })));
      assert.equal(results.length, findings.length);
      for (const [index, { file, finding }] of findings.entries()) {
        const { fix } = finding;
        const replacements = results[index]?.fixes?.[0].artifactChanges[0].replacements;
        const isApplied =
          fix !== undefined &&
          fix.applicability !== "display-only" &&
          !fix.edits.some(({ text }) => hasInvalidBytes(text));
        assert.equal(replacements !== undefined, isApplied);
        if (fix === undefined || replacements === undefined) continue;
        const edits = replacements.map(({ deletedRegion, insertedContent }) => ({
          span: spanOf(file.text, deletedRegion),
          text: insertedContent?.text ?? "",
        }));
        assert.equal(applyEdits(file.text, edits), applyEdits(file.text, fix.edits));
      }
    }),
  );
});

/** The span of a region, read as the standard says it. */
function spanOf(text: string, { startLine, startColumn, endLine, endColumn }: Region) {
  const offset = (line: number, column: number): number => {
    let start = 0;
    for (let count = 1; count < line; count++) start = text.indexOf("\n", start) + 1;
    return start + column - 1 + (line === 1 && text.startsWith("\ufeff") ? 1 : 0);
  };
  return { start: offset(startLine, startColumn), end: offset(endLine, endColumn) };
}

/** The schema says the same in the draft that Ajv reads, but for the names of its own two members. */
function compileSchema() {
  const { $schema: _, id: __, ...schema }: Record<string, unknown> = JSON.parse(readFileSync(SCHEMA, "utf8"));
  // Its patterns were written before regular expressions had a Unicode mode.
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  ajv.addFormat("uri", (text: string) => URL.canParse(text));
  ajv.addFormat("uri-reference", /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*$/);
  ajv.addFormat("date-time", (text: string) => !Number.isNaN(Date.parse(text)));
  return ajv.compile<{ readonly runs: readonly Run[] }>(schema);
}
