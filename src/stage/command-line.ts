import type { CommandUse, ShellWord } from "../shell/index.ts";

/** A command's words told apart: options with their values, and operands. */
export interface ReadWords {
  /** Options as written, such as `-y` and `--no-install-recommends`; `-rf` gives `-r` and `-f`. */
  readonly options: ReadonlySet<string>;
  /** The value of each option that takes one; the last where it stands several times. */
  readonly values: ReadonlyMap<string, ShellWord | string>;
  /** Every option that has a value, with it, in the order of the words. */
  readonly given: readonly GivenOption[];
  readonly operands: readonly ShellWord[];
}

/** One option with its value: a word, or the text behind `=`. */
export interface GivenOption {
  readonly option: string;
  readonly value: ShellWord | string;
}

/** Which options take a value, and how short ones are written. */
export interface OptionGrammar {
  /** Options that take the next word, or what stands behind `=`: `-t`, `--target`. */
  readonly valued?: ReadonlySet<string>;
  /** Whether a word such as `-rf` is one long option instead of several short ones. */
  readonly longWithOneDash?: boolean;
}

/**
 * Reads a command's words behind its name (and behind `from` more words, such as a subcommand). A bare `--`
 * ends the options. Words whose value is not certain count as operands, unless they are written as options.
 */
export function readWords(use: CommandUse, grammar: OptionGrammar = {}, from = 1): ReadWords {
  const options = new Set<string>();
  const values = new Map<string, ShellWord | string>();
  const given: GivenOption[] = [];
  const operands: ShellWord[] = [];
  const words = use.words.slice(from);
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    if (word === undefined) break;
    const text = word.value;
    if (text === "--") {
      operands.push(...words.slice(at + 1));
      break;
    }
    if (!text.startsWith("-") || text === "-") {
      operands.push(word);
      continue;
    }
    const read = readOption(text, grammar);
    for (const option of read.options) options.add(option);
    if (read.value !== undefined) {
      values.set(read.value.option, read.value.text);
      given.push({ option: read.value.option, value: read.value.text });
    } else if (read.wantsNext !== undefined) {
      const next = words[at + 1];
      if (next !== undefined) {
        values.set(read.wantsNext, next);
        given.push({ option: read.wantsNext, value: next });
      }
      at++;
    }
  }
  return { options, values, given, operands };
}

interface ReadOption {
  readonly options: readonly string[];
  readonly value?: { readonly option: string; readonly text: string };
  readonly wantsNext?: string;
}

function readOption(text: string, { valued = NONE, longWithOneDash = false }: OptionGrammar): ReadOption {
  const equals = text.indexOf("=");
  if (text.startsWith("--") || longWithOneDash) {
    if (equals !== -1) {
      const option = text.slice(0, equals);
      return { options: [option], value: { option, text: text.slice(equals + 1) } };
    }
    return valued.has(text) ? { options: [text], wantsNext: text } : { options: [text] };
  }
  const options: string[] = [];
  for (let at = 1; at < text.length; at++) {
    const option = `-${text.charAt(at)}`;
    options.push(option);
    if (!valued.has(option)) continue;
    const rest = text.slice(at + 1);
    return rest === ""
      ? { options, wantsNext: option }
      : { options, value: { option, text: rest.replace(/^=/, "") } };
  }
  return { options };
}

const NONE: ReadonlySet<string> = new Set();
