import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import fc from "fast-check";
import { type Applicability, applyEdits } from "../../src/base/index.ts";
import { parseDockerfile } from "../../src/dockerfile/index.ts";
import { type RuleDefinition, rules } from "../../src/playbook/index.ts";
import { judgeExample } from "../pages/judge-example.ts";

const rule =
  (rules as readonly RuleDefinition[]).find(({ name }) => name === "shell-form-command") ?? assert.fail();

/** A program of every name that tells its arguments, each in brackets, in a folder with files for patterns to find. */
const folder = mkdtempSync(join(tmpdir(), "plimsoll-shell-form-"));
for (const name of ["node", "python", "other"]) {
  const text = `#!/bin/sh\nprintf '%s' ${name}\nfor word in "$@"; do printf '[%s]' "$word"; done\necho\n`;
  writeFileSync(join(folder, name), text, { mode: 0o755 });
}
mkdirSync(join(folder, "work"));
for (const name of ["a.txt", "b.txt", "-e"]) writeFileSync(join(folder, "work", name), "x");

function run(words: readonly string[]) {
  const [file = "", ...rest] = words;
  const { stdout, status } = spawnSync(file, rest, {
    cwd: join(folder, "work"),
    env: { PATH: `${folder}:/usr/bin:/bin`, HOME: "/home/me", A: "one two", PORT: "8080" },
    input: "",
    encoding: "utf8",
  });
  return { stdout, status };
}

const PROGRAMS = ["node", "python", "other"];

const WORDS = [
  ..."a --b=c -e x.js /srv/app @x +y %s a,b a:b 0.0.0.0:80".split(" "),
  ...["'a b'", '"a b"', `"it's"`, `'say "x"'`, "a\\ b", '\\"x\\"', "'it'\\''s'", '--x="y z"', "''", '""'],
  ...[
    "$A",
    '"$A"',
    "${PORT:-1}",
    "'$A'",
    "\\$A",
    '"\\$A"',
    "$((1+1))",
    "$(echo hi)",
    "`echo hi`",
    '"a\\\\b"',
  ],
  ...["*.txt", "[ab].txt", "?.txt", "'*.txt'", "~", "~/x", "{x,y}", "é", "a=b", "#x", "x#y", "!", "\\n"],
];

const JOINTS = [" && ", " || ", " ; ", " | ", " & ", " && exec ", " > /dev/null && "];
const HEADS = [
  "",
  "",
  "",
  "exec ",
  "A=b ",
  "cd /tmp && ",
  "export B=1; ",
  "! ",
  "( ",
  "umask 022 && ",
  "time ",
];
const TAILS = ["", "", "", " 2>&1", " > /dev/null", " < /dev/null", " &", " )", " # done", " ;"];

const command = fc
  .tuple(fc.constantFrom(...PROGRAMS), fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }))
  .map(([program, words]) => [program, ...words].join(" "));

const script = fc
  .tuple(
    fc.constantFrom(...HEADS),
    command,
    fc.option(fc.tuple(fc.constantFrom(...JOINTS), command), { freq: 3 }),
    fc.constantFrom(...TAILS),
    fc.boolean(),
  )
  .map(([head, first, more, tail, isLong]) => {
    const text = head + first + (more === null ? "" : more.join("")) + tail;
    // A continuation between two words is none to the shell.
    return isLong ? text.replace(/(?<=[a-z]) (?=[a-z])/, " \\\n    ") : text;
  });

const NO_CONTEXT = {
  line: 0,
  text: "",
  expected: [],
  fixed: undefined,
  files: undefined,
  texts: new Map<string, string>(),
  ignoreFile: undefined,
};

/** What a CMD starts, as the builder would have it. */
function argumentsOf(text: string): readonly string[] {
  const last = parseDockerfile("Dockerfile", text).instructions.at(-1);
  if (last?.kind !== "cmd") return [];
  if (last.command.form === "shell") return ["/bin/sh", "-c", last.command.text.text];
  return last.command.form === "exec" ? last.command.words.map(({ value }) => value) : [];
}

const isThere = existsSync("/bin/sh");

suite("a shell form", { skip: isThere ? false : "there is no /bin/sh here" }, () => {
  after(() => rmSync(folder, { recursive: true }));

  test("does the same once it is written otherwise", async () => {
    const seen = new Map<Applicability, number>();
    await fc.assert(
      fc.asyncProperty(script, async (written) => {
        const text = `FROM debian:13-slim\nCMD ${written}\n`;
        const { judgement } = await judgeExample(rule, NO_CONTEXT, text);
        const fix = judgement.findings.find((finding) => finding.rule === rule.name)?.fix;
        if (fix === undefined || fix.applicability === "display-only") return;
        const fixed = applyEdits(text, fix.edits);
        assert.ok(fixed !== undefined && argumentsOf(fixed).length > 0, written);
        const [before, now] = [text, fixed].map((each) => {
          const { stdout, status } = run(argumentsOf(each));
          // What runs beside something else speaks in any order.
          return { status, stdout: / &(?: |$)/.test(written) ? [...stdout].sort().join("") : stdout };
        });
        assert.deepEqual(now, before, `${written}\n${fixed}`);
        seen.set(fix.applicability, (seen.get(fix.applicability) ?? 0) + 1);
      }),
      { numRuns: 150 },
    );
    assert.ok((seen.get("safe") ?? 0) > 5 && (seen.get("unsafe") ?? 0) > 5, JSON.stringify([...seen]));
  });
});
