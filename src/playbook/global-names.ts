import type { Dockerfile } from "../dockerfile/index.ts";

const NAMES = new WeakMap<Dockerfile, ReadonlySet<string>>();

/** The names that an ARG above the first FROM declares, with or without a value. */
export function globalNames(dockerfile: Dockerfile): ReadonlySet<string> {
  const known = NAMES.get(dockerfile);
  if (known !== undefined) return known;
  const names = new Set(
    dockerfile.globalArguments.flatMap((each) => each.arguments.map(({ name }) => name.value)),
  );
  NAMES.set(dockerfile, names);
  return names;
}
