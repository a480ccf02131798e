import type { Edit } from "../base/index.ts";
import type { ArgInstruction, Dockerfile, RunInstruction } from "../dockerfile/index.ts";
import type { CommandUse, ShellWord } from "../shell/index.ts";
import type { EvaluatedStage, Step } from "../stage/index.ts";
import type { FoundFix, RunStep } from "./define-rule.ts";
import { insert } from "./quote.ts";

/** Programs that are known to take a secret from the environment or from a word, and to keep none of it. */
const CONSUMERS: ReadonlySet<string> = new Set(
  "npm npx pnpm yarn pip pip3 uv poetry git curl wget mvn gradle cargo bundle composer echo".split(" "),
);

/**
 * Mounts the secret that an ARG holds into the RUNs that name it, and takes the ARG away. Undefined where anything
 * else names it too, or a program that nobody knows is given it.
 */
export function mountArgument(
  dockerfile: Dockerfile,
  stage: EvaluatedStage,
  step: Step,
  name: string,
): FoundFix | undefined {
  const { instruction, triggeredAt } = step;
  if (instruction.kind !== "arg" || instruction.arguments.length !== 1 || triggeredAt !== undefined)
    return undefined;
  if (!knowsSecretVariables(dockerfile)) return undefined;
  const readers: RunInstruction[] = [];
  for (const other of dockerfile.instructions) {
    if (other === instruction || !mentions(other.syntax.line.text, name)) continue;
    const reader = stage.steps.find((each) => each.instruction === other);
    if (other.kind !== "run" || reader?.run === undefined || !reads(reader.run.commands, name))
      return undefined;
    if (other.command.form !== "shell" || other.heredocs.length > 0) return undefined;
    readers.push(other);
  }
  const gone = wholeLine(dockerfile, instruction);
  if (readers.length === 0 || gone === undefined) return undefined;
  return {
    title: titleOf(name),
    applicability: "restructure",
    edits: [gone, ...readers.map((reader) => addMount(reader, name))],
  };
}

/**
 * Mounts a secret that stands in a word of a command, and reads it from there: a password behind an option, or a user
 * and password in a URL. Undefined for other words, and for programs that nobody knows.
 */
export function mountWord(
  dockerfile: Dockerfile,
  { instruction, triggeredAt }: RunStep,
  use: CommandUse,
  word: ShellWord,
): FoundFix | undefined {
  if (triggeredAt !== undefined || instruction.command.form !== "shell" || instruction.heredocs.length > 0)
    return undefined;
  if (!CONSUMERS.has(use.name ?? "") || use.name === "echo" || use.inside.includes("text")) return undefined;
  const { text } = dockerfile;
  const plain = word.literal;
  if (!knowsSecretVariables(dockerfile) || plain === undefined) return undefined;
  if (text.slice(word.span.start, word.span.end) !== word.raw || /["'\\]/.test(plain)) return undefined;
  const part = secretPart(use, word, plain);
  if (part === undefined) return undefined;
  const name = `${(use.name ?? "").replace(/[^a-z]/gi, "").toUpperCase()}_${part.kind}`;
  if (mentions(text, name)) return undefined;
  const { before, after } = part;
  return {
    title: titleOf(name),
    applicability: "restructure",
    edits: [addMount(instruction, name), { span: word.span, text: `"${before}\${${name}}${after}"` }],
  };
}

interface SecretPart {
  readonly kind: string;
  readonly before: string;
  readonly after: string;
}

/** The part of a word that is the secret, with what stands around it. */
function secretPart({ words }: CommandUse, word: ShellWord, plain: string): SecretPart | undefined {
  const url = /^([a-z+]+:\/\/)([^/@\s]+)(@.*)$/i.exec(plain);
  if (url !== null) return { kind: "CREDENTIALS", before: url[1] ?? "", after: url[3] ?? "" };
  const option = /^(--?[\w-]+=)./.exec(plain)?.[1];
  if (option !== undefined) return { kind: "SECRET", before: option, after: "" };
  const header = /^((?:Authorization: *(?:Bearer|token|Basic) +|PRIVATE-TOKEN: *))\S+$/i.exec(plain)?.[1];
  if (header !== undefined) return { kind: "TOKEN", before: header, after: "" };
  const token = /^((?:\/\/[\w./:-]+:)?_authToken[= ])\S+$/.exec(plain)?.[1];
  if (token !== undefined) return { kind: "TOKEN", before: token, after: "" };
  const isBehindOption = words[words.indexOf(word) - 1]?.value.startsWith("-") === true;
  return isBehindOption ? { kind: "CREDENTIALS", before: "", after: "" } : undefined;
}

/** The value is never shown: the build gets it from a variable of whoever builds. */
function titleOf(name: string): string {
  return `Mount ${name} as a secret: docker build --secret id=${name},env=${name} .`;
}

function addMount({ syntax }: RunInstruction, name: string): Edit {
  return insert(syntax.keyword.span.end, ` --mount=type=secret,id=${name},env=${name}`);
}

/** Secrets as variables came with version 1.10 of the syntax. */
function knowsSecretVariables({ syntax, escape }: Dockerfile): boolean {
  if (escape === "`") return false;
  return syntax === undefined || /^docker\/dockerfile:1(?:$|@|\.[1-9][0-9])/.test(syntax);
}

/** Whether every command that names a variable is known to be its consumer. */
function reads(commands: readonly CommandUse[], name: string): boolean {
  const users = commands.filter(({ node, words, environment }) => {
    const all = [...words, ...environment].map(({ raw }) => raw);
    for (const { value } of node.assignments) all.push(value?.raw ?? "");
    return all.some((raw) => mentions(raw, name));
  });
  return users.length > 0 && users.every((use) => CONSUMERS.has(use.name ?? "") && use.name !== "echo");
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![A-Za-z0-9_])${name}(?![A-Za-z0-9_])`).test(text);
}

/** An instruction with its line end, where nothing else stands on its lines and no comment is about it. */
function wholeLine({ text }: Dockerfile, { syntax }: ArgInstruction): Edit | undefined {
  const start = text.lastIndexOf("\n", syntax.span.start - 1) + 1;
  if (
    text.slice(start, syntax.span.start).trim() !== "" ||
    text.slice(syntax.span.start, syntax.span.end).includes("\n")
  )
    return undefined;
  const end = text.indexOf("\n", syntax.span.end);
  return end === -1 ? undefined : { span: { start, end: end + 1 }, text: "" };
}
