import type { Severity } from "../base/index.ts";
import { UsageError } from "./usage-error.ts";

/** The level that `--fail-on` names. Throws `UsageError`. */
export function readLevel(text: string | undefined): Severity | "never" {
  if (text === "error" || text === "warning" || text === "information" || text === "never") return text;
  throw new UsageError(
    `--fail-on ${JSON.stringify(text)} is no level`,
    "use error, warning, information or never",
  );
}
