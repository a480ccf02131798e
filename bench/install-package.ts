import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { userEnvironment } from "../tests/cli/surroundings.ts";

/** The command as users have it: the link that npm lays, and the environment to start it in. */
export interface InstalledPackage {
  readonly program: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/**
 * Packs the checkout and installs it below `folder`, so that what is measured is what users run: the link, the
 * launcher, the bundle, and a cache of compiled code that the first run fills. Throws where npm fails.
 */
export function installPackage(root: string, folder: string): InstalledPackage {
  // The command's first line looks Node up on the PATH: it is to find the one that the comparison runs.
  const environment = {
    ...userEnvironment(dirname(process.execPath)),
    XDG_CACHE_HOME: join(folder, "cache"),
    NODE_COMPILE_CACHE: undefined,
    NO_COLOR: undefined,
    FORCE_COLOR: undefined,
  };
  const user = join(folder, "user");
  mkdirSync(user, { recursive: true });
  writeFileSync(join(user, "package.json"), '{ "private": true }');
  npm(root, environment, "pack", "--pack-destination", folder);
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack left no package");
  npm(user, environment, "install", "--offline", "--no-audit", "--no-fund", join(folder, tarball));
  return { program: join(user, "node_modules", ".bin", "plimsoll"), environment };
}

function npm(cwd: string, env: NodeJS.ProcessEnv, ...words: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync("npm", words, { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm ${words.join(" ")} failed\n${stdout}${stderr}`);
}
