import type { CommandLine, Instruction } from "../../dockerfile/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { placeOfKeyword } from "../place.ts";

/** Reports lists that are meant as JSON and are none, so that the builder takes them for something else. */
export const rule = defineRule({
  name: "json-form-broken",
  practice: "well-formed",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  onStep({ instruction, triggeredAt }, report, { file }) {
    if (!instruction.syntax.text.text.includes("[")) return;
    const command = commandOf(instruction);
    const text = command?.form === "shell" ? command.text.text.trim() : wordsOf(instruction);
    if (text === undefined || triggeredAt !== undefined || !isMeantAsList(text)) return;
    const { dockerfile } = file.evaluated;
    report({
      at: placeOfKeyword(dockerfile, instruction),
      message: `this list is no JSON: ${reasonOf(text)}, so that it is read as ${command === undefined ? "plain words" : "text for the shell"}`,
      fix: withDoubleQuotes(text, instruction, dockerfile.text),
    });
  },
});

function commandOf(instruction: Instruction): CommandLine | undefined {
  switch (instruction.kind) {
    case "cmd":
    case "entrypoint":
    case "run":
    case "healthcheck":
      return instruction.command;
    default:
      return undefined;
  }
}

/** The text of VOLUME, which takes a list too: what is left of a broken one begins with a bracket. */
function wordsOf(instruction: Instruction): string | undefined {
  if (instruction.kind !== "volume" || instruction.words[0]?.value.startsWith("[") !== true) return undefined;
  return instruction.syntax.text.text.trim();
}

/** A list of quoted words, and not the command `[`, which compares: that has no commas, and operators. */
function isMeantAsList(text: string): boolean {
  if (text.length > LONGEST || !/^\[\s*["'\u201c\u201d\u2018\u2019]/.test(text) || isJsonList(text))
    return false;
  if (/(?:&&|\|\||\s(?:=|==|!=|-[a-z]{1,2})\s|;)/.test(text.replace(/'[^']*'|"[^"]*"/g, "''"))) return false;
  return /["'\u201d\u2019]\s*,/.test(text) || /["'\u201d\u2019]\s*\]$/.test(text);
}

/** A list that is longer is no command line that anybody wrote. */
const LONGEST = 4000;

function isJsonList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}

function reasonOf(text: string): string {
  if (/[\u201c\u201d\u2018\u2019]/.test(text)) return "its quotes are typographic";
  if (/^\[\s*'|,\s*'/.test(text)) return "words stand in single quotes";
  if (!text.endsWith("]")) return "nothing, or more than it, stands where it should end";
  if (/,\s*\]$/.test(text)) return "a comma stands behind the last word";
  if (/["]\s+["]/.test(text)) return "a comma is missing";
  return "a quote, a comma or an escape is wrong";
}

/** Single quotes become double ones where no word holds either, nor anything that JSON reads in its own way. */
function withDoubleQuotes(text: string, { syntax }: Instruction, source: string): FoundFix | undefined {
  if (!/^\[\s*'[^'"\\\n]*'(?:\s*,\s*'[^'"\\\n]*')*\s*\]$/.test(text)) return undefined;
  const start = source.indexOf(text, syntax.span.start);
  if (start === -1 || start + text.length > syntax.span.end) return undefined;
  return {
    title: "Write the words in double quotes",
    applicability: "unsafe",
    edits: [{ span: { start, end: start + text.length }, text: text.replaceAll("'", '"') }],
  };
}
