import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { runProcess } from "./process.ts";
import { readPackageSources } from "./sources.ts";

const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** One download at a time for each suite: apt locks its folders. */
const waiting = new Map<string, Promise<unknown>>();

/**
 * Downloads packages of a suite with an apt state of its own below `cache`, and gives their files in the order
 * asked for. What was downloaded once is not looked up again.
 */
export function downloadPackages(
  cache: string,
  suite: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const before = waiting.get(suite) ?? Promise.resolve();
  const done = before.catch(() => undefined).then(() => download(cache, suite, names));
  waiting.set(suite, done);
  return done;
}

async function download(cache: string, suite: string, names: readonly string[]): Promise<readonly string[]> {
  const folder = join(cache, "packages", suite);
  await mkdir(folder, { recursive: true });
  const missing = await without(folder, names);
  if (missing.length > 0) {
    const state = await prepareState(cache, suite);
    const aside = join(folder, ".aside");
    await rm(aside, { recursive: true, force: true });
    await mkdir(aside);
    await runProcess("apt-get", [...state, "-qq", "download", ...missing], { folder: aside });
    for (const file of await readdir(aside)) await rename(join(aside, file), join(folder, file));
    await rm(aside, { recursive: true });
  }
  const files = await readdir(folder);
  return names.map((name) => {
    const file = files.findLast((candidate) => candidate.startsWith(`${name}_`));
    if (file === undefined) throw new Error(`apt downloaded no package ${name} of ${suite}`);
    return join(folder, file);
  });
}

async function without(folder: string, names: readonly string[]): Promise<readonly string[]> {
  const there = new Set((await readdir(folder)).map((file) => basename(file).split("_")[0]));
  return names.filter((name) => !there.has(name));
}

/** The options that make apt use lists, cache and settings of its own; the lists are fetched once. */
async function prepareState(cache: string, suite: string): Promise<readonly string[]> {
  const root = join(cache, "apt-of-bases", suite);
  const { main, security, settings } = readPackageSources();
  const parts = [
    "state/lists/partial",
    "cache/archives/partial",
    "etc/sources.d",
    "etc/preferences.d",
    "etc/conf.d",
  ];
  for (const part of parts) await mkdir(join(root, part), { recursive: true });
  const line = (uri: string, name: string) => `deb [signed-by=${KEYRING}] ${uri} ${name} main\n`;
  const updates = security === undefined ? "" : line(security, `${suite}-security`);
  await writeFile(
    join(root, "etc/sources.list"),
    line(main, suite) + line(main, `${suite}-updates`) + updates,
  );
  await writeFile(join(root, "etc/conf.d/source"), `${settings.join("\n")}\n`);
  if (!existsSync(join(root, "status"))) await writeFile(join(root, "status"), "");
  const set = (name: string, value: string) => ["-o", `${name}=${value}`];
  const options = [
    ...set("Dir::State", join(root, "state")),
    ...set("Dir::State::status", join(root, "status")),
    ...set("Dir::Cache", join(root, "cache")),
    ...set("Dir::Etc::sourcelist", join(root, "etc/sources.list")),
    ...set("Dir::Etc::sourceparts", join(root, "etc/sources.d")),
    ...set("Dir::Etc::preferencesparts", join(root, "etc/preferences.d")),
    ...set("Dir::Etc::parts", join(root, "etc/conf.d")),
    ...set("APT::Sandbox::User", "root"),
    ...set("Acquire::Languages", "none"),
  ];
  if (!existsSync(join(root, "updated"))) {
    await runProcess("apt-get", [...options, "-qq", "update"]);
    await writeFile(join(root, "updated"), "");
  }
  return options;
}
