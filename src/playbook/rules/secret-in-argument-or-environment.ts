import type { Word } from "../../dockerfile/index.ts";
import { defineRule } from "../define-rule.ts";
import { type Credential, findCredential, findUrlPassword, isRandom } from "../secret/credential.ts";
import { mountVariable } from "../secret/mount-variable.ts";

/** Names that say that a value is secret. */
const SECRET =
  /(?:^|_)(?:pass|passwd|password|pwd|passphrase|secret|token|apikey|api_key|access_key|auth|credentials?|private_key|secret_key|key_base)(?:_|$)/i;

/** Names that say where a secret is, or what it opens. */
const HARMLESS =
  /(?:^|_)(?:file|path|dir|url|uri|name|id|version|public|pub|hash|sum|checksum|fingerprint|sha256|length)(?:_|$)/i;

/**
 * Reports ARG and ENV whose values are credentials: by the formats of well-known issuers, by URLs that hold a
 * password, and by random values under a secret's name. Never shows a value.
 */
export const rule = defineRule({
  name: "secret-in-argument-or-environment",
  practice: "no-secrets",
  severity: "error",
  fix: "sometimes",
  replaces: ["trivy:DS-0031", "dockle:CIS-DI-0010"],

  instructions: ["env", "arg"],
  onStep(step, report, { file, stage }) {
    const { instruction, valueOf } = step;
    if (instruction.kind !== "env" && instruction.kind !== "arg") return;
    const given = instruction.kind === "arg" ? instruction.arguments : instruction.pairs;
    for (const { name, value } of given) {
      if (value === undefined || value.value === "") continue;
      const kind = kindOf(name, value, valueOf(value));
      if (kind === undefined) continue;
      const where = instruction.kind === "arg" ? "the image's history keeps it" : "it is part of the image";
      report({
        at: value.span,
        secret: value.span,
        message: `${name.value} holds ${kind}, and ${where}`,
        fix: mountVariable(file.evaluated, stage, step, name.value),
      });
    }
  },
});

function kindOf(name: Word, word: Word, value: string): string | undefined {
  // What another variable brings is said where that one is set, except for what only adds up here.
  const found: Credential | undefined = findCredential(word.value) ?? findUrlPassword(value);
  if (found !== undefined) return found.kind;
  if (word.value.includes("$") || !SECRET.test(name.value) || HARMLESS.test(name.value)) return undefined;
  return isRandom(value.replace(/^(["'])(.*)\1$/s, "$2"))
    ? "a random value under a secret's name"
    : undefined;
}
