import { posix } from "node:path";
import type { ShellWord } from "../../shell/index.ts";
import type { StageState } from "../../stage/index.ts";
import type { RunStep } from "../define-rule.ts";
import type { KnownContext } from "../subject.ts";
import { isWithin, type LanguageInstall, projectFolder } from "./installs.ts";
import { readNodeInputs } from "./node-inputs.ts";
import { readBundlerInputs, readComposerInputs, readGoInputs } from "./other-inputs.ts";
import { ProjectFiles } from "./project-files.ts";
import { readPipenvInputs, readPipInputs, readPoetryInputs, readUvInputs } from "./python-inputs.ts";

/** What an install reads of a project that was copied from the build context. */
export interface InstallInputs {
  /** Paths relative to the context. */
  readonly files: readonly string[];
  /** Why they cannot all be named. */
  readonly obstacle: string | undefined;
  /** Whether the install certainly does the same with these files alone, and writes nothing that is copied later. */
  readonly isExact: boolean;
  /** The option without which it would also put in the project itself, so that it has to run again with the sources. */
  readonly rest: string | undefined;
}

/** What an install reads of the context that was copied into a folder of the image. */
export function readInputs(
  run: RunStep,
  fact: LanguageInstall,
  copied: string,
  context: KnownContext,
): InstallInputs {
  const folder = projectFolder(fact);
  if (folder === undefined || !isWithin(folder, copied)) return unknown("the project's folder is not known");
  // Lists of requirements name each other from folder to folder.
  const root = isPip(fact) ? copied : folder;
  const files = new ProjectFiles(context, posix.relative(copied, root) || ".");
  const rest = readByManager(files, fact, root);
  for (const written of [fact.target, fact.cache]) {
    if (written !== undefined && written !== root && isWithin(written, root))
      files.write(posix.relative(root, written));
  }
  checkVariables(files, run.before, fact, copied);
  if (HOME.test(copied) || hasHomeIn(copied, run.before)) files.doubt();
  return { files: files.taken, obstacle: files.obstacle, isExact: files.isExact, rest };
}

function unknown(obstacle: string): InstallInputs {
  return { files: [], obstacle, isExact: false, rest: undefined };
}

/** Folders in which packages of the system, and caches of users, lie as well. */
const HOME =
  /^\/(?:bin|boot|dev|etc|home|lib\w*|media|mnt|proc|root|run|sbin|sys|tmp|usr(?!\/src\/)|var)(?:\/|$)/;

/** Whether settings of a user may come with the copy: the project is somebody's home. */
function hasHomeIn(copied: string, { users }: StageState): boolean {
  return [...users.entries()].some(([, { home }]) => home !== undefined && isWithin(home, copied));
}

function readByManager(files: ProjectFiles, fact: LanguageInstall, folder: string): string | undefined {
  const { manager } = fact;
  if (manager === "npm" || manager === "yarn" || manager === "pnpm" || manager === "bun")
    readNodeInputs(files, fact);
  else if (isPip(fact)) {
    const lists = fact.reads.flatMap(({ path }) => {
      return path === undefined || !isWithin(path, folder) ? [] : [posix.relative(folder, path)];
    });
    if (lists.length < fact.reads.length) files.block("a list of requirements lies elsewhere");
    readPipInputs(files, fact, lists);
  } else if (manager === "uv") return readUvInputs(files, fact);
  else if (manager === "poetry") return readPoetryInputs(files, fact);
  else if (manager === "pipenv") readPipenvInputs(files);
  else if (manager === "bundler") readBundlerInputs(files, posix.basename(fact.reads[0]?.path ?? "Gemfile"));
  else if (manager === "composer") readComposerInputs(files, fact);
  else if (manager === "go") readGoInputs(files);
  else files.block(`what ${manager} reads is not known`);
  return undefined;
}

/** Variables may name more files, or make another folder the one where modules are looked for. */
function checkVariables(
  files: ProjectFiles,
  { environment }: StageState,
  { use }: LanguageInstall,
  copied: string,
): void {
  const own = use.node.assignments.map(({ name, value }): readonly [string, string] => [name, textOf(value)]);
  const through = use.environment.map(({ value }): readonly [string, string] => {
    const at = value.indexOf("=");
    return [value.slice(0, at), value.slice(at + 1)];
  });
  for (const [name, value] of [...environment.entries(), ...own, ...through]) {
    if (name === "HOME" && isWithin(value, copied)) files.doubt();
    if (value === "" || !READ.test(name) || (PLACES.test(name) && !NAMES_FILE.test(name))) continue;
    const isOutside = value.split(/[\s:=]+/).every((part) => part.startsWith("/") && !isWithin(part, copied));
    if (NAMES_FILE.test(name) ? !isOutside : /(?:^|[\s=])\.{0,2}\//.test(value) && !isOutside) {
      if (name === "PYTHONPATH") files.doubt();
      else files.block(`${name} may name a file of the project`);
    }
  }
}

function isPip({ manager, use }: LanguageInstall): boolean {
  return manager === "pip" || (manager === "uv" && use.words[1]?.literal === "pip");
}

function textOf(value: ShellWord | undefined): string {
  return value?.value ?? "";
}

const READ =
  /^(?:PIP|UV|NPM_CONFIG|npm_config|YARN|PNPM|BUN|COREPACK|POETRY|PIPENV|BUNDLE|COMPOSER|NODE|PYTHON|SSL|REQUESTS|CURL)\w*$|^GO[A-Z0-9]*$/;
/** Variables that say where things go. */
const PLACES = /CACHE|(?:_HOME|_PREFIX|_prefix|_DIR|_PATH|_STORE|_ENVIRONMENT|_INSTALL|PATH|ROOT|BIN)$/;
const NAMES_FILE =
  /^(?:(?:PIP|UV)_(?:CONSTRAINT|REQUIREMENT|CONFIG_FILE|FIND_LINKS|BUILD_CONSTRAINT|OVERRIDE)|NPM_CONFIG_\w*(?:CONFIG|FILE)|BUNDLE_GEMFILE|YARN_RC_FILENAME|NODE_EXTRA_CA_CERTS|PYTHONPATH)$/i;
