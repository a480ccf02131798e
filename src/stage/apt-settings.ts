import type { Whether } from "../base/index.ts";
import type { Machine } from "./machine.ts";

/**
 * A setting of apt, from its command line (the values of `-o`) and from the files in `/etc/apt` that the
 * Dockerfile itself writes; undefined where none of them sets it. Spec: apt.conf(5).
 */
export function readAptSetting(
  machine: Machine,
  name: string,
  given: readonly string[] = [],
): Whether | undefined {
  const wanted = name.toLowerCase();
  // The command line is read last, and the last one wins.
  const fromCommand = given.flatMap((text) => readSetting(text, wanted) ?? []).at(-1);
  if (fromCommand !== undefined) return fromCommand;
  let answer: Whether | undefined;
  for (const [path, { exists, content }] of machine.files.paths("/etc/apt/apt.conf")) {
    if (path === "/etc/apt/apt.conf.d" || exists === "no") continue;
    if (content?.kind === "text" && exists === "yes") {
      answer =
        content.text
          .split(/[;\n]/)
          .flatMap((line) => readSetting(line, wanted) ?? [])
          .at(-1) ?? answer;
    } else answer ??= "maybe";
  }
  return answer;
}

/** `APT::Get::Assume-Yes "true"` as in a file, or with `=` as behind `-o`. */
function readSetting(text: string, name: string): Whether | undefined {
  const [found, ...rest] = text
    .trim()
    .replace(/^["']/, "")
    .split(/\s*=\s*|\s+/);
  if (found?.toLowerCase() !== name) return undefined;
  const value = rest
    .join(" ")
    .replace(/["';]|\\n/g, "")
    .trim()
    .toLowerCase();
  if (/^(?:1|true|yes|on|with|enable)$/.test(value)) return "yes";
  return /^(?:0|false|no|off|without|disable)$/.test(value) ? "no" : "maybe";
}
