import type { Problem, Span } from "../base/index.ts";
import type { EscapeContext } from "./escapes.ts";
import type { ShellText } from "./shell-text.ts";

/** What a shell would read: a list of statements, or a text that we do not look into. */
export type ShellScript = ReadScript | OpaqueScript;

/** Text in the language of the POSIX shells, as far as it could be read. */
export interface ReadScript {
  readonly kind: "read";
  readonly source: ShellText;
  readonly list: ShellList;
  readonly problems: readonly Problem[];
}

/** Text that is not looked into: another language, which is no error, or one that `problems` tells about. */
export interface OpaqueScript {
  readonly kind: "opaque";
  readonly source: ShellText;
  readonly problems: readonly Problem[];
}

/** Statements one after another. */
export interface ShellList {
  readonly statements: readonly Statement[];
  readonly span: Span;
}

/** One statement and what ends it. */
export interface Statement {
  readonly node: ShellNode;
  /** What stands behind it: a newline is written `\n`; undefined at the end of a list. */
  readonly separator: ";" | "&" | "\n" | undefined;
  readonly span: Span;
}

/** Whatever can stand where a command stands. */
export type ShellNode =
  | ChainNode
  | PipelineNode
  | CommandNode
  | BlockNode
  | IfNode
  | ForNode
  | ArithmeticForNode
  | WhileNode
  | CaseNode
  | FunctionNode
  | TestNode
  | ArithmeticNode
  | CoprocessNode;

/** An operator between two commands, with its place. */
export interface ShellOperator<Text extends string> {
  readonly text: Text;
  readonly span: Span;
}

/** `a && b || c`: one operator fewer than members. */
export interface ChainNode {
  readonly kind: "chain";
  readonly members: readonly ShellNode[];
  readonly operators: readonly ShellOperator<"&&" | "||">[];
  readonly span: Span;
}

/** `! a | b`; a negated or timed command alone is a pipeline of one. */
export interface PipelineNode {
  readonly kind: "pipeline";
  readonly negated: boolean;
  readonly members: readonly ShellNode[];
  readonly operators: readonly ShellOperator<"|" | "|&">[];
  readonly span: Span;
}

/** A simple command. All of its parts may be empty, not all at once. */
export interface CommandNode {
  readonly kind: "command";
  /** The name and the arguments. */
  readonly words: readonly ShellWord[];
  /** Assignments in front of the name. Those of `export A=b` are words. */
  readonly assignments: readonly ShellAssignment[];
  readonly redirections: readonly Redirection[];
  readonly span: Span;
}

/** `( … )`, which has a shell of its own, or `{ …; }`, which has not. */
export interface BlockNode {
  readonly kind: "subshell" | "group";
  readonly body: ShellList;
  readonly redirections: readonly Redirection[];
  readonly span: Span;
}

/** `if`, with its `elif`s as further branches. */
export interface IfNode {
  readonly kind: "if";
  readonly branches: readonly IfBranch[];
  readonly otherwise: ShellList | undefined;
  readonly redirections: readonly Redirection[];
  readonly span: Span;
}

/** One condition and what runs when it holds. */
export interface IfBranch {
  readonly condition: ShellList;
  readonly body: ShellList;
}

/** `for x in a b` and `select x in a b`; `words` is undefined where `in` is missing. */
export interface ForNode {
  readonly kind: "for" | "select";
  readonly variable: ShellWord;
  readonly words: readonly ShellWord[] | undefined;
  readonly body: ShellList;
  readonly redirections: readonly Redirection[];
  readonly span: Span;
}

/** `for ((i = 0; i < 3; i++))`. */
export interface ArithmeticForNode {
  readonly kind: "arithmetic-for";
  /** What `$(…)` inside the three expressions runs. */
  readonly substitutions: readonly ShellList[];
  readonly body: ShellList;
  readonly redirections: readonly Redirection[];
  readonly span: Span;
}

/** `while` and `until`. */
export interface WhileNode {
  readonly kind: "while" | "until";
  readonly condition: ShellList;
  readonly body: ShellList;
  readonly redirections: readonly Redirection[];
  readonly span: Span;
}

/** `case`. */
export interface CaseNode {
  readonly kind: "case";
  readonly subject: ShellWord;
  readonly items: readonly CaseItem[];
  readonly redirections: readonly Redirection[];
  readonly span: Span;
}

/** One item of a `case`: its patterns and what runs when one matches. */
export interface CaseItem {
  readonly patterns: readonly ShellWord[];
  readonly body: ShellList;
  readonly span: Span;
}

/** The definition of a function; nothing runs here. */
export interface FunctionNode {
  readonly kind: "function";
  readonly name: ShellWord;
  readonly body: ShellNode;
  readonly span: Span;
}

/** `[[ … ]]`; `[ … ]` is a simple command. */
export interface TestNode {
  readonly kind: "test";
  /** The operands in order, without operators. */
  readonly words: readonly ShellWord[];
  readonly redirections: readonly Redirection[];
  readonly span: Span;
}

/** `(( … ))`. */
export interface ArithmeticNode {
  readonly kind: "arithmetic";
  readonly substitutions: readonly ShellList[];
  readonly redirections: readonly Redirection[];
  readonly span: Span;
}

/** `coproc …`, which runs beside the script. */
export interface CoprocessNode {
  readonly kind: "coprocess";
  readonly body: ShellNode;
  readonly span: Span;
}

/** `A=b`, `A+=b`, `A[i]=b`, `A=(b c)`. */
export interface ShellAssignment {
  readonly name: string;
  readonly append: boolean;
  /** The value, or undefined for a list or for a value put into one place of a list. */
  readonly value: ShellWord | undefined;
  /** Everything that is written behind the `=`: one word, or the elements of a list. */
  readonly words: readonly ShellWord[];
  readonly span: Span;
}

/** A redirection: to or from a file or descriptor, a text (`<<<`), or a heredoc. */
export type Redirection = FileRedirection | HereString | ShellHeredoc;

/** `2>&1`, `> file`; the target is undefined where it is missing. */
export interface FileRedirection {
  readonly kind: "file";
  readonly operator: ">" | ">>" | "<" | "<>" | "<&" | ">&" | ">|" | "&>" | "&>>";
  /** The number in front, the name in `{name}>`, or undefined. */
  readonly descriptor: number | string | undefined;
  readonly target: ShellWord | undefined;
  readonly span: Span;
}

/** `<<< word`. */
export interface HereString {
  readonly kind: "here-string";
  readonly content: ShellWord | undefined;
  readonly span: Span;
}

/** `<<EOF` whose body stands in the same shell text. */
export interface ShellHeredoc {
  readonly kind: "heredoc";
  readonly name: string;
  /** Whether nothing in the body is expanded: part of the name was quoted. */
  readonly quoted: boolean;
  /** Whether leading tabs are dropped (`<<-`); they are kept in `body`. */
  readonly chomp: boolean;
  /** The body as one word in double quotes would be: line ends kept, expansions as parts. */
  readonly body: ShellWord;
  /** The opening word; the body has a span of its own. */
  readonly span: Span;
}

/** A word of a command. */
export interface ShellWord {
  /** As written, without the Dockerfile's continuations. */
  readonly raw: string;
  /** Without quotes; expansions and patterns stand as written. */
  readonly value: string;
  /** The one value the word has in every shell; undefined where an expansion or a pattern takes part. */
  readonly literal: string | undefined;
  readonly parts: readonly WordPart[];
  /** The assignment that an argument of `export`, `local`, `declare` or `readonly` makes. */
  readonly assignment?: ShellAssignment;
  /** The text it stands in, and where in it. */
  readonly source: ShellText;
  readonly at: number;
  readonly span: Span;
}

/** What a word is made of, in order; `""` is one empty part. `at` counts in the word's `source`. */
export type WordPart = LiteralPart | VariablePart | SubstitutionPart | ArithmeticPart | OtherPart;

interface PartBase {
  readonly raw: string;
  /** Whether it stands in quotes, so that a shell neither splits it nor takes it for a pattern. */
  readonly quoted: boolean;
  readonly at: number;
  readonly span: Span;
}

/** Text that stands for itself; quotes around it belong to no part. */
export interface LiteralPart extends PartBase {
  readonly kind: "literal";
  /** What is left of `raw` once backslashes have done their work. */
  readonly value: string;
  /** What a backslash in `raw` does; undefined in single quotes, where it is itself. */
  readonly escapes: EscapeContext | undefined;
}

/** `$A`, `${A:-b}`. */
export interface VariablePart extends PartBase {
  readonly kind: "variable";
  /** The name; a digit or a sign for the special ones. */
  readonly name: string;
  /** `#` for the length, `!` for an indirect name. */
  readonly prefix: "#" | "!" | undefined;
  /** `:-`, `##` and the like; undefined for the plain value. */
  readonly operator: string | undefined;
  readonly operands: readonly ShellWord[];
}

/** `$(…)`, backquotes, `<(…)` and `>(…)`. */
export interface SubstitutionPart extends PartBase {
  readonly kind: "substitution";
  readonly form: "command" | "process";
  readonly list: ShellList;
}

/** `$((…))`. */
export interface ArithmeticPart extends PartBase {
  readonly kind: "arithmetic";
  readonly substitutions: readonly ShellList[];
}

/**
 * A pattern; `{a,b}`; `~`; and `$'…'` or the start of `$"…"`. The last two and braces are plain text to
 * some shells, so that a word with them has no one value.
 */
export interface OtherPart extends PartBase {
  readonly kind: "glob" | "brace" | "tilde" | "dollar-quote";
  /** What a shell that knows the form takes it for; patterns, braces and `~` as written. */
  readonly value: string;
  /** The parts inside a pattern or braces, such as a variable. */
  readonly parts: readonly WordPart[];
}
