import { limits } from "../base/index.ts";
import {
  type Extent,
  type PatternBudget,
  type PatternResult,
  replaceAll,
  replaceFirst,
  trimEnd,
  trimStart,
} from "./substitute-pattern.ts";
import type { Splitter } from "./substitute-splitter.ts";

/** How a word is read; everything off is how the builder reads the arguments of most instructions. */
export interface SubstituteOptions {
  /** The file's escape character; a backslash unless `# escape=` says otherwise. */
  readonly escape?: "\\" | "`";
  /** Keeps quotes in the result. */
  readonly rawQuotes?: boolean;
  /** Keeps escape characters in the result. */
  readonly rawEscapes?: boolean;
  /** Leaves a variable without a value as it was written. */
  readonly skipUnset?: boolean;
  /** Takes quotes for ordinary characters, as in heredoc bodies. */
  readonly skipQuotes?: boolean;
}

/** The value of a variable, or undefined where it is not set. */
export type Lookup = (name: string) => string | undefined;

/** The mark that the builder's scanner drops at the start of whatever it reads. */
export const BYTE_ORDER_MARK = 0xfeff;
const DOUBLE_QUOTE = 34;
const DOLLAR = 36;
const SINGLE_QUOTE = 39;
const SLASH = 47;
const COLON = 58;
const LESS = 60;
const BACKSLASH = 92;
const BACKTICK = 96;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
/** What `peek` gives behind the last character; no stop character. */
const END = -1;

const DIGITS = /\p{Nd}+/uy;
const NAME = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const SPECIAL_PARAMETERS = "@*#?-$!";

const MISSING_BRACE = "syntax error: missing '}'";

/** How the operand of a modifier is read. */
interface OperandMode {
  /** Keeps escape characters, which the operand's own reader will need. */
  readonly rawEscapes: boolean;
  /** Doubles escape characters inside quotes, so that a pattern takes them for themselves. */
  readonly isPattern: boolean;
}

/**
 * A cursor over one word. Every method that reads returns undefined once `reason` is set; nothing else is
 * read from then on.
 */
export class Substitution {
  readonly matched = new Set<string>();
  readonly unmatched = new Set<string>();
  reason = "";

  readonly #text: string;
  readonly #lookup: Lookup;
  readonly #options: SubstituteOptions;
  readonly #splitter: Splitter | undefined;
  readonly #escape: number;
  readonly #budget: PatternBudget = { left: limits.substitutionComparisons };
  #at: number;
  #depth = 0;
  #produced = 0;
  #isCutOff = false;
  #rawEscapes: boolean;

  constructor(text: string, lookup: Lookup, options: SubstituteOptions, splitter: Splitter | undefined) {
    this.#text = text;
    this.#lookup = lookup;
    this.#options = options;
    this.#splitter = splitter;
    this.#escape = options.escape === "`" ? BACKTICK : BACKSLASH;
    this.#rawEscapes = options.rawEscapes === true;
    // The builder's scanner drops one mark at the start of whatever it reads.
    this.#at = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  }

  readWord(): string | undefined {
    return this.#readUntil(END, false, this.#splitter);
  }

  /** Reads up to and over `stop`, or to the end of the word. */
  #readUntil(stop: number, isPattern: boolean, splitter: Splitter | undefined): string | undefined {
    let result = "";
    while (this.#at < this.#text.length) {
      const plain = this.#takePlain(stop);
      if (plain !== "") {
        result += plain;
        splitter?.add(plain);
        continue;
      }
      const character = this.#peek();
      if (character === stop) {
        this.#at++;
        return result;
      }
      const piece = this.#readSpecial(character, isPattern);
      if (piece === undefined) return undefined;
      result += piece;
      if (character === DOLLAR) splitter?.add(piece);
      else splitter?.addWhole(piece);
    }
    if (stop === END) return result;
    return this.#refuse(
      `unexpected end of statement while looking for matching ${String.fromCharCode(stop)}`,
    );
  }

  /** The longest stretch from here on without a special character. */
  #takePlain(stop: number): string {
    const start = this.#at;
    while (this.#at < this.#text.length) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit === stop || this.#isSpecial(unit)) break;
      this.#at++;
    }
    return this.#text.slice(start, this.#at);
  }

  #isSpecial(unit: number): boolean {
    if (unit === DOLLAR || unit === this.#escape || unit === LESS) return true;
    return (unit === SINGLE_QUOTE || unit === DOUBLE_QUOTE) && this.#options.skipQuotes !== true;
  }

  #readSpecial(character: number, isPattern: boolean): string | undefined {
    if (character === DOLLAR) return this.#readDollar();
    if (character === SINGLE_QUOTE) return this.#readSingleQuotes(isPattern);
    if (character === DOUBLE_QUOTE) return this.#readDoubleQuotes(isPattern);
    return character === LESS ? this.#readLess() : this.#readEscape();
  }

  /** An escape character and what it escapes; alone at the end of the word it vanishes. */
  #readEscape(): string {
    const escape = this.#take();
    return (this.#rawEscapes ? escape : "") + this.#take();
  }

  /** White space between `<<` and a heredoc's name does not end a word. */
  #readLess(): string {
    const start = this.#at;
    this.#at++;
    if (this.#peek() !== LESS) return "<";
    this.#at++;
    while (isBlank(this.#peek())) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #readSingleQuotes(isPattern: boolean): string | undefined {
    const end = this.#text.indexOf("'", this.#at + 1);
    if (end === -1) {
      this.#at = this.#text.length;
      return this.#refuse("unexpected end of statement while looking for matching single-quote");
    }
    let content = this.#text.slice(this.#at + 1, end);
    this.#at = end + 1;
    if (isPattern) {
      const escape = String.fromCharCode(this.#escape);
      content = content.replaceAll(escape, escape + escape);
    }
    return this.#options.rawQuotes === true ? `'${content}'` : content;
  }

  #readDoubleQuotes(isPattern: boolean): string | undefined {
    const quote = this.#options.rawQuotes === true ? '"' : "";
    let result = quote;
    this.#at++;
    while (this.#at < this.#text.length) {
      const character = this.#peek();
      if (character === DOUBLE_QUOTE) {
        this.#at++;
        return result + quote;
      }
      if (character === DOLLAR) {
        const value = this.#readDollar();
        if (value === undefined) return undefined;
        result += value;
      } else if (character === this.#escape) {
        result += this.#readQuotedEscape(isPattern);
      } else {
        const start = this.#at;
        while (this.#at < this.#text.length && !this.#isSpecialInQuotes(this.#peek())) this.#at++;
        result += this.#text.slice(start, this.#at);
      }
    }
    return this.#refuse("unexpected end of statement while looking for matching double-quote");
  }

  #isSpecialInQuotes(unit: number): boolean {
    return unit === DOUBLE_QUOTE || unit === DOLLAR || unit === this.#escape;
  }

  /** Inside double quotes an escape character is one only before `"`, `$` and itself. */
  #readQuotedEscape(isPattern: boolean): string {
    const escape = this.#take();
    if (this.#isSpecialInQuotes(this.#peek())) return (this.#rawEscapes ? escape : "") + this.#take();
    const isDoubled = this.#rawEscapes && (this.#options.rawQuotes !== true || isPattern);
    return isDoubled ? escape + escape : escape;
  }

  #readDollar(): string | undefined {
    this.#at++;
    const value = this.#peek() === OPEN_BRACE ? this.#readBraces() : this.#readBareName();
    if (value === undefined) return undefined;
    this.#produced += value.length;
    if (this.#produced > limits.substitutionCharacters) {
      return this.#cutOff(`it produces more than ${limits.substitutionCharacters} characters`);
    }
    return value;
  }

  #readBareName(): string {
    const name = this.#takeName();
    if (name === "") return "$";
    const value = this.#valueOf(name);
    if (value === undefined && this.#options.skipUnset === true) return `$${name}`;
    return value ?? "";
  }

  #readBraces(): string | undefined {
    this.#at++;
    const first = this.#peek();
    if (first === END) return this.#refuse(MISSING_BRACE);
    if (first === OPEN_BRACE || first === CLOSE_BRACE || first === COLON) {
      return this.#refuse("syntax error: bad substitution");
    }
    const name = this.#takeName();
    // The builder shows the missing character behind an unfinished name as U+FFFD.
    const modifier = this.#take() || "\ufffd";
    switch (modifier) {
      case "}": {
        const value = this.#valueOf(name);
        if (value === undefined && this.#options.skipUnset === true) return `\${${name}}`;
        return value ?? "";
      }
      case ":":
        return this.#readModified(name, modifier, this.#take() || "\ufffd");
      case "+":
      case "-":
      case "?":
      case "#":
      case "%":
        return this.#readModified(name, "", modifier);
      case "/":
        return this.#readReplacement(name);
      default:
        return this.#refuse(`unsupported modifier (${modifier}) in substitution`);
    }
  }

  /** The rest of `${name-word}` and its like, from behind the modifier on; `colon` is ":" or nothing. */
  #readModified(name: string, colon: string, modifier: string): string | undefined {
    const shown = colon + modifier;
    const isTrim = modifier === "#" || modifier === "%";
    if (isTrim && colon !== "") return this.#refuse(`unsupported modifier (${shown}) in substitution`);
    const word = this.#readOperand(CLOSE_BRACE, { rawEscapes: isTrim, isPattern: isTrim }, MISSING_BRACE);
    if (word === undefined) return undefined;
    const value = this.#valueOf(name);
    if (value === undefined && this.#options.skipUnset === true) return `\${${name}${shown}${word}}`;

    const isMissing = value === undefined || (colon !== "" && value === "");
    switch (modifier) {
      case "-":
        return isMissing ? word : value;
      case "+":
        return isMissing ? "" : word;
      case "?":
        if (!isMissing) return value;
        return this.#refuse(
          `${name}: ${word || `is not allowed to be ${value === undefined ? "unset" : "empty"}`}`,
        );
      case "#":
      case "%": {
        const extent: Extent = word.startsWith(modifier) ? "longest" : "shortest";
        const pattern = extent === "longest" ? word.slice(1) : word;
        const trim = modifier === "#" ? trimStart : trimEnd;
        return this.#settle(trim(value ?? "", pattern, extent, this.#budget));
      }
      default:
        return this.#refuse(`unsupported modifier (${shown}) in substitution`);
    }
  }

  /** The rest of `${name/pattern/replacement}`, from behind the first slash on. */
  #readReplacement(name: string): string | undefined {
    const isAll = this.#peek() === SLASH;
    if (isAll) this.#at++;
    const missingSlash = `syntax error: missing '/' in \${}`;
    const pattern = this.#readOperand(SLASH, { rawEscapes: true, isPattern: true }, missingSlash);
    if (pattern === undefined) return undefined;
    const mode = { rawEscapes: true, isPattern: false };
    const replacement = this.#readOperand(CLOSE_BRACE, mode, MISSING_BRACE);
    if (replacement === undefined) return undefined;
    const value = this.#valueOf(name);
    // The builder forgets the second slash of `//` here.
    if (value === undefined && this.#options.skipUnset === true) {
      return `\${${name}/${pattern}/${replacement}}`;
    }
    const replace = isAll ? replaceAll : replaceFirst;
    return this.#settle(replace(value ?? "", pattern, replacement, this.#budget));
  }

  /** Reads a modifier's operand; any refusal that leaves nothing to read becomes `atEnd`. */
  #readOperand(stop: number, mode: OperandMode, atEnd: string): string | undefined {
    if (this.#depth >= limits.substitutionDepth) {
      return this.#cutOff(`it nests more than ${limits.substitutionDepth} substitutions`);
    }
    this.#splitter?.forget();
    const outerRawEscapes = this.#rawEscapes;
    this.#rawEscapes = mode.rawEscapes;
    this.#depth++;
    const operand = this.#readUntil(stop, mode.isPattern, undefined);
    this.#depth--;
    this.#rawEscapes = outerRawEscapes;
    if (operand === undefined && !this.#isCutOff && this.#peek() === END) this.reason = atEnd;
    return operand;
  }

  /** Letters, digits and `_`; digits alone where a digit is first; or one special parameter. */
  #takeName(): string {
    const start = this.#at;
    const first = this.#peek();
    if (first !== END && SPECIAL_PARAMETERS.includes(String.fromCharCode(first))) {
      this.#at++;
    } else {
      this.#skip(DIGITS);
      if (this.#at === start) this.#skip(NAME);
    }
    return this.#text.slice(start, this.#at);
  }

  #skip(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    if (pattern.test(this.#text)) this.#at = pattern.lastIndex;
  }

  #valueOf(name: string): string | undefined {
    const value = this.#lookup(name);
    if (value === undefined) this.unmatched.add(name);
    else this.matched.add(name);
    return value;
  }

  #settle(result: PatternResult): string | undefined {
    if (this.#budget.left < 0) return this.#cutOff("its patterns take too long to match");
    return result.kind === "value" ? result.value : this.#refuse(result.reason);
  }

  #refuse(reason: string): undefined {
    this.reason = reason;
    return undefined;
  }

  #cutOff(why: string): undefined {
    this.#isCutOff = true;
    return this.#refuse(`the substitution was cut off: ${why}`);
  }

  /** The UTF-16 unit here, or END; enough to tell special characters apart, which are all ASCII. */
  #peek(): number {
    return this.#at < this.#text.length ? this.#text.charCodeAt(this.#at) : END;
  }

  /** Takes one character, which may be two units; empty at the end of the word. */
  #take(): string {
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) return "";
    const character = String.fromCodePoint(code);
    this.#at += character.length;
    return character;
  }
}

/** The white space that may stand between `<<` and a heredoc's name: tab, carriage return, space. */
function isBlank(unit: number): boolean {
  return unit === 9 || unit === 13 || unit === 32;
}
