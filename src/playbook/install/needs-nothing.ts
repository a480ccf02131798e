import type { CommandUse } from "../../shell/index.ts";
import type { RunFact } from "../../stage/index.ts";
import { isWithin } from "./installs.ts";

/**
 * Whether a command certainly reads and writes nothing in a folder: it puts in packages by their names, makes users, or
 * works in other places. What is not known for certain is not.
 */
export function needsNothingOf(use: CommandUse, facts: readonly RunFact[], folder: string): boolean {
  if (use.hasMoreWords || !isRedirectedAway(use, folder)) return false;
  const own = facts.filter((fact) => fact.use === use);
  if (own.length > 0) return own.every((fact) => isElsewhere(fact, folder));
  const words = use.words.slice(1).map(({ value }) => value);
  const name = use.name ?? "";
  if (QUIET.has(name)) return true;
  const isEnvironment =
    /^python[\d.]*$/.test(name) && words[0] === "-m" && /^v(?:irtual)?env$/.test(words[1] ?? "");
  if (name === "mkdir" || name === "virtualenv" || isEnvironment) {
    if (isEnvironment) words.splice(0, 2);
    return words.every((word) => word.startsWith("-") || isOutside(word, folder));
  }
  if (name === "corepack") return words[0] === "enable" || /^(?:npm|yarn|pnpm)@[\d.]+$/.test(words[1] ?? "");
  const asked = `${name} ${words.slice(0, 2).join(" ")}`;
  return SETTINGS.test(asked) && words.every((word) => !/^\.{0,2}\//.test(word) || isOutside(word, folder));
}

const QUIET: ReadonlySet<string> = new Set(["true", ":", "echo", "printf", "set", "date", "uname", "whoami"]);
const SETTINGS =
  /^(?:npm (?:config set|cache (?:clean|verify))|npm (?:-v|--version)|node (?:-v|--version)|python3? (?:-V|--version)|pip3? (?:cache purge|--version)|pip3? config set|yarn (?:config set|cache clean)|poetry config \S+|pnpm (?:config set|store prune)|bundle config \S+|go (?:env -w|version))/;

function isElsewhere(fact: RunFact, folder: string): boolean {
  if (fact.kind === "os-packages") return fact.packages.every(({ word }) => isName(word.value));
  if (fact.kind === "language-packages") {
    const { packages, reads, target, manager, action } = fact;
    if (action === "config") return true;
    const isNamed = packages.length > 0 && packages.every(({ word }) => isName(word.value));
    const words = fact.use.words
      .slice(1)
      .every(({ value }) => !/^(?:\.|-[erfc]|--(?:find|req|con|ed))/.test(value));
    const isAside = target === undefined ? BY_NAME.has(manager) : !isWithin(target, folder);
    const isGlobal = !NODE.has(manager) || fact.options.has("-g") || fact.options.has("--global");
    return isNamed && words && reads.length === 0 && isAside && isGlobal;
  }
  if (fact.kind === "removal" || fact.kind === "rights") {
    return fact.paths.length > 0 && fact.paths.every(({ path }) => isOutside(path, folder));
  }
  // A home may be made in the folder.
  if (fact.kind === "account")
    return !["-d", "--home", "--home-dir", "-h"].some((each) => fact.options.has(each));
  return false;
}

/** Managers that put packages beside the interpreter, whatever folder they are called in. */
const BY_NAME: ReadonlySet<string> = new Set(["pip", "pipx", "uv", "gem", "npm", "yarn", "pnpm", "bun"]);
const NODE: ReadonlySet<string> = new Set(["npm", "yarn", "pnpm", "bun"]);

/** The name of a package, or a variable that stands for some. */
function isName(text: string): boolean {
  return (
    /^\$|^@?[A-Za-z0-9][^/*?]*(?:\/[\w.-]+(?:@[\w.^~-]+)?)?$/.test(text) &&
    !/\.(?:deb|rpm|apk|whl|t?gz|zip)$/.test(text)
  );
}

function isOutside(path: string, folder: string): boolean {
  return path.startsWith("/") && !isWithin(path, folder) && !isWithin(folder, path);
}

function isRedirectedAway({ node }: CommandUse, folder: string): boolean {
  return node.redirections.every((each) => {
    if (each.kind !== "file") return false;
    const target = each.target?.value ?? "";
    return isOutside(target, folder) || (/&$/.test(each.operator) && /^\d$/.test(target));
  });
}
