import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { mapWhole } from "../base/index.ts";
import { type CommandList, execScript, listCommands, literalWords, parseShell } from "./index.ts";

suite("the commands of a script", () => {
  const lists: readonly (readonly [name: string, text: string, commands: string])[] = [
    ["substitutions run in front of their command", "a $(b `c`) > $(d)", "c; b; d; a"],
    ["arithmetic runs its substitutions", "a=$(($(b) + 1))", "b; (none)"],
    ["heredoc bodies run their substitutions", "a <<E\n$(b)\nE", "b; a"],
    ["quoted heredoc bodies run none", "a <<'E'\n$(b)\nE", "a"],
    ["conditions, bodies, functions", "if a; then b; fi; f() { c; }; while d; do e; done", "a; b; c; d; e"],
    ["operands of variables and patterns", `a "\${b:-$(c)}" x$(d)*`, "c; d; a"],
    ["a process substitution", "a <(b) [[", "b; a"],
    ["the subject and the patterns of a case", "case $(a) in $(b)) c;; esac", "a; b; c"],
  ];
  for (const [name, text, commands] of lists) {
    test(name, () => assert.equal(describe(text, false), commands));
  }
});

suite("what certainly runs in a script that succeeds", () => {
  const certainties: readonly (readonly [name: string, text: string, runs: string])[] = [
    ["every member of the last chain of and", "a && b && c", "a yes; b yes; c yes"],
    ["only the first member of an earlier chain", "a && b; c", "a yes; b maybe; c yes"],
    ["the last member behind an or", "a || b && c", "a yes; b maybe; c yes"],
    ["nothing behind a last or but the first", "a && b || c", "a yes; b maybe; c maybe"],
    ["what stands in front of a failing exit", "a && b || exit 1; c", "a yes; b yes; exit maybe; c yes"],
    ["a failing exit in a group", "a && b || { c; exit 2; }; d", "a yes; b yes; c maybe; exit maybe; d yes"],
    [
      "what stands in front of an exit that succeeds",
      "a && b || exit 0; c",
      "a yes; b maybe; exit maybe; c maybe",
    ],
    ["nothing behind an exit", "a; exit; b", "a yes; exit yes; b no"],
    ["nothing behind an exec", "exec a; b", "a yes; b no"],
    ["an exec that only redirects goes on", "exec > a; b", "exec yes; b yes"],
    ["an exit in a subshell ends the subshell", "(a; exit; b); c", "a yes; exit yes; b no; c yes"],
    ["a failing exit in a subshell nobody minds", "(a || exit 1; b); c", "a yes; exit maybe; b maybe; c yes"],
    ["a failing exit in the last subshell", "(a || exit 1; b)", "a yes; exit maybe; b yes"],
    ["an exit in a branch", "if a; then exit; fi; b", "a yes; exit maybe; b maybe"],
    ["a failing exit in a branch", "if a; then exit 1; fi; b", "a yes; exit maybe; b yes"],
    ["the condition, but no branch", "if a && b; then c; else d; fi", "a yes; b maybe; c maybe; d maybe"],
    ["no second condition", "if a; then b; elif c; then d; fi", "a yes; b maybe; c maybe; d maybe"],
    ["the body of a loop over a word", "for i in a $b; do c; done", "c yes"],
    ["no body of a loop over what may be nothing", "for i in $a; do b; done", "b maybe"],
    [
      "what stands behind a break",
      "for i in a; do b || break; c; done; d",
      "b yes; break maybe; c maybe; d yes",
    ],
    ["the condition of a loop", "while a; do b; done; c", "a yes; b maybe; c yes"],
    ["all of a pipeline", "a && b | c", "a yes; b yes; c yes"],
    ["a chain inside a pipeline only at its end", "(a && b) | (c && d)", "a yes; b maybe; c yes; d yes"],
    ["a chain that is negated", "! { a && b; }", "a yes; b maybe"],
    ["a chain sent behind", "a && b &", "a yes; b maybe"],
    ["a substitution as its command", "a $(b && c)", "b yes; c maybe; a yes"],
    ["no function", "f() { a; }; f", "a maybe; f yes"],
    ["what stands behind a function that exits", "f() { exit; }; f; a", "exit maybe; f yes; a maybe"],
    ["no branch of a case", "case $a in b) c;; esac; d", "c maybe; d yes"],
    ["no default of a variable", "a ${b:-$(c)}", "c maybe; a yes"],
  ];
  for (const [name, text, runs] of certainties) {
    test(name, () => assert.equal(describe(text, true), runs));
  }
});

suite("where a command stands", () => {
  test("the operator in front and what is around", () => {
    const { commands } = listCommands(parseShell(mapWhole("a && (b | c; d) & e $(f); g &", 0)));
    assert.deepEqual(
      commands.map(({ name, operator, inside }) => [name, operator, inside.join(" ")]),
      [
        ["a", undefined, "background"],
        ["b", undefined, "background subshell pipeline"],
        ["c", "|", "background subshell pipeline"],
        ["d", ";", "background subshell"],
        ["f", undefined, "substitution"],
        ["e", "&", ""],
        ["g", ";", "background"],
      ],
    );
  });

  test("literal words are those no shell changes", () => {
    const { commands } = listCommands(parseShell(mapWhole("apt-get install 'a b' $c *.deb", 0)));
    assert.deepEqual(
      commands.map((command) => literalWords(command)),
      [["apt-get", "install", "a b", undefined, undefined]],
    );
  });
});

suite("commands that run commands", () => {
  const inner: readonly (readonly [name: string, text: string, commands: string])[] = [
    ["sudo with flags and values", "sudo -nE -u bob A=1 apt-get update", "sudo> apt-get update"],
    ["several, one in another", "exec env -i A=1 /usr/bin/nice -n 5 a b", "exec>env>nice> a b"],
    ["operands in front of the command", "timeout -s KILL 5 a; gosu bob b", "timeout> a; gosu> b"],
    ["flags end at two dashes", "tini -g -- a -- b", "tini> a -- b"],
    ["command asking where something is runs nothing", "command -v a", "command -v a"],
    ["env splitting a string is not followed", "env -S 'a b'", "env -S a b"],
    ["xargs", "a | xargs -I {} rm {}", "a; xargs> rm {}"],
    ["the text of sh -c", "sh -c 'a && b' c", "sh -c a && b c; a; b"],
    ["options of the shell around it", "/bin/bash -eo pipefail -lc 'a'", "/bin/bash -eo pipefail -lc a; a"],
    ["a text in a text", `sh -c "sh -c 'a; b'"`, "sh -c sh -c 'a; b'; sh -c a; b; a; b"],
    ["a shell running a file", "sh ./install.sh -c x", "sh ./install.sh -c x"],
    ["su", "su - bob -c 'a'", "su - bob -c a; a"],
    ["eval", "eval 'a'", "eval a; a"],
    ["a heredoc that a shell reads", "bash -s <<-E\n\ta\n\tb\n\tE", "bash -s; a; b"],
    ["the last heredoc counts", "sh <<A <<B\na\nA\nb\nB", "sh; b"],
    ["a heredoc for a script is not the script", "sh a.sh <<E\nb\nE", "sh a.sh"],
    ["substitutions in a text run once, in front of it", `sh -c "a $(b)"`, "b; sh -c a $(b); a $(b)"],
    ["substitutions the inner shell sees run in it", `sh -c "a \\$(b)"`, "sh -c a $(b); b; a $(b)"],
  ];
  for (const [name, text, commands] of inner) {
    test(name, () => {
      const list = listCommands(parseShell(mapWhole(text, 0)));
      assert.equal(describeWords(list), commands);
      assert.equal(list.isPartial, false);
    });
  }

  test("xargs adds words, and runs nothing on nothing if told so", () => {
    const { commands } = listCommands(parseShell(mapWhole("a | xargs -0r rm", 0)));
    assert.deepEqual(
      commands.map(({ hasMoreWords, runs }) => [hasMoreWords, runs]),
      [
        [false, "yes"],
        [true, "maybe"],
      ],
    );
  });

  test("the words that env puts into the environment are kept", () => {
    const { commands } = listCommands(parseShell(mapWhole("env A='b c' d", 0)));
    assert.deepEqual(
      commands[0]?.environment.map(({ literal }) => literal),
      ["A=b c"],
    );
  });

  test("a failing text fails its command", () => {
    assert.equal(describe("sh -c 'a && b || exit 1; c'", true), "sh yes; a yes; b yes; exit maybe; c yes");
    assert.equal(describe("sh -c 'a || exit 1; b'; c", true), "sh yes; a yes; exit maybe; b maybe; c yes");
  });

  test("a text in quotes keeps its places over escapes", () => {
    const text = `bash -c "a \\"b c\\" && d"`;
    const last = listCommands(parseShell(mapWhole(text, 0))).commands.at(-1);
    assert.deepEqual(last?.node.span, { start: text.indexOf("d"), end: text.indexOf("d") + 1 });
    assert.equal(last.script.source.text, 'a "b c" && d');
  });

  test("mistakes in a text are told", () => {
    const { problems } = listCommands(parseShell(mapWhole("sh -c 'if a'", 0)));
    assert.equal(problems[0]?.code, "shell/syntax");
  });

  test("a text deeper than is followed makes the list partial", () => {
    let text = "a";
    for (let level = 0; level < 9; level++) text = `sh <<'E${level}'\n${text}\nE${level}\n`;
    assert.equal(listCommands(parseShell(mapWhole(text, 0))).isPartial, true);
  });
});

suite("exec form", () => {
  test("its words are literal, whatever they hold", () => {
    const script = execScript([
      { value: "echo", span: { start: 5, end: 11 } },
      { value: "$a *", span: { start: 13, end: 19 } },
    ]);
    const [command] = listCommands(script).commands;
    assert.deepEqual(command && literalWords(command), ["echo", "$a *"]);
  });

  test("the text of its shell has places unless it holds escapes", () => {
    const plain = execScript([
      { value: "sh", span: { start: 1, end: 5 } },
      { value: "-c", span: { start: 7, end: 11 } },
      { value: "a && b", span: { start: 13, end: 21 } },
    ]);
    assert.deepEqual(listCommands(plain).commands.at(-1)?.node.span, { start: 19, end: 20 });
    const escaped = execScript([
      { value: "sh", span: { start: 1, end: 5 } },
      { value: "-c", span: { start: 7, end: 11 } },
      { value: 'a "b"', span: { start: 13, end: 22 } },
    ]);
    assert.deepEqual(listCommands(escaped).commands.at(-1)?.node.span, { start: 13, end: 22 });
  });

  test("nothing runs nothing", () => assert.deepEqual(listCommands(execScript([])).commands, []));
});

test("every word of every command stands where its raw text is written", () => {
  const fragment = fc.constantFrom(
    ...`a $b "$(c)" sh -c 'd' "e \\$(f)" \` \\\` ( ) { } ; && || | & <<E E \n \\ if then fi = * ~ ' "`.split(
      " ",
    ),
    " ",
    "\t",
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 30 }), (fragments) => {
      const text = fragments.join(" ");
      for (const { words, script } of listCommands(parseShell(mapWhole(text, 0))).commands) {
        const isOuter = script.source.text === text;
        for (const { source, at, raw, span } of words) {
          assert.equal(source.text.slice(at, at + raw.length), raw);
          assert.ok(span.start <= span.end && span.end <= text.length);
          if (isOuter && source === script.source) assert.equal(text.slice(span.start, span.end), raw);
        }
      }
    }),
    { numRuns: 3000 },
  );
});

/** The names of the commands in order, with what is known of them if asked. */
function describe(text: string, withRuns: boolean): string {
  const { commands } = listCommands(parseShell(mapWhole(text, 0)));
  return commands
    .map(({ words, runs }) => `${words[0]?.value ?? "(none)"}${withRuns ? ` ${runs}` : ""}`)
    .join("; ");
}

function describeWords({ commands }: CommandList): string {
  return commands
    .map(({ words, through }) =>
      [
        ...through
          .map((name) => `${name}>`)
          .join("")
          .split(" "),
        ...words.map(({ value }) => value),
      ]
        .filter((word) => word !== "")
        .join(" "),
    )
    .join("; ");
}
