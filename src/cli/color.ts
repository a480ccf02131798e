import type { Output } from "../host/index.ts";

/** Whether to print colour: as asked, else on terminals only and never against `NO_COLOR`. */
export function wantsColor(
  when: string | undefined,
  output: Output,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (when === "always") return true;
  if (when === "never") return false;
  // Spec: no-color.org and force-color.org: any value but an empty one counts.
  if ((environment.NO_COLOR ?? "") !== "") return false;
  if ((environment.FORCE_COLOR ?? "") !== "") return environment.FORCE_COLOR !== "0";
  return output.isTerminal && environment.TERM !== "dumb";
}
