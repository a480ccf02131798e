/**
 * Runs for each step of a build, before the step's runc: gives the step the settings with which this machine's
 * own programs reach the outside, by changing the step's `config.json`. Nothing of it lands in the image: the
 * variables are those of the one process, and the certificates are bound below /dev, which is the step's own.
 *
 *   build-step SETTINGS.json RUNC-WORD…
 *
 * It stands alone, and is written to the lab's `bin` without its types, since its start is paid at each step.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface Settings {
  readonly certificates: string;
  readonly inside: string;
  readonly variables: Readonly<Record<string, string>>;
}

const [settingsPath = "", ...words] = process.argv.slice(2);
const bundle = bundleOf(words);
if (bundle !== undefined) {
  const settings: Settings = JSON.parse(readFileSync(settingsPath, "utf8"));
  const path = join(bundle, "config.json");
  const config = JSON.parse(readFileSync(path, "utf8"));
  const present = new Set<string>(config.process.env.map((line: string) => line.split("=")[0]));
  for (const [name, value] of Object.entries(settings.variables)) {
    if (!present.has(name)) config.process.env.push(`${name}=${value}`);
  }
  config.mounts.push({
    destination: settings.inside,
    type: "bind",
    source: settings.certificates,
    options: ["rbind", "ro"],
  });
  writeFileSync(path, JSON.stringify(config));
}

/** The folder that a call of runc names with --bundle, -b or --bundle=. */
function bundleOf(words: readonly string[]): string | undefined {
  for (const [index, word] of words.entries()) {
    if (word === "--bundle" || word === "-b") return words[index + 1];
    if (word.startsWith("--bundle=")) return word.slice("--bundle=".length);
  }
  return undefined;
}
