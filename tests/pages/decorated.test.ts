import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { applyEdits, type Finding } from "../../src/base/index.ts";
import { parseDockerfile, tokenize } from "../../src/dockerfile/index.ts";
import { type RuleDefinition, rules } from "../../src/playbook/index.ts";
import { evaluateDockerfile } from "../../src/stage/index.ts";
import { judgeExample } from "./judge-example.ts";
import { type PageExample, readPage } from "./page.ts";

const folder = new URL("../../src/playbook/rules/", import.meta.url);

/** Every example of every rule that may have a fix. */
const EXAMPLES = (rules as readonly RuleDefinition[])
  .filter(({ fix }) => fix !== "never")
  .flatMap((rule) => {
    const page = readPage(readFileSync(new URL(`${rule.name}.md`, folder), "utf8"));
    return page.examples.flatMap((example) => (example.expected.length === 0 ? [] : [{ rule, example }]));
  });

/** What people's files have that the examples do without. */
interface Decoration {
  readonly hasMark: boolean;
  readonly end: "\n" | "\r\n";
  readonly hasLastEnd: boolean;
  readonly isBacktick: boolean;
  readonly hasTabs: boolean;
  /** Between which lines comments stand, in instructions and above them: one number for each line, in turn. */
  readonly comments: readonly number[];
}

const decoration: fc.Arbitrary<Decoration> = fc.record({
  hasMark: fc.boolean(),
  end: fc.constantFrom("\n", "\r\n"),
  hasLastEnd: fc.boolean(),
  isBacktick: fc.nat({ max: 5 }).map((each) => each === 0),
  hasTabs: fc.boolean(),
  comments: fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 12 }),
});

/** The same Dockerfile to the builder: only comments, blanks, line ends and the escape character differ. */
function decorate(text: string, how: Decoration): string {
  const { instructions, escape } = parseDockerfile("Dockerfile", text);
  const bodies = instructions.flatMap(({ syntax }) =>
    syntax.heredocs.map(({ bodySpan, terminatorSpan }) => ({
      start: bodySpan.start,
      end: terminatorSpan.end,
    })),
  );
  const firstLine = instructions[0]?.syntax.startLine ?? 1;
  const out: string[] = [];
  let at = 0;
  let inside = false;
  for (const [index, line] of text.replace(/\n$/, "").split("\n").entries()) {
    const isBody = bodies.some(({ start, end }) => at >= start && at <= end);
    at += line.length + 1;
    const wanted = how.comments[index % how.comments.length] ?? 0;
    // Directives stand first, and the comments above an instruction may be asking for silence.
    if (!isBody && index + 1 >= firstLine && !/^\s*#/.test(line)) {
      if (inside && wanted === 1) out.push(`${how.hasTabs ? "\t" : "    "}# inside ${index}`);
      if (!inside && wanted === 2) out.push(`# about ${index}`);
    }
    const isContinued = !isBody && line.endsWith(escape) && !/^\s*#/.test(line);
    const tabbed = inside && how.hasTabs && !isBody ? line.replace(/^ +/, "\t") : line;
    out.push(isContinued && how.isBacktick ? `${tabbed.slice(0, -1)}\`` : tabbed);
    if (!isBody && !/^\s*#/.test(line)) inside = isContinued;
  }
  const escapeLine = how.isBacktick && escape === "\\" && !/^# *(?:syntax|escape|check)/i.test(text);
  const lines = escapeLine ? ["# escape=`", ...out] : out;
  return (how.hasMark ? "\ufeff" : "") + lines.join(how.end) + (how.hasLastEnd ? how.end : "");
}

function commentsOf(text: string): string[] {
  const dockerfile = parseDockerfile("Dockerfile", text);
  return (
    tokenize(dockerfile)
      .filter(({ kind }) => kind === "comment" || kind === "directive")
      // Behind arguments, what continues the line is no part of what a comment says.
      .map(({ span }) => text.slice(span.start, span.end).replace(/[\s\\`]+$/, ""))
  );
}

function refusals(text: string): number {
  const dockerfile = parseDockerfile("Dockerfile", text);
  return dockerfile.problems.length + evaluateDockerfile(dockerfile).problems.length;
}

async function findingsOf(
  rule: RuleDefinition,
  example: PageExample,
  text: string,
): Promise<readonly Finding[]> {
  const { judgement } = await judgeExample(rule, example, text);
  return judgement.findings.filter((finding) => finding.rule === rule.name);
}

/** Rules that move an instruction, with the comments above it, or a comment. */
const MOVING: ReadonlySet<string> = new Set([
  "comment-after-arguments",
  "sources-before-install",
  "volatile-argument-early",
]);

/** What a fix loses of what is around it; undefined where it loses nothing. */
function loss(before: string, after: string, mayMove: boolean): string | undefined {
  const left = commentsOf(after);
  if (mayMove) left.sort();
  let from = 0;
  for (const comment of mayMove ? [...commentsOf(before)].sort() : commentsOf(before)) {
    const at = left.indexOf(comment, from);
    if (at === -1) return `the comment ${JSON.stringify(comment)}`;
    from = at + 1;
  }
  const [old, now] = [before, after].map((text) => (text.match(/(?<!\r)\n/g) ?? []).length);
  if (old === 0 && now !== 0 && before.includes("\n")) return "the uniform line ends";
  if (!before.includes("\r") && after.includes("\r")) return "the plain line ends";
  if (before.startsWith("\ufeff") !== after.startsWith("\ufeff")) return "the byte order mark";
  if (before.endsWith("\n") !== after.endsWith("\n")) return "how the file ends";
  return refusals(after) > refusals(before) ? "that the builder takes it" : undefined;
}

test("no fix loses anything of the file around it", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: EXAMPLES.length - 1 }), decoration, async (index, how) => {
      const { rule, example } = EXAMPLES[index] ?? assert.fail();
      const text = decorate(example.text, how);
      const findings = await findingsOf(rule, example, text);
      for (const { fix } of findings) {
        if (fix === undefined || fix.applicability === "display-only" || fix.edits.length === 0) continue;
        const after = applyEdits(text, fix.edits);
        const about = `${rule.name}, line ${example.line}: ${fix.title}\n${text}\n----\n${after}`;
        assert.ok(after !== undefined, `edits overlap: ${about}`);
        assert.equal(loss(text, after, MOVING.has(rule.name)), undefined, about);
        const left = await findingsOf(rule, example, after);
        assert.ok(left.length < findings.length, `the finding stays: ${about}`);
        seen.add(rule.name);
      }
    }),
    { numRuns: 400 },
  );
  assert.ok(seen.size > 40, `fixes of ${seen.size} rules were tried`);
});
