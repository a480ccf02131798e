import type { EnvironmentValue } from "./family.ts";
import type { ImageEntry } from "./image-entry.ts";
import { expandVersion, type VersionNumbers, whetherMeets } from "./version.ts";

/**
 * Variables that an image sets. A value is undefined where it depends on a version that the tag does not say,
 * or is not recorded. A name that is missing may be set as well.
 */
export type Environment = ReadonlyMap<string, string | undefined>;

/** The variables of a variant in one version. */
export function evaluateEnvironment(
  values: ReadonlyMap<string, EnvironmentValue>,
  version: VersionNumbers | undefined,
): Environment {
  const environment = new Map<string, string | undefined>();
  for (const [name, value] of values) {
    if (value === undefined) environment.set(name, undefined);
    else if (typeof value === "string") environment.set(name, expandVersion(value, version));
    else setConditional(environment, name, value, version);
  }
  return environment;
}

/** The variables that the second table saw, those left out that carry a version: it saw one tag of many. */
export function entryEnvironment(entry: ImageEntry): Environment {
  const isOneVersion = entry.interpreters.every(({ version }) => version !== "*");
  const kept = [...entry.environment].map(([name, value]): [string, string | undefined] => {
    return [name, isOneVersion && !name.endsWith("_VERSION") ? value : undefined];
  });
  return new Map(kept.filter(([name, value]) => value !== undefined || name.endsWith("_VERSION")));
}

function setConditional(
  environment: Map<string, string | undefined>,
  name: string,
  value: readonly (readonly [condition: string, value: string])[],
  version: VersionNumbers | undefined,
): void {
  const possible = value.filter(([condition]) => whetherMeets(version, condition) !== "no");
  const [first] = possible;
  // Nothing holds: this version does not set it. One that only may hold may be unset as well.
  if (first === undefined) return;
  const isCertain = possible.length === 1 && whetherMeets(version, first[0]) === "yes";
  environment.set(name, isCertain ? expandVersion(first[1], version) : undefined);
}
