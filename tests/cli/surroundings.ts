import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Why a test that wants an old Node is left out where the machine has none. */
export const NEEDS_OLD_NODE = "needs a Node.js older than 22.22 on the PATH";

/** The first Node.js on the PATH that is too old for Plimsoll, with its version; undefined where there is none. */
export function findOldNode(): { readonly path: string; readonly version: string } | undefined {
  const name = process.platform === "win32" ? "node.exe" : "node";
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    if (folder === "" || !existsSync(path)) continue;
    const version = spawnSync(path, ["--version"], { encoding: "utf8" }).stdout?.trim() ?? "";
    const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version) ?? [];
    if (major === undefined) continue;
    if (Number(major) < 22 || (Number(major) === 22 && Number(minor) < 22)) return { path, version };
  }
  return undefined;
}

/**
 * The environment for a program that a test starts, as a user's shell has it: without what npm and
 * node:test hand down, and with `folder` first on the PATH.
 */
export function userEnvironment(folder: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([key]) => !/^(npm_|INIT_CWD$|NODE_(TEST_CONTEXT|OPTIONS|CHANNEL_FD)$)/.test(key),
  );
  const environment = Object.fromEntries(inherited);
  return { ...environment, PATH: `${folder}${delimiter}${process.env.PATH ?? ""}` };
}

/** The version in the package.json of a folder. */
export function packageVersion(root: string): string {
  const manifest: unknown = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return String(Object(manifest).version);
}
