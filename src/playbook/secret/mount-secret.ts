import type { Edit } from "../../base/index.ts";
import type { Dockerfile, RunInstruction } from "../../dockerfile/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import type { FoundFix, RunStep } from "../define-rule.ts";
import { insert } from "../edit/quote.ts";
import { isConsumer, toolOf } from "./secret-consumer.ts";

/**
 * Mounts a secret that stands in a word of a command, and reads it from there: a password behind an option, or a user
 * and password in a URL, a variable that is set for the one command. Undefined for other words, and for programs that
 * nobody knows.
 */
export function mountWord(
  dockerfile: Dockerfile,
  step: RunStep,
  use: CommandUse,
  word: ShellWord,
): FoundFix | undefined {
  const { instruction, triggeredAt } = step;
  if (triggeredAt !== undefined || instruction.command.form !== "shell") return undefined;
  if (!isConsumer(use, step) || use.inside.includes("text")) return undefined;
  const { text } = dockerfile;
  const plain = word.literal;
  if (!knowsSecretVariables(dockerfile) || plain === undefined) return undefined;
  if (text.slice(word.span.start, word.span.end) !== word.raw) return undefined;
  const assigned = use.node.assignments.find(({ value }) => value === word);
  if (assigned !== undefined) return mountAssignment(dockerfile, step, use, assigned, plain);
  if (/["'\\$`]/.test(plain)) return undefined;
  const part = secretPart(use, word, plain);
  if (part === undefined) return undefined;
  const { before, secret, after } = part;
  const base = `${toolOf(use)
    .replace(/[^a-z]/gi, "")
    .toUpperCase()}_${part.kind}`;
  const id = chooseId(dockerfile, base, secret);
  return {
    title: titleOf(id),
    applicability: "restructure",
    edits: [addMount(instruction, id), { span: word.span, text: `"${before}\${${id}}${after}"` }],
  };
}

/** `NPM_TOKEN=… npm ci`: the variable comes from the mount, and the assignment goes. */
function mountAssignment(
  dockerfile: Dockerfile,
  { instruction }: RunStep,
  { node }: CommandUse,
  { name, append, span }: CommandUse["node"]["assignments"][number],
  secret: string,
): FoundFix | undefined {
  const first = [...node.assignments.map((each) => each.span), ...node.words.map((each) => each.span)]
    .map(({ start }) => start)
    .filter((start) => start > span.start)
    .sort((a, b) => a - b)[0];
  if (append || first === undefined || node.words.length === 0) return undefined;
  if (!/^[ \t]+$/.test(dockerfile.text.slice(span.end, first))) return undefined;
  // Another command of the RUN would see what was for this one alone, or has a value of its own.
  if (mentionsIn(textOf(dockerfile, instruction), name) !== 1) return undefined;
  const id = chooseId(dockerfile, name, secret, true);
  return {
    title: titleOf(id),
    applicability: "restructure",
    edits: [addMount(instruction, id, name), { span: { start: span.start, end: first }, text: "" }],
  };
}

interface SecretPart {
  readonly kind: string;
  readonly before: string;
  readonly secret: string;
  readonly after: string;
}

/** The part of a word that is the secret, with what stands around it. */
function secretPart({ words }: CommandUse, word: ShellWord, plain: string): SecretPart | undefined {
  for (const { kind, pattern } of PARTS) {
    const [, before = "", secret = "", after = ""] = pattern.exec(plain) ?? [];
    if (secret !== "") return { kind, before, secret, after };
  }
  const isBehindOption = words[words.indexOf(word) - 1]?.value.startsWith("-") === true;
  return isBehindOption ? { kind: "CREDENTIALS", before: "", secret: plain, after: "" } : undefined;
}

/** What stands before the secret, the secret, and what stands behind. */
const PARTS: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: "CREDENTIALS", pattern: /^((?:--?[\w-]+=)?[a-z+]+:\/\/)([^/@\s]+)(@.*)$/i },
  { kind: "SECRET", pattern: /^(--?[\w.-]+=)(.+)()$/ },
  {
    kind: "TOKEN",
    pattern: /^((?:Authorization: *(?:Bearer|token|Basic) +|PRIVATE-TOKEN: *|X-Api-Key: *))(\S+)()$/i,
  },
  { kind: "TOKEN", pattern: /^((?:\/\/[\w./:-]+:)?_auth(?:Token)?[= ])(\S+)()$/ },
];

const KNOWN = new WeakMap<Dockerfile, Map<string, string[]>>();

/** The name for a secret: one for each value, so that two passwords of one tool are two secrets, and one twice is one. */
function chooseId(dockerfile: Dockerfile, base: string, secret: string, isVariable = false): string {
  const known = KNOWN.get(dockerfile) ?? new Map<string, string[]>();
  KNOWN.set(dockerfile, known);
  const values = known.get(base) ?? [];
  known.set(base, values);
  if (!values.includes(secret)) values.push(secret);
  // A name that is in the file already is another's; a variable that is set here is there once.
  const isTaken = (id: string) => mentionsIn(dockerfile.text, isVariable ? `id=${id}` : id) > 0;
  for (let at = 1, left = values.indexOf(secret); ; at++) {
    const id = at === 1 ? base : `${base}_${at}`;
    if (isTaken(id)) continue;
    if (left === 0) return id;
    left--;
  }
}

/** The value is never shown: the build gets it from a variable of whoever builds. */
export function titleOf(id: string): string {
  return `Mount ${id} as a secret: docker build --secret id=${id},env=${id} .`;
}

/** The edit that mounts a secret as a variable into a RUN. */
export function addMount({ syntax }: RunInstruction, id: string, variable = id): Edit {
  return insert(syntax.keyword.span.end, ` --mount=type=secret,id=${id},env=${variable}`);
}

/** Secrets as variables came with version 1.10 of the syntax. */
export function knowsSecretVariables({ syntax, escape }: Dockerfile): boolean {
  if (escape === "`") return false;
  return syntax === undefined || /^docker\/dockerfile:1(?:$|@|\.[1-9][0-9])/.test(syntax);
}

/** How often a text names a variable, or whatever else is written as one word. */
export function mentionsIn(text: string, name: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    const [before, after] = [text.charAt(at - 1), text.charAt(at + name.length)];
    if (!/\w/.test(before) && !/\w/.test(after)) count++;
  }
  return count;
}

/** All of an instruction's text, with the heredocs behind it. */
export function textOf({ text }: Dockerfile, { syntax }: RunInstruction): string {
  const end = Math.max(syntax.span.end, ...syntax.heredocs.map(({ terminatorSpan }) => terminatorSpan.end));
  return text.slice(syntax.span.start, end);
}
