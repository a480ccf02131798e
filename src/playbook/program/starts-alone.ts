import { posix } from "node:path";
import type { Whether } from "../../base/index.ts";
import type { StageState } from "../../stage/index.ts";
import type { ContextView } from "../subject.ts";

/**
 * Whether a program that the build context or a heredoc brings starts without a shell: "yes" for a script with a `#!`
 * line, "no" for a text without one, which a shell reads itself when it cannot be executed.
 */
export function whetherStartsAlone(name: string, state: StageState, context: ContextView): Whether {
  const text = textOf(name, state, context);
  if (text === undefined || text === "" || isBinary(text)) return "maybe";
  return text.startsWith("#!") ? "yes" : "no";
}

function textOf(name: string, state: StageState, context: ContextView): string | undefined {
  for (const path of placesOf(name, state)) {
    const { exists, content } = state.files.lookUp(path);
    // What a base may have under the same name in an earlier place is an executable as well.
    if (exists !== "yes") continue;
    if (content?.kind === "text") return content.text;
    return content?.kind === "context" && context.kind === "known" ? context.textOf(content.path) : undefined;
  }
  return undefined;
}

/** Where a program of a name is looked for, the first place first; none where that is not certain. */
function placesOf(name: string, { workdir, base, configuration }: StageState): readonly string[] {
  if (name.startsWith("/")) return [name];
  const folder = workdir ?? (base.kind === "known" ? base.image.workdir : undefined);
  if (name.includes("/")) return folder === undefined ? [] : [posix.join(folder, name)];
  const path = configuration.environment.get("PATH");
  if (path !== undefined || base.kind !== "known") return [];
  return USUAL.map((each) => posix.join(each, name));
}

const USUAL = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

/** An executable begins with bytes that no text has. */
function isBinary(text: string): boolean {
  const start = text.slice(0, 512);
  return !start.isWellFormed() || start.includes("\0");
}
