import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { sourceSpan } from "../base/index.ts";
import { type Dockerfile, type Instruction, mapBody, parseDockerfile } from "./index.ts";

function parse(text: string): Dockerfile {
  return parseDockerfile("Dockerfile", text);
}

/** What the first instruction of a kind is made of: its name, flags, form and arguments. */
function checkArguments(text: string, expected: readonly string[]): void {
  const syntax = parse(text).instructions.at(-1)?.syntax;
  assert.ok(syntax !== undefined, "there is an instruction");
  assert.deepEqual(
    [
      syntax.name,
      syntax.form,
      ...syntax.flags.map(({ value }) => value),
      ...syntax.args.map(({ value }) => value),
    ],
    expected,
  );
}

/** The codes of all problems, in order. */
function checkProblems(text: string, codes: readonly string[]): void {
  assert.deepEqual(
    parse(text).problems.map(({ code }) => code),
    codes,
  );
}

function only<Kind extends Instruction["kind"]>(
  text: string,
  kind: Kind,
): Extract<Instruction, { kind: Kind }> {
  const found = parse(text).instructions.find((instruction) => instruction.kind === kind);
  if (found === undefined || !isKind(found, kind)) assert.fail(`no ${kind}`);
  return found;
}

function isKind<Kind extends Instruction["kind"]>(
  instruction: Instruction,
  kind: Kind,
): instruction is Extract<Instruction, { kind: Kind }> {
  return instruction.kind === kind;
}

describe("an instruction's arguments", () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ["a continued line is joined with nothing between", "RUN hello\\\nworld", ["RUN", "shell", "helloworld"]],
    ["comments inside a continuation vanish", "RUN a \\\n# why\n b", ["RUN", "shell", "a  b"]],
    ["two escapes at a line's end do not continue it", "RUN a \\\\", ["RUN", "shell", "a \\\\"]],
    ["a backtick continues after its directive", "# escape=`\nRUN a `\n b", ["RUN", "shell", "a  b"]],
    ["a JSON array is the exec form", 'CMD ["a", "b c"]', ["CMD", "exec", "a", "b c"]],
    ["a trailing comma falls back to the shell form", 'CMD ["a",]', ["CMD", "shell", '["a",]']],
    ["single quotes fall back to the shell form", "CMD ['a']", ["CMD", "shell", "['a']"]],
    ["a broken escape falls back to the shell form", 'CMD ["c:\\app"]', ["CMD", "shell", '["c:\\app"]']],
    ["quotes mean nothing to COPY", 'COPY "a b" /c', ["COPY", "words", '"a', 'b"', "/c"]],
    [
      "quotes hold a value of ENV together",
      'ENV A="b c" D=e',
      ["ENV", "words", "A", '"b c"', "=", "D", "e", "="],
    ],
    ["the old form of ENV takes the rest", "ENV A b  c", ["ENV", "words", "A", "b  c", ""]],
    ["a bare -- ends the flags", "RUN --network=none -- --x", ["RUN", "shell", "--network=none", "--x"]],
    ["quotes in a flag are taken away", "COPY --chown='a b' c d", ["COPY", "words", "--chown=a b", "c", "d"]],
    ["a flag is decoded byte by byte", "COPY --chown=é c d", ["COPY", "words", "--chown=Ã©", "c", "d"]],
    ["a health check has its type first", "HEALTHCHECK CMD a b", ["HEALTHCHECK", "shell", "CMD", "a b"]],
    ["an unknown instruction keeps one empty word", "FOO bar", ["FOO", "words", ""]],
  ];
  for (const [name, text, expected] of rows) it(name, () => checkArguments(text, expected));
});

describe("what the builder refuses", () => {
  const rows: readonly (readonly [string, string, readonly string[]])[] = [
    ["a file without instructions", "# nothing\n", ["dockerfile/empty"]],
    ["JSON with something other than strings", 'FROM a\nCMD ["b", 1]', ["dockerfile/json-not-strings"]],
    [
      "a heredoc without end",
      "FROM a\nRUN <<E\nb",
      ["dockerfile/heredoc-open", "dockerfile/instruction-unknown"],
    ],
    ["an unknown escape", "# escape=x\nFROM a", ["dockerfile/escape-invalid"]],
    ["a directive that stands twice", "# escape=`\n# escape=`\nFROM a", ["dockerfile/directive-repeated"]],
    ["a word of ENV without =", "FROM a\nENV A=1 B", ["dockerfile/equals-missing"]],
    ["ENV with a name only", "FROM a\nENV A", ["dockerfile/arguments-missing"]],
    ["an unknown instruction", "FROM a\nRUNN b", ["dockerfile/instruction-unknown"]],
    ["an unknown flag", "FROM a\nCOPY --form=b c d", ["dockerfile/flag-unknown"]],
    ["a flag that stands twice", "FROM a\nCOPY --chown=1 --chown=2 c d", ["dockerfile/flag-repeated"]],
    ["FROM with four arguments", "FROM a AS b c", ["dockerfile/arguments-surplus"]],
    ["a stage name that starts with a digit", "FROM a AS 1b", ["dockerfile/stage-name-invalid"]],
    ["an instruction before FROM", "RUN a\nFROM b", ["dockerfile/before-from"]],
    ["ONBUILD in ONBUILD", "FROM a\nONBUILD ONBUILD RUN b", ["dockerfile/onbuild-nested"]],
    ["COPY with one argument", "FROM a\nCOPY b", ["dockerfile/arguments-missing"]],
    ["a heredoc as destination", "FROM a\nCOPY b <<E\nE\n", ["dockerfile/heredoc-as-destination"]],
    ["SHELL that is no JSON", "FROM a\nSHELL sh -c", ["dockerfile/shell-not-json"]],
    ["a duration without unit", "FROM a\nHEALTHCHECK --interval=30 CMD b", ["dockerfile/duration-invalid"]],
    ["a file of ARG only", "ARG A", ["dockerfile/no-stage"]],
  ];
  for (const [name, text, codes] of rows) it(name, () => checkProblems(text, codes));

  it("leaves the rest understood", () => {
    const { stages } = parse("FROM a\nFOO\nRUN b\nCMD [1]\nCOPY c /d\n");
    assert.deepEqual(
      stages[0]?.instructions.map(({ kind }) => kind),
      ["unknown", "run", "cmd", "copy"],
    );
  });

  it("suggests the instruction that was meant", () => {
    assert.match(parse("FROM a\nWROKDIR /b").problems[0]?.message ?? "", /did you mean WORKDIR/);
  });
});

describe("heredocs", () => {
  it("end at their bare name and keep the body as written", () => {
    const { heredocs } = only("FROM a\nRUN <<E\n\tb\r\n E\nE\nRUN c", "run");
    assert.deepEqual(
      heredocs.map(({ name, content, expand }) => [name, content, expand]),
      [["E", "\tb\r\n E\n", true]],
    );
  });

  it("are read in order where several stand on one line", () => {
    const { files } = only("FROM a\nCOPY <<A <<B /c/\na\nA\nb\nB\n", "copy");
    assert.deepEqual(
      files.map(({ name, content }) => [name, content]),
      [
        ["A", "a\n"],
        ["B", "b\n"],
      ],
    );
  });

  it("lose leading tabs with a dash, and still know where they stand", () => {
    const text = "FROM a\nRUN <<-E\n\t\tone\n\ttwo\n\tE\n";
    const [heredoc] = only(text, "run").heredocs;
    assert.ok(heredoc !== undefined);
    const body = mapBody(heredoc);
    assert.equal(body.text, "one\ntwo\n");
    const { start, end } = sourceSpan(body, { start: 4, end: 7 });
    assert.equal(text.slice(start, end), "two");
  });

  it("do not expand where a part of the name is quoted", () => {
    assert.equal(only("FROM a\nRUN cat <<eo'f'\nx\neof\n", "run").heredocs[0]?.expand, false);
  });
});

describe("typed instructions", () => {
  it("name a stage in lower case", () => {
    assert.equal(only("FROM a AS Base", "from").name?.value, "base");
  });

  it("read a mount with all its fields", () => {
    const { mounts } = only(
      "FROM a\nRUN --mount=type=cache,target=/c,sharing=locked,uid=10,mode=0700 b",
      "run",
    );
    const mount = mounts[0]?.mount;
    assert.deepEqual(
      [mount?.type, mount?.target, mount?.sharing, mount?.uid, mount?.mode, mount?.readOnly],
      ["cache", "/c", "locked", 10, 0o700, false],
    );
  });

  it("know the durations of a health check in nanoseconds", () => {
    const check = only("FROM a\nHEALTHCHECK --interval=1m2.5s --retries=3 CMD b", "healthcheck");
    assert.deepEqual([check.interval, check.retries], [62_500_000_000n, 3]);
  });

  it("know what ONBUILD will run", () => {
    const { trigger, expression } = only("FROM a\nONBUILD COPY b /c", "onbuild");
    assert.deepEqual([trigger?.kind, expression], ["copy", "COPY b /c"]);
  });

  it("attach comments across blank lines, and drop them at an empty one", () => {
    assert.deepEqual(
      only("# one\n#\n# two\n\nFROM a", "from").syntax.comments.map(({ text }) => text),
      ["two"],
    );
  });
});

describe("spans", () => {
  it("of arguments are the text they were read from", () => {
    const text = "FROM a\nCOPY --from=b \\\n  c \\\n# why\n  /d\n";
    const { sources, destination, from } = only(text, "copy");
    const spans = [from?.span, sources[0]?.span, destination?.span].map((span) =>
      text.slice(span?.start, span?.end),
    );
    assert.deepEqual(spans, ["b", "c", "/d"]);
  });

  it("stay inside the text, whatever it is", () => {
    const pieces = fc.constantFrom(
      "FROM a\n",
      "RUN ",
      "COPY --a=b c ",
      "<<E\n",
      "E\n",
      "\\\n",
      "# c\n",
      '["a"]',
      "é",
      "\u{1f600}",
      " ",
      "\n",
      "ENV a=b ",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = parts.join("");
        for (const { syntax } of parse(text).instructions) {
          for (const { span } of [syntax, syntax.keyword, ...syntax.flags, ...syntax.args]) {
            assert.ok(span.start >= 0 && span.start <= span.end && span.end <= text.length);
          }
        }
      }),
    );
  });
});
