import { posix } from "node:path";
import type { CommandUse } from "../../shell/index.ts";
import type { Step } from "../../stage/index.ts";

/** Programs that are known to take a secret from the environment or from a word, and to need it only while they run. */
const CONSUMERS: ReadonlySet<string> = new Set(
  (
    "npm npx pnpm yarn bun pip pip2 pip3 uv poetry pipenv twine git gh curl wget mvn mvnw gradle gradlew cargo go bundle " +
    "bundler gem composer aws dotnet nuget helm sentry-cli hf huggingface-cli"
  ).split(" "),
);

/** Variables that tools read by themselves, unnamed in any command, and the tools that read them. */
const OWN_VARIABLES: readonly { readonly name: RegExp; readonly tools: ReadonlySet<string> }[] = [
  // `.npmrc` names the variable.
  { name: /^(?:NPM|NODE)_(?:AUTH_)?TOKEN$/, tools: words("npm npx pnpm yarn bun") },
  { name: /^YARN_NPM_AUTH_TOKEN$/, tools: words("yarn") },
  { name: /^PIP_(?:EXTRA_)?INDEX_URL$/, tools: words("pip pip2 pip3 pipenv") },
  { name: /^UV_(?:EXTRA_INDEX_URL|INDEX_URL|DEFAULT_INDEX|INDEX|INDEX_\w+_PASSWORD)$/, tools: words("uv") },
  { name: /^POETRY_(?:HTTP_BASIC_\w+_PASSWORD|PYPI_TOKEN_\w+)$/, tools: words("poetry") },
  { name: /^CARGO_REGISTR(?:Y|IES_\w+)_TOKEN$/, tools: words("cargo") },
  {
    name: /^BUNDLE_(?:GITHUB__COM|RUBYGEMS__\w+|GEMS__\w+|ENTERPRISE__\w+)$/,
    tools: words("bundle bundler"),
  },
  { name: /^COMPOSER_AUTH$/, tools: words("composer") },
  {
    name: /^(?:NuGetPackageSourceCredentials_\w+|VSS_NUGET_EXTERNAL_FEED_ENDPOINTS)$/,
    tools: words("dotnet nuget"),
  },
  { name: /^TWINE_PASSWORD$/, tools: words("twine") },
];

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

/** The tools that read a variable by themselves; none where that is not known of the name. */
export function toolsThatRead(name: string): ReadonlySet<string> {
  return OWN_VARIABLES.find((each) => each.name.test(name))?.tools ?? NOBODY;
}

const NOBODY: ReadonlySet<string> = new Set();

/** The tool that a command calls, `pip` where Python runs it as a module. */
export function toolOf({ name, words: [, first, second] }: CommandUse): string {
  if (name === undefined) return "";
  return /^python[0-9.]*$/.test(name) && first?.literal === "-m" ? (second?.literal ?? name) : name;
}

/** Whether a command needs a secret only while it runs: a tool that is known, or what writes a file that is gone again. */
export function isConsumer(use: CommandUse, step: Step): boolean {
  return CONSUMERS.has(toolOf(use)) || writesPassingFile(use, step);
}

/** `echo … > .npmrc` in a RUN that takes the file away again. */
function writesPassingFile(
  { name, node, words: [, ...given] }: CommandUse,
  { run, before, after }: Step,
): boolean {
  if ((name !== "echo" && name !== "printf") || given.length === 0) return false;
  const files = node.redirections.flatMap((each) => (each.kind === "file" ? [each] : []));
  const target = files.find(({ operator }) => /^>>?$/.test(operator))?.target;
  if (files.length !== 1 || target === undefined) return false;
  // Whoever's home that is, the same words take it away.
  const isTakenAway = run?.commands.some((use) => {
    return use.name === "rm" && use.runs === "yes" && use.words.some(({ raw }) => raw === target.raw);
  });
  if (isTakenAway === true) return true;
  if (target.literal === undefined || before.workdir === undefined) return false;
  return after.files.whetherExists(posix.resolve(before.workdir, target.literal)) === "no";
}

/** Whether a step runs as root, as far as the Dockerfile and its base tell. */
export function isRootStep({ before }: Step): boolean {
  const user = before.user?.split(":", 1)[0];
  return user === undefined || user === "" || user === "root" || /^0+$/.test(user);
}
