// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how variables look in a Dockerfile.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { limits } from "../base/index.ts";
import { type Substituted, type SubstituteOptions, substituteWord, substituteWords } from "./substitute.ts";

const VALUES = new Map([
  ["A", "value"],
  ["EMPTY", ""],
  ["LIST", " one  two "],
  ["FILE", "dir/app.tar.gz"],
  ["LINES", "first\nsecond\n"],
  ["BYTES", "\udc80x\udcff"],
]);

function lookup(name: string): string | undefined {
  return VALUES.get(name);
}

type Row = readonly [name: string, word: string, expected: string, options?: SubstituteOptions];

/** A row's expected text is the value, or `refused: ` and the reason. */
function checkWord([name, word, expected, options]: Row): void {
  test(name, () => assert.equal(outcome(substituteWord(word, lookup, options)), expected));
}

function checkWords(
  name: string,
  word: string,
  expected: readonly string[],
  options?: SubstituteOptions,
): void {
  test(name, () =>
    assert.deepEqual(substituteWords(word, lookup, options), { kind: "words", words: expected }),
  );
}

function outcome(result: Substituted): string {
  return result.kind === "value" ? result.value : `refused: ${result.reason}`;
}

const VARIABLES: readonly Row[] = [
  ["a word without special characters stands for itself", "plain", "plain"],
  ["a name ends before the first character that is no letter, digit or _", "$A/$A.x", "value/value.x"],
  ["braces set a name apart", "${A}x", "valuex"],
  ["a name takes letters of any script", "$Aé|", "|"],
  ["a name that begins with digits is digits only", "$1A", "A"],
  ["a second dollar is a special parameter", "$$A", "A"],
  ["a dollar before anything else stands for itself", "a$ $/", "a$ $/"],
  ["a variable without a value vanishes", "[$NONE]", "[]"],
  ["skipUnset keeps a bare variable", "$NONE-$A", "$NONE-value", { skipUnset: true }],
  ["skipUnset keeps braces and forgets the second slash", "${NONE//a/b}", "${NONE/a/b}", { skipUnset: true }],
  ["a byte order mark at the start vanishes", "\ufeff\ufeffx", "\ufeffx"],
  ["bytes that were not UTF-8 stay", "\udc80$BYTES'\udcfe'", "\udc80\udc80x\udcff\udcfe"],
];

const MODIFIERS: readonly Row[] = [
  ["- takes the word for an unset name", "${NONE-$A}", "value"],
  ["- keeps an empty value", "[${EMPTY-x}]", "[]"],
  [":- takes the word for an empty value", "${EMPTY:-x}", "x"],
  ["+ takes the word for an empty value", "${EMPTY+x}", "x"],
  [":+ drops the word for an empty value", "[${EMPTY:+x}]", "[]"],
  ["? refuses an unset name", "${NONE?}", "refused: NONE: is not allowed to be unset"],
  [":? refuses an empty value with the given message", "${EMPTY:?give $A}", "refused: EMPTY: give value"],
  [":? says that a value is empty", "${EMPTY:?}", "refused: EMPTY: is not allowed to be empty"],
  ["operands nest", "${NONE:-${NONE:-[${A:+yes}]}}", "[yes]"],
  ["a missing brace", "${A", "refused: unsupported modifier (\ufffd) in substitution"],
  ["an operand without its brace", "${A:-x", "refused: syntax error: missing '}'"],
  ["a pattern without its slash", "${A/x}", "refused: syntax error: missing '/' in ${}"],
  ["an empty name before a brace", "${}", "refused: syntax error: bad substitution"],
  ["an unknown modifier", "${A=x}", "refused: unsupported modifier (=) in substitution"],
  ["a colon before a pattern", "${A:#x}", "refused: unsupported modifier (:#) in substitution"],
  [
    "an inner refusal at the end of the word says that a brace is missing",
    "${A-${B",
    "refused: syntax error: missing '}'",
  ],
];

const PATTERNS: readonly Row[] = [
  ["# takes the shortest start away", "${FILE#*/}|${FILE#*a}", "app.tar.gz|pp.tar.gz"],
  ["## takes the longest start away", "${FILE##*a}", "r.gz"],
  ["% takes the shortest end away", "${FILE%.*}", "dir/app.tar"],
  ["%% takes the longest end away", "${FILE%%.*}", "dir/app"],
  ["a pattern that does not match changes nothing", "${FILE#app}${FILE%tar}", "dir/app.tar.gzdir/app.tar.gz"],
  ["? matches one character", "${A#??}", "lue"],
  ["neither ? nor * matches a line feed", "${LINES##*d}|${LINES%?}", "first\nsecond\n|first\nsecond\n"],
  ["/ replaces the first match, as long as it can be", "${FILE/a*a/-}", "dir/-r.gz"],
  ["// replaces every match", "${FILE//[a.]/-}|${FILE//./-}", "dir/app.tar.gz|dir/app-tar-gz"],
  ["an empty pattern matches between all characters", "${A//''/-}", "-v-a-l-u-e-"],
  ["// expands $0 in its replacement", "${A//?/'<$0>'}", "<v><a><l><u><e>"],
  ["/ does not expand its replacement", "${A/?/'<$0>'}", "<$0>alue"],
  ["an escaped star is a star", "${A#\\*}${NONE:-*}", "value*"],
  ["a quoted star still matches anything", "${A#'*'l}", "ue"],
  ["a byte that was not UTF-8 matches any other", "${BYTES#\udc81}", "x\udcff"],
  [
    "an escape that patterns do not know",
    "${A#\\d}",
    "refused: invalid pattern (\\d) in substitution: invalid escape '\\d'",
  ],
];

const QUOTES: readonly Row[] = [
  ["single quotes take everything as it is", "'$A \\'x", "$A \\x"],
  ["double quotes take variables", '"$A \\"\\x"', 'value "\\x'],
  ["an escaped dollar", "\\$A", "$A"],
  ["an escape at the end vanishes", "a\\", "a"],
  ["the backtick escapes when the file says so", "`$A\\", "$A\\", { escape: "`" }],
  ["rawQuotes keeps quotes", "'a'\"$A\"", "'a'\"value\"", { rawQuotes: true }],
  ["rawEscapes keeps escapes", "\\a", "\\a", { rawEscapes: true }],
  ["skipQuotes takes quotes for characters", "'$A\"", "'value\"", { skipQuotes: true }],
  [
    "an open single quote",
    "'a",
    "refused: unexpected end of statement while looking for matching single-quote",
  ],
  [
    "an open double quote",
    '"a',
    "refused: unexpected end of statement while looking for matching double-quote",
  ],
];

for (const row of [...VARIABLES, ...MODIFIERS, ...PATTERNS, ...QUOTES]) checkWord(row);

test("names are reported once each, in the order of their first use", () => {
  const result = substituteWord("$NONE$A$FILE$A$OTHER${NONE-}", lookup);
  assert.deepEqual(result.matched, ["A", "FILE"]);
  assert.deepEqual(result.unmatched, ["NONE", "OTHER"]);
});

test("a refusal keeps the names asked for before it", () => {
  assert.deepEqual(substituteWord("$A$NONE${", lookup), {
    kind: "refused",
    reason: "syntax error: missing '}'",
    matched: ["A"],
    unmatched: ["NONE"],
  });
});

checkWords("words are split at white space, also that of values", "a $LIST\tb", ["a", "one", "two", "b"]);
checkWords("quoted and escaped white space belongs to a word", "'a b'c\\ d \"$LIST\"", [
  "a bc d",
  " one  two ",
]);
checkWords("empty words vanish", " '' $EMPTY ", []);
checkWords("white space behind << does not split", "a << B", ["a", "<< B"]);
checkWords("a mark alone gives no word", "\ufeff", []);
checkWords("white space is what the builder takes for it", "a\u00a0b\u0085c\ufeffd", ["a", "b", "c\ufeffd"]);
checkWords("a modifier forgets the word that it stands in", "x ${PORT:-80}/${PROTO:-tcp}", ["x", "tcp"]);
checkWords("a plain variable forgets nothing", "x/$A/${A}", ["x/value/value"]);

test("words are refused with the same reason", () => {
  assert.deepEqual(substituteWords("a ${A!}", lookup), {
    kind: "refused",
    reason: "unsupported modifier (!) in substitution",
  });
});

test("nesting beyond the limit is cut off, however deep it goes", () => {
  const deep = substituteWord("${a:-".repeat(100_000), lookup);
  assert.match(outcome(deep), /^refused: the substitution was cut off: it nests/);
  const { substitutionDepth } = limits;
  const fits = "${a:-".repeat(substitutionDepth) + "}".repeat(substitutionDepth);
  assert.equal(outcome(substituteWord(fits, lookup)), "");
});

test("a result beyond the limit is cut off, also where a pattern makes it", () => {
  const half = "a".repeat(limits.substitutionCharacters / 2);
  const large = (): string => half;
  assert.equal(substituteWord("$A$A", large).kind, "value");
  assert.match(
    outcome(substituteWord("$A$A$A", large)),
    /^refused: the substitution was cut off: it produces/,
  );
  const longer = substituteWord(`\${A//a/${"b".repeat(1000)}}`, large);
  assert.match(outcome(longer), /^refused: the substitution was cut off: it produces/);
});

test("a pattern that would take too long is cut off", () => {
  const long = (name: string): string =>
    "a".repeat(name === "P" ? 50_000 : 500_000) + (name === "P" ? "b" : "");
  assert.match(
    outcome(substituteWord("${A/*$P/}", long)),
    /^refused: the substitution was cut off: its patterns/,
  );
});

test("many stars take no exponential time", () => {
  const value = "a".repeat(2000);
  assert.equal(outcome(substituteWord(`\${A/${"*a".repeat(500)}b/x}`, () => value)), value);
});

const anyWord = fc.string({
  unit: fc.constantFrom(..."$${{}}AB:-+?#%/*'\"\\`<  \nxé\udc80\ufeff"),
  maxLength: 40,
});
const anyOptions: fc.Arbitrary<SubstituteOptions> = fc.record({
  escape: fc.constantFrom("\\", "`"),
  rawQuotes: fc.boolean(),
  rawEscapes: fc.boolean(),
  skipUnset: fc.boolean(),
  skipQuotes: fc.boolean(),
});

test("any word is answered without throwing, and names are asked for in one place", () => {
  fc.assert(
    fc.property(anyWord, anyOptions, (word, options) => {
      const asked = new Set<string>();
      const result = substituteWord(
        word,
        (name) => {
          asked.add(name);
          return lookup(name);
        },
        options,
      );
      assert.deepEqual(new Set([...result.matched, ...result.unmatched]), asked);
      assert.equal(substituteWords(word, lookup, options).kind === "words", result.kind === "value");
    }),
  );
});

test("a pattern finds what a regular expression finds", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), minLength: 1, maxLength: 6 });
  const value = fc.string({ unit: fc.constantFrom("a", "b", "\n"), maxLength: 10 });
  fc.assert(
    fc.property(pattern, value, (glob, text) => {
      const expression = new RegExp(glob.replaceAll("?", ".").replaceAll("*", ".*"));
      const result = substituteWord(`\${V/${glob}/-}`, () => text);
      assert.equal(outcome(result), text.replace(expression, "-"));
    }),
  );
});
