import { displayText, type Finding, hasInvalidBytes, type Severity } from "../../base/index.ts";
import {
  rules as allRules,
  type CheckedFile,
  type CheckResult,
  type RuleDefinition,
  secretValues,
} from "../../playbook/index.ts";
import { hideInEdits } from "../hide-edits.ts";
import { type LocatedProblem, locateProblems } from "../located-problem.ts";
import { firstSentence, pageTitle } from "../page-text.ts";
import { artifactLocation, SOURCE_ROOT } from "./artifact-uri.ts";
import { Fingerprints } from "./fingerprint.ts";
import { RegionIndex } from "./region.ts";

/** What a SARIF log says of the program besides the check. */
export interface SarifOptions {
  readonly version: string;
  /** The rules that had a say; all of the playbook unless told otherwise. */
  readonly rules?: readonly RuleDefinition[];
  /** The page of a rule, as Markdown; without it rules have no texts. */
  readonly page?: (rule: string) => string | undefined;
}

/** Where the schema of the format is published. */
const SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

const LEVELS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  information: "note",
};

/**
 * A check as a SARIF log, ending with a line feed: one run, its rules, a result for each finding, and a
 * notification for each problem. What could not be read at all makes the run unsuccessful, for the absence of
 * results then proves nothing. Spec: SARIF 2.1.0.
 */
export function renderSarif(result: CheckResult, options: SarifOptions): string {
  const rules = options.rules ?? allRules;
  const ruleIndex = new Map(rules.map(({ name }, index) => [name, index]));
  const log = {
    $schema: SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: { driver: shapeDriver(rules, options) },
        invocations: [shapeInvocation(result)],
        originalUriBaseIds: {
          [SOURCE_ROOT]: { description: { text: "The folder that plimsoll was started in." } },
        },
        columnKind: "utf16CodeUnits",
        results: result.files.flatMap((file) => shapeResults(file, ruleIndex)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function shapeDriver(rules: readonly RuleDefinition[], { version, page }: SarifOptions) {
  return {
    name: "Plimsoll",
    version,
    semanticVersion: version,
    rules: rules.map((rule) => shapeRule(rule, page?.(rule.name))),
  };
}

function shapeRule(
  { name, practice, severity, offBecause, replaces }: RuleDefinition,
  page: string | undefined,
) {
  const title = page === undefined ? undefined : pageTitle(page);
  const why = page === undefined ? undefined : firstSentence(page);
  return {
    id: name,
    ...(title === undefined ? {} : { shortDescription: { text: title } }),
    ...(why === undefined ? {} : { fullDescription: { text: why } }),
    ...(page === undefined ? {} : { help: { text: why ?? title ?? name, markdown: page } }),
    defaultConfiguration: {
      level: LEVELS[severity],
      ...(offBecause === undefined ? {} : { enabled: false }),
    },
    properties: { tags: [practice], ...(replaces.length === 0 ? {} : { replaces }) },
  };
}

function shapeInvocation(result: CheckResult) {
  const unread = new Set(result.problems);
  return {
    executionSuccessful: unread.size === 0,
    toolExecutionNotifications: locateProblems(result).map((located) =>
      shapeNotification(located, unread.has(located.problem)),
    ),
  };
}

function shapeNotification({ problem, path, place }: LocatedProblem, isUnread: boolean) {
  const location =
    path === undefined
      ? undefined
      : { physicalLocation: { artifactLocation: artifactLocation(path), ...(place && { region: place }) } };
  return {
    descriptor: { id: problem.code },
    level: isUnread ? "error" : "warning",
    message: { text: plainText(problem.message) },
    ...(location === undefined ? {} : { locations: [location] }),
  };
}

function shapeResults(file: CheckedFile, ruleIndex: ReadonlyMap<string, number>) {
  const regions = new RegionIndex(file.text);
  const fingerprints = new Fingerprints(displayText(file.path), regions.lines);
  const location = artifactLocation(file.path);
  return file.findings.map((finding) => {
    const { rule, practice, severity, span, message } = finding;
    const index = ruleIndex.get(rule);
    return {
      ruleId: rule,
      ...(index === undefined ? {} : { ruleIndex: index }),
      level: LEVELS[severity],
      message: { text: plainText(message) },
      locations: [{ physicalLocation: { artifactLocation: location, region: regions.region(span) } }],
      partialFingerprints: { "plimsollLine/v1": fingerprints.next(finding) },
      ...shapeFixes(finding, file, regions),
      properties: { practice, ...(file.isDevelopment ? { development: true } : {}) },
    };
  });
}

/** A fix that somebody may apply. What needs a person, or writes bytes that JSON cannot hold, is no fix here. */
function shapeFixes({ fix }: Finding, { path, text: source, secrets }: CheckedFile, regions: RegionIndex) {
  if (fix === undefined || fix.applicability === "display-only" || fix.edits.length === 0) return {};
  if (fix.edits.some(({ text }) => hasInvalidBytes(text))) return {};
  // What would show a secret is no fix here either.
  const edits =
    secrets.length === 0 ? fix.edits : hideInEdits(source, fix.edits, secretValues(source, secrets));
  if (edits === undefined) return {};
  return {
    fixes: [
      {
        description: { text: plainText(fix.title) },
        artifactChanges: [
          {
            artifactLocation: artifactLocation(path),
            replacements: edits.map(({ span, text }) => ({
              deletedRegion: regions.region(span),
              ...(text === "" ? {} : { insertedContent: { text } }),
            })),
          },
        ],
        properties: { applicability: fix.applicability },
      },
    ],
  };
}

/**
 * A message without placeholders and links: braces are doubled, and no closing bracket meets a parenthesis.
 * Spec: SARIF 2.1.0, 3.11.5 and 3.11.6.
 */
function plainText(message: string): string {
  return displayText(message).replace(/[{}]/g, "$&$&").replaceAll("](", "\\](");
}
