import type { Word } from "../../dockerfile/index.ts";
import { defineRule } from "../define-rule.ts";
import { placeAt } from "../place.ts";
import { findCredential } from "../secret/credential.ts";
import { mountVariable } from "../secret/mount-variable.ts";
import { toolsThatRead } from "../secret/secret-consumer.ts";

/** Spec: BuildKit, SecretsUsedInArgOrEnv: one of these as the whole name, or as a word of it between underscores. */
const SECRET =
  /(?:_|^)(?:apikey|auth|credential|credentials|key|password|pword|passwd|secret|token)(?:_|$)/iu;

/** Words that make a name harmless: where to find a secret is none. */
const HARMLESS = /(?:_|^)(?:public|file|version)(?:_|$)/iu;

/**
 * Reports ARG and ENV whose names say that they hold a secret. Judges names only, never a value, and never
 * shows one.
 */
export const rule = defineRule({
  name: "secret-named-variable",
  practice: "no-secrets",
  severity: "warning",
  fix: "sometimes",
  replaces: ["buildkit:SecretsUsedInArgOrEnv", "hadolint:DL3064", "trivy:DS-0031", "dockle:CIS-DI-0010"],

  instructions: ["env", "arg"],
  onStep(step, report, { file, stage }) {
    const { instruction, valueOf } = step;
    if (instruction.kind !== "env" && instruction.kind !== "arg") return;
    for (const { name, value } of instruction.kind === "arg" ? instruction.arguments : instruction.pairs) {
      const known = instruction.kind === "arg" ? name.value : valueOf(name);
      if (!SECRET.test(known) || HARMLESS.test(known)) continue;
      const at = placeAt(file.evaluated.dockerfile, instruction, name.span);
      // What only names another variable tells nobody anything.
      const secret = value === undefined || /^["']?\$/.test(value.value) ? undefined : value.span;
      const message = `${instruction.syntax.name} ${shown(name, known)} ${CONSEQUENCE}`;
      // A value that is given here may be no secret at all: another rule looks at what it is.
      const isOpen =
        secret === undefined ||
        value?.value === "" ||
        toolsThatRead(name.value).size > 0 ||
        findCredential(value?.value ?? "") !== undefined;
      const fix = isOpen ? mountVariable(file.evaluated, stage, step, name.value) : undefined;
      report({ at, secret, message, fix });
    }
  },
});

const CONSEQUENCE = "looks like a secret, and whoever has the image can read its value";

/** A name that was put together from variables is shown as written: one of them may hold a value. */
function shown(name: Word, known: string): string {
  return name.value.includes("$") ? name.value : known;
}
