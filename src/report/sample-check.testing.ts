import fc from "fast-check";
import type { Finding, Problem, Severity, Span } from "../base/index.ts";
import { type CheckedFile, type ChecklistLine, type CheckResult, PRACTICES } from "../playbook/index.ts";

/** A finding at the first place where a text holds a quotation. */
export function sampleFinding(text: string, quotation: string, more: Partial<Finding> = {}): Finding {
  const start = text.indexOf(quotation);
  if (start === -1) throw new Error(`the sample does not hold ${JSON.stringify(quotation)}`);
  return {
    rule: "sample-rule",
    practice: "lean-layers",
    severity: "warning",
    path: "Dockerfile",
    span: { start, end: start + quotation.length },
    message: "something is wrong here",
    replaces: [],
    ...more,
  };
}

/** A file with findings, and nothing else to say unless it is given. */
export function sampleFile(
  text: string,
  findings: readonly Finding[] = [],
  more: Partial<CheckedFile> = {},
): CheckedFile {
  return {
    path: "Dockerfile",
    text,
    findings,
    secrets: [],
    checklist: [],
    problems: [],
    suppressed: 0,
    isDevelopment: false,
    context: { folder: ".", evidence: "nothing is copied" },
    ...more,
  };
}

/** A check of one file. */
export function sampleResult(file: CheckedFile, problems: readonly Problem[] = []): CheckResult {
  return { files: [file], problems };
}

const TEXT = `# syntax=docker/dockerfile:1
FROM debian
RUN apt-get update && \\
    apt-get install -y curl
RUN wget http://example.org/a
RUN wget http://example.org/b
RUN wget http://example.org/c
RUN wget http://example.org/d
RUN wget http://example.org/e
CMD ["curl"]
`;

const DOWNLOADS = ["a", "b", "c", "d", "e"].map((name) =>
  sampleFinding(TEXT, `http://example.org/${name}`, {
    rule: "plain-http-download",
    practice: "reproducible-install",
    severity: "information",
    message: "the download is not encrypted",
  }),
);

/** A check that has one of everything, for whole pages. */
export const SAMPLE: CheckResult = {
  files: [
    sampleFile(
      TEXT,
      [
        sampleFinding(TEXT, "debian", {
          rule: "base-tag-missing",
          practice: "pinned-base",
          message: "debian has no tag",
          path: "shop/Dockerfile",
          severity: "error",
          fix: { title: "Name a version", applicability: "display-only", edits: [] },
          replaces: ["hadolint:DL3006"],
        }),
        sampleFinding(TEXT, "apt-get update && \\\n    apt-get install -y curl", {
          rule: "apt-lists-left-in-layer",
          message: "apt-get update leaves its package lists in this layer",
          path: "shop/Dockerfile",
          fix: {
            title: "Delete the package lists in the same RUN",
            applicability: "safe",
            edits: [{ span: endOf(TEXT, "install -y curl"), text: " && rm -rf /var/lib/apt/lists/*" }],
          },
        }),
        ...DOWNLOADS,
      ],
      {
        path: "shop/Dockerfile",
        context: { folder: "shop", evidence: "compose.yaml builds it there" },
        checklist: sampleChecklist(),
        problems: [{ code: "context/unreadable", message: "2 folders could not be listed" }],
        suppressed: 2,
      },
    ),
    sampleFile("FROM scratch\n", [], {
      path: ".devcontainer/Dockerfile",
      isDevelopment: true,
      context: undefined,
    }),
  ],
  problems: [
    { code: "host/no-permission", message: "the file system refuses to read it", path: "b/Dockerfile" },
  ],
};

function endOf(text: string, quotation: string): Span {
  const end = text.indexOf(quotation) + quotation.length;
  return { start: end, end };
}

function sampleChecklist(): readonly ChecklistLine[] {
  const told = new Map<string, Omit<ChecklistLine, "practice">>([
    ["lean-layers", { status: "broken", evidence: "package lists are left", span: { start: 45, end: 60 } }],
    ["lean-context", { status: "not-applicable", evidence: "nothing is copied from the build context" }],
    ["pinned-base", { status: "broken", evidence: "debian has no tag", span: { start: 34, end: 40 } }],
    ["clean-shutdown", { status: "kept", evidence: "the application is started without a shell" }],
    ["well-formed", { status: "kept", evidence: "nothing the builder warns of" }],
  ]);
  return PRACTICES.map((practice) => ({
    practice,
    ...(told.get(practice.name) ?? {
      status: "unknown",
      evidence: "not told from the text of a Dockerfile",
    }),
  }));
}

/** What a hostile file may hold: escapes, commands for log viewers, turned text, broken bytes. */
export const HOSTILE: readonly string[] = [
  "\x1b[2J\x1b]0;owned\x07",
  "\n::set-output name=a::b",
  "\r\n::error::spoofed",
  "\u202emoc.live\u2066",
  "\udc80\udcff\ud800",
  "\u0085\u009b31m",
  "%0A%25,:=",
  "\u2028\u2029\ufeff",
  "{0} ${A:-{b}} [x](1)",
  "漢字👍e\u0301\u200d\t",
  "</script>'\"`\\",
  "\0",
];

const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 6 })
  .map((parts) => parts.join(""));

const severity = fc.constantFrom<Severity>("error", "warning", "information");

/** Any check, with hostile text wherever text comes from outside. */
export const anyCheck: fc.Arbitrary<CheckResult> = fc
  .array(hostileText.chain(anyFile), { maxLength: 3 })
  .chain((files) =>
    fc.array(anyProblem(hostileText), { maxLength: 2 }).map((problems) => ({ files, problems })),
  );

function anySpan(text: string): fc.Arbitrary<Span> {
  const offset = fc.nat({ max: text.length });
  return fc.tuple(offset, offset).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
}

function anyProblem(path: fc.Arbitrary<string>): fc.Arbitrary<Problem> {
  return fc.record(
    { code: fc.constant("sample/problem"), message: hostileText, path },
    { requiredKeys: ["code", "message"] },
  );
}

function anyFile(text: string): fc.Arbitrary<CheckedFile> {
  const edits = anySpan(text).chain((span) => hostileText.map((insert) => [{ span, text: insert }]));
  const fix = fc.record({
    title: hostileText,
    applicability: fc.constantFrom("safe", "unsafe", "restructure", "display-only"),
    edits,
  });
  const finding: fc.Arbitrary<Finding> = fc.record(
    {
      rule: fc.constantFrom("one-rule", "other-rule"),
      practice: fc.constant("works"),
      severity,
      path: fc.constant("Dockerfile"),
      span: anySpan(text),
      message: hostileText,
      replaces: fc.constant([]),
      fix,
    },
    { requiredKeys: ["rule", "practice", "severity", "path", "span", "message", "replaces"] },
  );
  const line: fc.Arbitrary<ChecklistLine> = fc.record(
    {
      practice: fc.constantFrom(...PRACTICES),
      status: fc.constantFrom("kept", "broken", "not-applicable", "unknown"),
      evidence: hostileText,
      span: anySpan(text),
    },
    { requiredKeys: ["practice", "status", "evidence"] },
  );
  return fc.record({
    path: hostileText,
    text: fc.constant(text),
    findings: fc.array(finding, { maxLength: 8 }),
    secrets: fc.constant([]),
    checklist: fc.array(line, { maxLength: 4 }),
    problems: fc.array(anyProblem(hostileText), { maxLength: 2 }),
    suppressed: fc.nat({ max: 9 }),
    isDevelopment: fc.boolean(),
    context: fc.option(fc.record({ folder: hostileText, evidence: hostileText }), { nil: undefined }),
  });
}
