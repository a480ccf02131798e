import type { CommandUse, ShellWord } from "../../shell/index.ts";

/** A file that a command runs, by the names under which the interpreter would look for it. */
export interface StartedFile {
  readonly word: ShellWord;
  readonly names: readonly string[];
}

/** How an interpreter is told what to run. */
interface Grammar {
  /** Options that take the next word. */
  readonly valued: ReadonlySet<string>;
  /** Options with which it runs something else than a file: a text, or a module. */
  readonly other: RegExp;
  /** The names that a word may stand for. */
  readonly names: (word: string) => readonly string[];
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));
const asWritten = (word: string): readonly string[] => [word];

const NODE: Grammar = {
  valued: words("-r --require --import --loader --experimental-loader --env-file -C --conditions --title"),
  other: /^(?:-[a-z]*[epic]|--eval|--print|--check|--interactive|--test|--run|--watch-path|inspect)(?:=|$)/,
  // A module may be named without its ending, or by its folder.
  names: (word) => [
    word,
    ...[".js", ".mjs", ".cjs", ".json", "/index.js", "/package.json"].map((end) => word + end),
  ],
};
const PYTHON: Grammar = {
  valued: words("-X -W --check-hash-based-pycs"),
  other: /^-[A-Za-z]*[cmhV]|^--(?:help|version)/,
  names: asWritten,
};
const SHELL: Grammar = {
  valued: words("-o +o -O +O --rcfile --init-file"),
  other: /^-[a-z]*[cs]/,
  names: asWritten,
};
const PLAIN: Grammar = {
  valued: words("-I -r -C -E"),
  other: /^-[A-Za-z]*[eScSpnmMV]|^--(?:version|help)/,
  names: asWritten,
};

const INTERPRETERS: readonly (readonly [name: RegExp, grammar: Grammar])[] = [
  [/^node(?:js)?$/, NODE],
  [/^python[0-9.]*$/, PYTHON],
  [/^(?:ba|da|a|z|k)?sh$/, SHELL],
  [/^(?:ruby|perl)$/, PLAIN],
];

/** The file that an interpreter is given to run; undefined where it runs something else, or that is not certain. */
export function scriptOf(use: CommandUse): StartedFile | undefined {
  const { name } = use;
  if (name === undefined || use.hasMoreWords) return undefined;
  if (name === "java") return archiveOf(use);
  if (name === "dotnet") return endingIn(use.words[1], ".dll");
  const grammar = INTERPRETERS.find(([pattern]) => pattern.test(name))?.[1];
  if (grammar === undefined) return undefined;
  for (let at = 1; at < use.words.length; at++) {
    const word = use.words[at];
    const text = word?.literal;
    if (word === undefined || text === undefined || grammar.other.test(text)) return undefined;
    if (grammar.valued.has(text)) at++;
    else if (!/^[-+]/.test(text)) return isPath(text) ? { word, names: grammar.names(text) } : undefined;
  }
  return undefined;
}

/** `java -jar app.jar`. */
function archiveOf({ words: all }: CommandUse): StartedFile | undefined {
  const at = all.findIndex(({ literal }) => literal === "-jar");
  if (at === -1 || all.slice(0, at).some(({ literal }) => literal === undefined)) return undefined;
  return endingIn(all[at + 1], ".jar");
}

function endingIn(word: ShellWord | undefined, ending: string): StartedFile | undefined {
  const text = word?.literal;
  if (word === undefined || text === undefined || !text.endsWith(ending) || !isPath(text)) return undefined;
  return { word, names: [text] };
}

/** Whether a word is a path without anything that a shell or a program would replace. */
function isPath(text: string): boolean {
  return /^[A-Za-z0-9_./@+-]+$/.test(text) && text !== "." && text !== "..";
}
