import type { Dockerfile } from "../dockerfile/index.ts";

// Rules ask about one file many times, then about the next. A WeakMap would hold every file through all minor
// collections, and with it hundreds of megabytes in a run over thousands.
let last: { readonly dockerfile: Dockerfile; readonly names: ReadonlySet<string> } | undefined;

/** The names that an ARG above the first FROM declares, with or without a value. */
export function globalNames(dockerfile: Dockerfile): ReadonlySet<string> {
  if (last?.dockerfile === dockerfile) return last.names;
  const names = new Set(
    dockerfile.globalArguments.flatMap((each) => each.arguments.map(({ name }) => name.value)),
  );
  last = { dockerfile, names };
  return names;
}
