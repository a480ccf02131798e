import { limits, type Span } from "../../base/index.ts";
import { findCredential, findCredentials, isRandom } from "./credential.ts";

/**
 * Where the values of secrets stand in a text, in its order and none in another: what rules have told, what has the
 * format of a credential, in comments and in any instruction, and the same values wherever else they stand.
 */
export function findSecretSpans(text: string, told: readonly Span[]): readonly Span[] {
  const spans = [...told.filter(({ start, end }) => start < end && end <= text.length)];
  for (const { start, end } of findCredentials(text)) spans.push({ start, end });
  if (spans.length === 0) return spans;
  for (const value of secretValues(text, spans)) {
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + value.length))
      spans.push({ start: at, end: at + value.length });
  }
  return joinSpans(spans);
}

/** The parts of secrets that tell somebody something, the longest first: those that no message may hold. */
export function secretValues(text: string, spans: readonly Span[]): readonly string[] {
  const values = new Set<string>();
  for (const { start, end } of spans) {
    if (values.size > limits.secretValues) break;
    for (const part of partsOf(text.slice(start, end))) if (isTelling(part)) values.add(part);
  }
  return [...values].sort((a, b) => b.length - a.length);
}

/** A text in which values are starred out, letter for letter. */
export function hideValues(text: string, values: readonly string[]): string {
  return values.reduce((shown, value) => shown.replaceAll(value, starred(value)), text);
}

/** Stars in place of letters; blanks, line ends and what continues a line stay, so that every place stays where it is. */
export function starred(text: string): string {
  return text.replace(/[^\s\\]/g, "*");
}

/** What a secret may stand as elsewhere: without its quotes, behind its option, its header or its user's name. */
function partsOf(text: string): readonly string[] {
  const words = text.split(/[\s"']+/);
  return words.flatMap((word) => {
    const password = /\/\/[^\s:/@]*:([^\s/@]+)@/.exec(word)?.[1];
    const behind = /^[^=]*=(.+)$/.exec(word)?.[1];
    const colon = /^[\w.-]+:([^/].*)$/.exec(word)?.[1];
    return [word, password, behind, colon].filter((part) => part !== undefined);
  });
}

/** Whether a value is none that an innocent word could be as well, such as `production` behind `KEY=`. */
function isTelling(value: string): boolean {
  if (value.length < 6) return false;
  if (findCredential(value) !== undefined || isRandom(value)) return true;
  return /^[^/$\s]+$/.test(value) && /[0-9]/.test(value) && /[A-Za-z]/.test(value);
}

function joinSpans(spans: Span[]): readonly Span[] {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of spans.sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}
