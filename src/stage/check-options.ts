import { type Dockerfile, firstWord } from "../dockerfile/index.ts";
import type { EvaluationProblem } from "./model.ts";

/** What a `check=` directive or comment asks of the builder's own checks. */
export interface CheckOptions {
  readonly skipAll: boolean;
  readonly skip: readonly string[];
  readonly experimentalAll: boolean;
  readonly experimental: readonly string[];
}

/** Options, or why the builder does not take them. */
export type ReadCheckOptions =
  | { readonly kind: "options"; readonly options: CheckOptions }
  | { readonly kind: "refused"; readonly reason: string };

const NOTHING: CheckOptions = { skipAll: false, skip: [], experimentalAll: false, experimental: [] };
const TRUTH = /^(?:1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

/** Reads `skip=A,B;experimental=C;error=true`; text behind the first space does not count. */
export function readCheckOptions(text: string): ReadCheckOptions {
  const options = firstWord(text).trim();
  if (options === "") return { kind: "options", options: NOTHING };
  let read = NOTHING;
  const parts = options.split(";");
  for (const part of parts.length > 3 ? [...parts.slice(0, 2), parts.slice(2).join(";")] : parts) {
    const equals = part.indexOf("=");
    if (equals === -1) return { kind: "refused", reason: `invalid check option ${JSON.stringify(part)}` };
    const key = part.slice(0, equals).trim();
    const value = part.slice(equals + 1).trim();
    const names = value === "all" ? [] : value.split(",").map((name) => name.trim());
    if (key === "skip") read = { ...read, skipAll: value === "all" || read.skipAll, skip: names };
    else if (key === "experimental") {
      read = { ...read, experimentalAll: value === "all" || read.experimentalAll, experimental: names };
    } else if (key !== "error")
      return { kind: "refused", reason: `invalid check option ${JSON.stringify(key)}` };
    else if (!TRUTH.test(value))
      return { kind: "refused", reason: `failed to parse check option ${JSON.stringify(part)}` };
  }
  return { kind: "options", options: read };
}

/** Why the builder refuses the file for its check directive. */
export function checkOptionProblem(dockerfile: Dockerfile): EvaluationProblem | undefined {
  const directive = dockerfile.directives.find(({ name }) => name === "check");
  if (directive === undefined) return undefined;
  const read = readCheckOptions(directive.value);
  if (read.kind === "options") return undefined;
  return {
    code: "stage/check-option-invalid",
    message: `failed to parse check options: ${read.reason}`,
    span: directive.span,
    line: directive.line,
    phase: "conversion",
  };
}
