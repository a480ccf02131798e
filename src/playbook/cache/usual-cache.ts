import { posix } from "node:path";
import type { LanguageManager } from "../../stage/index.ts";
import { findUser } from "../../stage/index.ts";
import type { RunStep } from "../define-rule.ts";
import type { LanguageInstall } from "../install/installs.ts";

/** The folder below the one for caches, and the variable that names another one. */
const CACHES: ReadonlyMap<LanguageManager, { readonly folder: string; readonly variable: string }> = new Map([
  ["pip", { folder: "pip", variable: "PIP_CACHE_DIR" }],
  ["uv", { folder: "uv", variable: "UV_CACHE_DIR" }],
  ["poetry", { folder: "pypoetry", variable: "POETRY_CACHE_DIR" }],
]);

/** Whether it is known where a manager would keep its downloads if it were not told to keep none. */
export function isCacheUsual({ manager }: LanguageInstall): boolean {
  return CACHES.has(manager);
}

/** Where a manager would keep its downloads if it were not told to keep none; undefined where that cannot be told. */
export function usualCache({ before }: RunStep, { manager }: LanguageInstall): string | undefined {
  const cache = CACHES.get(manager);
  if (cache === undefined) return undefined;
  const { environment, user = "root" } = before;
  const own = environment.get(cache.variable);
  if (own !== undefined) return own.startsWith("/") ? own : undefined;
  const shared = manager === "poetry" ? undefined : environment.get("XDG_CACHE_HOME");
  if (shared !== undefined) return shared.startsWith("/") ? posix.join(shared, cache.folder) : undefined;
  const name = user.replace(/:.*$/s, "");
  const isRoot = name === "" || name === "0" || name === "root";
  const home = environment.get("HOME") ?? (isRoot ? "/root" : findUser(before, name).home);
  return home?.startsWith("/") === true ? posix.join(home, ".cache", cache.folder) : undefined;
}
