import type { LanguageManager, NamedPackage } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { advise } from "../edit/advice.ts";
import { installsOf, type LanguageInstall } from "../install/installs.ts";

/** Reports packages of a language that a command names without a version. */
export const rule = defineRule({
  name: "package-unpinned",
  practice: "reproducible-install",
  severity: "information",
  fix: "sometimes",
  replaces: ["hadolint:DL3013", "hadolint:DL3016", "hadolint:DL3028"],

  onRun(run, report) {
    for (const fact of installsOf(run, ...MANAGERS)) {
      if (fact.runs === "no" || fact.use.hasMoreWords || isBoundElsewhere(fact)) continue;
      const open = fact.packages.filter((each) => isOpen(each, fact.manager));
      const [first] = open;
      if (first === undefined) continue;
      report({ at: first.word.span, message: messageOf(open), fix: adviseVersion(first, fact.manager) });
    }
  },
});

/** Managers whose packages carry their version in the word that names them, or in an option that was read. */
const MANAGERS: readonly LanguageManager[] = [
  "pip",
  "pipx",
  "uv",
  "npm",
  "pnpm",
  "yarn",
  "bun",
  "gem",
  "composer",
];

/** A file of constraints says which versions may come, and a lock file of the project what did. */
function isBoundElsewhere({ options, action, manager, use }: LanguageInstall): boolean {
  if (["-c", "--constraint", "--constraints", "--no-index"].some((option) => options.has(option)))
    return true;
  if (manager === "composer") return action !== "require";
  // In a project the manifest may name the package too, with the versions that will do.
  const isOfNode = manager === "npm" || manager === "pnpm" || manager === "yarn" || manager === "bun";
  return (
    isOfNode &&
    !["-g", "--global", "--location=global"].some((option) => options.has(option)) &&
    !isGlobalAdd(use)
  );
}

/** `yarn global add`, whose option is a word. */
function isGlobalAdd({ words }: LanguageInstall["use"]): boolean {
  return words.some(({ literal }) => literal === "global");
}

/** Tools that install others: they are raised to what is newest on purpose. */
const INSTALLERS: ReadonlySet<string> = new Set(
  "pip setuptools wheel virtualenv pipenv npm yarn pnpm bundler corepack uv poetry".split(" "),
);

/** A plain name from the registry, with no version or with a word for the newest one. */
function isOpen({ name, version, word }: NamedPackage, manager: LanguageManager): boolean {
  if (word.literal === undefined || INSTALLERS.has(name)) return false;
  if (version !== undefined && version !== "" && !/^(?:latest|next|@?dev-.*|\*)$/.test(version)) return false;
  const text = word.literal;
  // Paths, archives and addresses are another matter, and so are names that something else makes.
  if (!/^@?[A-Za-z0-9][\w.-]*(?:\/[\w.-]+)?(?:\[[\w,.-]*\])?(?:@(?:latest|next))?$/.test(text)) return false;
  if (/\.(?:whl|gem|tgz|tar|gz|zip)$/.test(text)) return false;
  // Elsewhere a slash makes a path, or a repository of GitHub.
  return !text.includes("/") || text.startsWith("@") || manager === "composer";
}

/** The version that is there now, as the manager shows it, is the one to begin with. */
function adviseVersion({ name }: NamedPackage, manager: LanguageManager): FoundFix {
  const joint = JOINTS[manager] ?? "==";
  return advise(`Write ${name}${joint}VERSION, or a list with a lock file`);
}

/** What stands between a name and its version, where it is not two equal signs. */
const JOINTS: Partial<Readonly<Record<LanguageManager, string>>> = {
  npm: "@",
  pnpm: "@",
  yarn: "@",
  bun: "@",
  gem: ":",
  composer: ":",
};

function messageOf(open: readonly NamedPackage[]): string {
  const all = [...new Set(open.map(({ name }) => name))];
  const names = all.slice(0, MOST_NAMES);
  const more = all.length - names.length;
  const list = more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
  return all.length === 1
    ? `${list} comes in whatever version is newest on the day of the build`
    : `${list} come in whatever versions are newest on the day of the build`;
}

const MOST_NAMES = 3;
