import type { Span } from "../base/index.ts";
import { type EscapeContext, escapeStretches } from "./escapes.ts";
import { isPosixShell } from "./shell-kind.ts";
import { joinStretches, type ShellText } from "./shell-text.ts";
import type { Redirection, ShellWord } from "./tree.ts";
import { baseName } from "./wrappers.ts";

/** Text that a command hands to a shell. */
export interface InnerText {
  readonly source: ShellText;
  /**
   * Where in the text the shell around it puts something in, in rising order. The inner shell sees the
   * result there, so that what a substitution runs does not run again.
   */
  readonly expanded: readonly Span[];
  /** Whether the shell that runs the command reads it itself (`eval`), so that `exit` in it ends the script. */
  readonly sameShell: boolean;
}

/** Options of the shells that take the next word. */
const VALUED = new Set(["-o", "+o", "-O", "+O", "--rcfile", "--init-file"]);

/**
 * The shell text that a command runs: the argument of `sh -c`, of `su -c` and of `eval`, or the heredoc that
 * a shell reads from its standard input. Expansions in it stand as written, since what they put there is
 * not known.
 */
export function innerText(
  words: readonly ShellWord[],
  redirections: readonly Redirection[],
): InnerText | undefined {
  const name = words[0]?.literal;
  if (name === undefined) return undefined;
  if (name === "eval") return words.length === 2 ? inText(words[1], true) : undefined;
  if (isPosixShell(name)) return shellText(words, redirections);
  if (baseName(name) === "su" || baseName(name) === "runuser") {
    const flag = words.findIndex((word) => word.literal === "-c" || word.literal === "--command");
    return flag > 0 ? inText(words[flag + 1], false) : undefined;
  }
  return undefined;
}

function shellText(words: readonly ShellWord[], redirections: readonly Redirection[]): InnerText | undefined {
  let hasText = false;
  let readsInput = false;
  let at = 1;
  for (; at < words.length; at++) {
    const text = words[at]?.literal;
    // An option we cannot read may be anything.
    if (text === undefined) break;
    if (text === "--" || text === "-") {
      at++;
      break;
    }
    if (!/^[-+]./.test(text)) break;
    if (VALUED.has(text)) at++;
    else if (/^-[a-zA-Z]*c[a-zA-Z]*$/.test(text)) hasText = true;
    else if (/^-[a-zA-Z]*s[a-zA-Z]*$/.test(text)) readsInput = true;
    if (/^-[a-zA-Z]+[oO]$/.test(text)) at++;
  }
  if (hasText) return inText(words[at], false);
  if (at < words.length && !readsInput) return undefined;
  const input = redirections.findLast((redirection) => isInput(redirection));
  if (input?.kind !== "heredoc") return undefined;
  return { ...wordText(input.body, input.chomp), sameShell: false };
}

/** Whether a redirection decides what standard input is. */
function isInput(redirection: Redirection): boolean {
  if (redirection.kind !== "file") return true;
  const { descriptor, operator } = redirection;
  return descriptor === undefined ? operator.startsWith("<") : descriptor === 0;
}

function inText(word: ShellWord | undefined, sameShell: boolean): InnerText | undefined {
  return word === undefined ? undefined : { ...wordText(word), sameShell };
}

/**
 * The value of a word as text with places, which it keeps unless `$'…'` took part. With `chomp` the tabs at
 * the start of its lines are left out.
 */
function wordText(word: ShellWord, chomp = false): Omit<InnerText, "sameShell"> {
  const { text } = word.source;
  const stretches: Span[] = [];
  const expanded: Span[] = [];
  let length = 0;
  for (const part of word.parts) {
    if (part.kind === "dollar-quote" && part.value !== "") {
      return { source: { kind: "unplaced", text: word.value, span: word.span }, expanded: [] };
    }
    const at = { start: part.at, end: part.at + part.raw.length };
    if (part.kind === "literal") {
      for (const stretch of literalStretches(text, at, part.escapes, chomp)) {
        stretches.push(stretch);
        length += stretch.end - stretch.start;
      }
    } else if (part.kind !== "dollar-quote") {
      stretches.push(at);
      expanded.push({ start: length, end: length + part.raw.length });
      length += part.raw.length;
    }
  }
  return { source: joinStretches(word.source, stretches), expanded };
}

function literalStretches(
  text: string,
  at: Span,
  escapes: EscapeContext | undefined,
  chomp: boolean,
): readonly Span[] {
  const stretches = escapes === undefined ? [at] : escapeStretches(text, at.start, at.end, escapes);
  return chomp ? stretches.flatMap((stretch) => withoutLeadingTabs(text, stretch)) : stretches;
}

function withoutLeadingTabs(text: string, { start, end }: Span): readonly Span[] {
  const result: Span[] = [];
  let from = start;
  for (const tabs of text.slice(start, end).matchAll(/(?<=^|\n)\t+/g)) {
    const at = start + tabs.index;
    // A stretch may start in the middle of a line, behind an expansion.
    if (at > 0 && text.charAt(at - 1) !== "\n") continue;
    result.push({ start: from, end: at });
    from = at + tabs[0].length;
  }
  result.push({ start: from, end });
  return result;
}
