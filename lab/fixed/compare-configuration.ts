import type { ImageConfig } from "../outcome/image.ts";
import { DECLARED_METADATA } from "./declared-metadata.ts";

/** What the configuration of an image says; what is left out and what is empty mean the same. */
const KEYS = [
  ...["User", "Env", "Entrypoint", "Cmd", "WorkingDir", "ExposedPorts", "Volumes", "Labels"],
  ...["StopSignal", "Shell", "Healthcheck", "OnBuild", "ArgsEscaped"],
] as const satisfies readonly (keyof ImageConfig)[];

/** In what the configuration differs after the fixes of some rules, but for what their pages declare. */
export function compareConfiguration(
  before: ImageConfig,
  after: ImageConfig,
  rules: ReadonlySet<string>,
): readonly string[] {
  const declared = DECLARED_METADATA.filter(({ rule }) => rules.has(rule));
  const names = new Set<string>([...KEYS, ...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) => {
    const [old, now] = [valueOf(before, name), valueOf(after, name)];
    if (old === now || declared.some(({ allows }) => allows(name, before, after))) return [];
    return [`the configuration's ${name} was ${old}, and is ${now}`];
  });
}

function valueOf(config: ImageConfig, name: string): string {
  const value: unknown = Object.entries(config).find(([key]) => key === name)?.[1];
  if (value === undefined || value === null || value === "" || value === false) return "nothing";
  const text = JSON.stringify(value, sorted);
  return text === "[]" || text === "{}" ? "nothing" : text;
}

/** The order of the names in an object says nothing; that of a list does. */
function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
