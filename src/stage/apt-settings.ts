import type { Whether } from "../base/index.ts";
import type { Machine } from "./machine.ts";

/** A setting of apt, from its command line and the files in `/etc/apt` that the Dockerfile itself writes. */
export function whetherAptSetting(machine: Machine, name: string, given: readonly string[]): Whether {
  const lower = name.toLowerCase();
  // The command line is read last, and the last one wins.
  const fromCommand = given.map((text) => readSetting(text, lower)).findLast((value) => value !== undefined);
  if (fromCommand !== undefined) return fromCommand;
  let answer: Whether = "no";
  for (const [path, { exists, content }] of machine.files.paths()) {
    if (!path.startsWith("/etc/apt/apt.conf") || path === "/etc/apt/apt.conf.d") continue;
    if (exists === "no") continue;
    if (content?.kind !== "text" || exists === "maybe") {
      if (answer === "no") answer = "maybe";
      continue;
    }
    const value = content.text.split(/[;\n]/).flatMap((line) => readSetting(line, lower) ?? []);
    answer = value.at(-1) ?? answer;
  }
  return answer;
}

/** `APT::Get::Assume-Yes "true";` as in a file, or with `=` as behind `-o`. Spec: apt.conf(5). */
function readSetting(text: string, name: string): Whether | undefined {
  const [found, ...rest] = text.trim().split(/(?:\s*=\s*|\s+)/);
  if (found?.toLowerCase() !== name) return undefined;
  const value = rest.join(" ").replace(/["';\\]|\\n/g, "").trim().toLowerCase();
  if (/^(?:1|true|yes|on|with|enable)$/.test(value)) return "yes";
  return /^(?:0|false|no|off|without|disable)$/.test(value) ? "no" : "maybe";
}
