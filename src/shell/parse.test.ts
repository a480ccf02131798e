import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { type MappedText, mapWhole } from "../base/index.ts";
import { parseShell, type ShellNode, type ShellScript, type ShellWord } from "./index.ts";

suite("shell text as a tree", () => {
  const shapes: readonly (readonly [name: string, text: string, shape: string])[] = [
    ["words are split at blanks", "apt-get  update", "apt-get update"],
    ["a chain keeps its members together", "a && b || c", "(a && b || c)"],
    ["a chain ends at a semicolon", "a && b; c", "(a && b) ; c"],
    ["a newline separates", "a\n\nb", "a \\n b"],
    ["a comment is no command", "# a\nb # c", "b"],
    ["an ampersand separates and sends behind", "a & b", "a & b"],
    ["a pipeline binds closer than a chain", "a | b && c", "((a | b) && c)"],
    ["both outputs are piped", "a |& b", "(a |& b)"],
    ["a negation makes a pipeline", "! a", "(! a)"],
    ["two negations make none", "! ! a", "(a)"],
    ["an assignment stands in front of a command", "A=1 B= c D=2", "{A=1 B=} c D=2"],
    ["an assignment needs no command", "A=1", "{A=1}"],
    ["a subshell", "(a; b) > c", "subshell(a ; b) [>c]"],
    ["a group", "{ a; }", "group(a ;)"],
    [
      "if with all its branches",
      "if a; then b; elif c; then d; else e; fi",
      "if(a ; ? b ; | c ; ? d ; : e ;)",
    ],
    ["for over words", "for i in a 'b c'; do d; done", "for i in a b c (d ;)"],
    ["for without words", 'for i; do d; done 2> e"f"', "for i (d ;) [2>ef]"],
    ["while and until", "while a; do b; done; until c; do d; done", "while(a ; b ;) ; until(c ; d ;)"],
    ["case", "case $x in a|b) c;; *) d;; esac", "case $x (a|b: c)(*: d)"],
    ["a function", "f() { a; }", "function f group(a ;)"],
    ["a test of Bash", "[[ -f a && $b == c* ]]", "test a $b c*"],
    ["a test of every shell is a command", "[ -f a ]", "[ -f a ]"],
    ["arithmetic", "((a + $(b)))", "arithmetic(b)"],
    ["a loop that counts", "for ((i = 0; i < $(n); i++)); do a; done", "arithmetic-for(n)(a ;)"],
    ["redirections in the order written", "a <b 2>&1 >>c <<< d", "a [<b] [2>&1] [>>c] [<<<d]"],
    ["a heredoc takes its body along", "a <<E && b\nx $y\nE\nc", "(a [<<E:x $y\\n] && b) \\n c"],
    ["tabs in front of a heredoc's end", "a <<-E\n\tx\n\tE\nb", "a [<<E:\\tx\\n] \\n b"],
    ["a coprocess", "coproc a", "coprocess a"],
  ];
  for (const [name, text, shape] of shapes) {
    test(name, () => assert.equal(describeScript(parseShell(mapWhole(text, 0))), shape));
  }
});

suite("words", () => {
  const words: readonly (readonly [name: string, raw: string, literal: string | undefined, value: string])[] =
    [
      ["a plain word is literal", "apt-get", "apt-get", "apt-get"],
      ["single quotes keep everything", "'$a\\'", "$a\\", "$a\\"],
      ["double quotes keep all but four characters", '"\\$a \\n \\"b\\""', '$a \\n "b"', '$a \\n "b"'],
      ["a backslash keeps one character", "a\\ \\*b", "a *b", "a *b"],
      ["a backslash at the end stands for itself", "a\\", "a\\", "a\\"],
      ["neighbours make one word", "a'b c'\"d\"", "ab cd", "ab cd"],
      ["an empty pair of quotes is a word", '""', "", ""],
      ["a variable is not literal", '"a$b"', undefined, "a$b"],
      ["a substitution is not literal", "a$(b c)", undefined, "a$(b c)"],
      ["a pattern is not literal", "*.deb", undefined, "*.deb"],
      ["a quoted pattern is literal", "'*.deb'", "*.deb", "*.deb"],
      ["braces are not literal", "{a,b}", undefined, "{a,b}"],
      ["empty braces are", "{}", "{}", "{}"],
      ["a home folder is not literal", "~/a", undefined, "~/a"],
      ["a home folder behind an equals sign is one to Bash", "A=~/b", undefined, "A=~/b"],
      ["a tilde further on is", "a~", "a~", "a~"],
      ["escapes of Bash are not literal", "$'a\\tb'", undefined, "a\tb"],
      ["a lone dollar is literal", "a$", "a$", "a$"],
      ["bytes that are no text are literal", "\udc80x", "\udc80x", "\udc80x"],
    ];
  for (const [name, raw, literal, value] of words) {
    test(name, () => {
      const word = wordsOf(`x ${raw}`)[1];
      assert.deepEqual(
        { raw: word?.raw, literal: word?.literal, value: word?.value },
        { raw, literal, value },
      );
    });
  }

  test("parts say what a word is made of", () => {
    const parts = wordsOf("x ~/a\"$b\"'c'${d:-e}*")[1]?.parts ?? [];
    assert.deepEqual(
      parts.map((part) => `${part.kind}${part.quoted ? " quoted" : ""} ${part.raw}`),
      ["tilde ~", "literal /a", "variable quoted $b", "literal quoted c", "variable ${d:-e}", "glob *"],
    );
  });

  test("a variable has its name, operator and other word", () => {
    const part = wordsOf("x ${a:-$b}")[1]?.parts[0];
    assert.ok(part?.kind === "variable");
    assert.deepEqual([part.name, part.operator, part.operands[0]?.raw], ["a", ":-", "$b"]);
  });

  test("an argument of export knows its assignment", () => {
    const word = wordsOf("export A='b c'")[1];
    assert.equal(word?.literal, "A=b c");
    assert.equal(word.assignment?.value?.literal, "b c");
  });

  test("the value of an assignment has home folders behind its colons", () => {
    const kinds = wordsOf("export P=$P:~/b")[1]?.parts.map((part) => `${part.kind} ${part.raw}`);
    assert.deepEqual(kinds, ["literal P=", "variable $P", "literal :", "tilde ~", "literal /b"]);
  });
});

suite("places", () => {
  test("a word joined over a continuation covers it, its neighbours do not", () => {
    const source = "RUN ap\\\n  t x";
    const mapped: MappedText = {
      text: "ap  t x",
      pieces: [
        { at: 0, source: 4 },
        { at: 2, source: 8 },
      ],
    };
    const spans = commandWords(parseShell(mapped)).map(({ span }) => source.slice(span.start, span.end));
    assert.deepEqual(spans, ["ap", "t", "x"]);
  });

  test("operators have places", () => {
    const script = parseShell(mapWhole("a &&\\\n b || c", 10));
    assert.ok(script.kind === "read");
    const node = script.list.statements[0]?.node;
    assert.ok(node?.kind === "chain");
    assert.deepEqual(
      node.operators.map(({ text, span }) => [text, span.start, span.end]),
      [
        ["&&", 12, 14],
        ["||", 19, 21],
      ],
    );
  });

  test("text in escaped backquotes keeps its places", () => {
    const text = "x `a \\`bc d\\``";
    const outer = wordsOf(text)[1]?.parts[0];
    assert.ok(outer?.kind === "substitution");
    const node = outer.list.statements[0]?.node;
    assert.ok(node?.kind === "command");
    const inner = node.words[1]?.parts[0];
    assert.ok(inner?.kind === "substitution");
    assert.equal(text.slice(inner.list.span.start, inner.list.span.end), "bc d");
  });

  test("a text that is not written as it stands has one place", () => {
    const words = commandWords(parseShell(mapWhole("a b", 0), { within: { start: 5, end: 9 } }));
    assert.deepEqual(
      words.map(({ span }) => span),
      [
        { start: 5, end: 9 },
        { start: 5, end: 9 },
      ],
    );
  });
});

suite("text that a shell would refuse", () => {
  const refused: readonly (readonly [name: string, text: string, at: number])[] = [
    ["an open quote", "echo 'a", 5],
    ["an if without its end", "if a; then b", 12],
    ["a word that closes nothing", "a; fi", 3],
    ["a chain that goes nowhere", "a &&", 4],
    ["an open substitution", "a $(b", 2],
    ["a mistake inside a substitution", "a $(b; fi)", 7],
  ];
  for (const [name, text, at] of refused) {
    test(`${name} is told with its place`, () => {
      const [problem] = parseShell(mapWhole(text, 0)).problems;
      assert.deepEqual([problem?.code, problem?.span?.start], ["shell/syntax", at]);
    });
  }

  test("what stands in front of the mistake is read", () => {
    assert.deepEqual(
      wordsOf("a b &&").map(({ raw }) => raw),
      ["a", "b"],
    );
  });

  test("text for another shell is opaque, which is no problem", () => {
    const script = parseShell(mapWhole("Get-Item 'x", 0), { shell: "windows" });
    assert.deepEqual([script.kind, script.problems], ["opaque", []]);
  });
});

test("any text is read without an error, and all places are inside it", () => {
  const fragment = fc.constantFrom(
    ..."a $b ${c} ' \" ` \\ ( ) { } ; & | < > << <<- # * ~ = [[ ]] $( $(( if then fi do done case esac in for \n \t E".split(
      " ",
    ),
    " ",
  );
  fc.assert(
    fc.property(fc.array(fragment, { maxLength: 25 }), (fragments) => {
      const text = fragments.join("");
      const script = parseShell(mapWhole(text, 0));
      assert.notEqual(script.problems[0]?.code, "shell/unreadable");
      for (const word of commandWords(script)) {
        assert.equal(text.slice(word.span.start, word.span.end), word.raw);
      }
    }),
    { numRuns: 3000 },
  );
});

/** The words of the first simple command. */
function wordsOf(text: string): readonly ShellWord[] {
  return commandWords(parseShell(mapWhole(text, 0)));
}

function commandWords(script: ShellScript): readonly ShellWord[] {
  if (script.kind !== "read") return [];
  let node = script.list.statements[0]?.node;
  if (node?.kind === "chain") node = node.members[0];
  return node?.kind === "command" ? node.words : [];
}

function describeScript(script: ShellScript): string {
  return script.kind === "read" ? describeList(script.list) : "opaque";
}

type List = Extract<ShellScript, { kind: "read" }>["list"];

function describeList({ statements }: List): string {
  return statements
    .map(({ node, separator }) => describeNode(node) + (separator === undefined ? "" : ` ${separator}`))
    .join(" ")
    .replaceAll("\n", "\\n");
}

function describeNode(node: ShellNode): string {
  const redirections = "redirections" in node ? node.redirections.map(describeRedirection).join("") : "";
  return describeBare(node) + redirections;
}

function describeBare(node: ShellNode): string {
  switch (node.kind) {
    case "command": {
      const assignments = node.assignments.map(({ name, value }) => `${name}=${value?.value}`).join(" ");
      return [...(assignments === "" ? [] : [`{${assignments}}`]), ...node.words.map(valueOf)].join(" ");
    }
    case "chain":
      return `(${describeMembers(node)})`;
    case "pipeline":
      return `(${node.negated ? "! " : ""}${describeMembers(node)})`;
    case "group":
    case "subshell":
      return `${node.kind}(${describeList(node.body)})`;
    case "if": {
      const branches = node.branches.map((branch) => describePair(branch.condition, branch.body));
      return `if(${branches.join(" | ")}${node.otherwise === undefined ? "" : ` : ${describeList(node.otherwise)}`})`;
    }
    case "for":
    case "select": {
      const words = node.words === undefined ? "" : `in ${node.words.map(valueOf).join(" ")} `;
      return `${node.kind} ${node.variable.value} ${words}(${describeList(node.body)})`;
    }
    case "arithmetic-for":
      return `${node.kind}(${node.substitutions.map(describeList).join()})(${describeList(node.body)})`;
    case "while":
    case "until":
      return `${node.kind}(${describeList(node.condition)} ${describeList(node.body)})`;
    case "case": {
      const items = node.items.map(
        (item) => `(${item.patterns.map(valueOf).join("|")}: ${describeList(item.body)})`,
      );
      return `case ${node.subject.value} ${items.join("")}`;
    }
    case "function":
      return `function ${node.name.value} ${describeNode(node.body)}`;
    case "coprocess":
      return `coprocess ${describeNode(node.body)}`;
    case "test":
      return `test ${node.words.map(valueOf).join(" ")}`;
    case "arithmetic":
      return `arithmetic(${node.substitutions.map(describeList).join()})`;
  }
}

function describePair(condition: List, body: List): string {
  return `${describeList(condition)} ? ${describeList(body)}`;
}

function describeMembers(node: Extract<ShellNode, { kind: "chain" | "pipeline" }>): string {
  return node.members
    .map(
      (member, index) =>
        `${index === 0 ? "" : ` ${node.operators[index - 1]?.text} `}${describeNode(member)}`,
    )
    .join("");
}

function describeRedirection(redirection: import("./index.ts").Redirection): string {
  switch (redirection.kind) {
    case "file":
      return ` [${redirection.descriptor ?? ""}${redirection.operator}${redirection.target?.value}]`;
    case "here-string":
      return ` [<<<${redirection.content?.value}]`;
    case "heredoc":
      return ` [<<${redirection.name}:${redirection.body.value.replaceAll("\t", "\\t")}]`;
  }
}

function valueOf(word: ShellWord): string {
  return word.value;
}
