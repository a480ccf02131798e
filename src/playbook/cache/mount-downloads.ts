import { posix } from "node:path";
import type { Applicability, Edit } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage } from "../../stage/index.ts";
import type { FoundFix, RunStep } from "../define-rule.ts";
import { removeWord } from "../edit/add-option.ts";
import { keepsCommands } from "../edit/append-to-run.ts";
import { readEdited } from "../edit/edit-instruction.ts";
import { installsOf, isWithin, type LanguageInstall, mountTargets } from "../install/installs.ts";
import { dropCleanUps } from "./cache-clean-up.ts";
import { addFlags, isCopiedOut, keepsBuilt, knowsMounts, mayReadLater, ownerFields } from "./cache-mount.ts";
import { isReader, namesFolder, runsThatRead } from "./cache-readers.ts";
import { trustWithoutCache } from "./language-cache.ts";

/**
 * The fix that mounts a cache for the install of a manager that copies what it needs out of its cache, so that nothing
 * behind it looks there. What empties the cache, or keeps it from being used, goes. Undefined where something else has
 * a use for the cache, or where its user could not write to the mount.
 */
export function mountCache(
  run: RunStep,
  fact: LanguageInstall,
  where: string,
  stage: EvaluatedStage,
  evaluated: EvaluatedDockerfile,
): FoundFix | undefined {
  const { dockerfile } = evaluated;
  const { manager } = fact;
  if (!isMountable(run) || READ_BY_LOCKS.has(manager)) return undefined;
  if (manager === "poetry" && mayHoldEnvironment(run, stage)) return undefined;
  const owner = ownerFields(run, where);
  if (owner === undefined || isCopiedOut(where, stage, evaluated)) return undefined;
  if (installsOf(run).some((other) => other.manager !== manager)) return undefined;
  const trust = COPIES.has(manager)
    ? trustWithoutCache(run, manager, evaluated)
    : mayReadLater(run, fact, where, stage, evaluated)
      ? undefined
      : "safe";
  const cleanUps = dropCleanUps(run, [where], dockerfile);
  const options = withoutOptions(run, fact, dockerfile.text);
  if (trust === undefined || cleanUps === undefined || options === undefined) return undefined;
  const edits = [...options, ...cleanUps.edits];
  const { removed } = cleanUps;
  if (edits.length > 0 && !keepsCommands(run, dockerfile, edits, { removed })) return undefined;
  if (CACHES.test(textOf(run, dockerfile, edits))) return undefined;
  const isSafe = trust === "safe" && knowsMounts(dockerfile) && !keepsBuilt(fact);
  return {
    title: `Keep the downloads in a cache mount on ${where}`,
    applicability: isSafe ? "safe" : "unsafe",
    edits: [addFlags(run, dockerfile, [`--mount=type=cache,target=${where}${owner}`]), ...edits],
  };
}

/** Whether Poetry may make its environment beside its cache, as it does unless somebody says otherwise. */
function mayHoldEnvironment(run: RunStep, { steps }: EvaluatedStage): boolean {
  const { environment } = run.before;
  if (environment.has("VIRTUAL_ENV") || environment.get("POETRY_VIRTUALENVS_CREATE") === "false")
    return false;
  if (/^(?:1|true)$/.test(environment.get("POETRY_VIRTUALENVS_IN_PROJECT") ?? "")) return false;
  return !steps.slice(0, steps.indexOf(run) + 1).some(({ instruction: { syntax } }) => {
    const text = [syntax.text.text, ...syntax.heredocs.map(({ content }) => content)].join("\n");
    return /virtualenvs\.(?:create +false|in-project +true)|VIRTUALENVS_CREATE=(?:0|false)/.test(text);
  });
}

/** Managers of which is known that what they install is complete without their cache. */
const COPIES: ReadonlySet<string> = new Set(["npm", "yarn", "pnpm", "pip", "uv", "composer"]);
/** A restore writes down where its packages lie, and a later build takes them from there without asking again. */
const READ_BY_LOCKS: ReadonlySet<string> = new Set(["dotnet"]);
/** What a RUN would say that does more with a cache than fill it. */
const CACHES = /\bcache (?:clean|purge|clear)|clear-?cache|\.cache\b|\/\.npm\b|pnpm\/store\b/;

/** What would keep the manager from using the cache goes; undefined where that cannot be. */
function withoutOptions(run: RunStep, fact: LanguageInstall, text: string): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const { use } of installsOf(run, fact.manager)) {
    const word = use.words.find(({ value }) => /^(?:--no-cache-dir|--no-cache)$/.test(value));
    if (word === undefined) continue;
    const edit = removeWord(run, use, word, text);
    if (edit === undefined) return undefined;
    edits.push(edit);
  }
  const { environment } = run.before;
  const isOff = ["PIP_NO_CACHE_DIR", "UV_NO_CACHE", "POETRY_NO_CACHE"].some((name) => environment.has(name));
  return isOff ? undefined : edits;
}

/**
 * The fix that mounts a cache in all RUNs that read what a manager downloaded where that lies, so that none of them
 * misses what another one fetched. It is the same for each of them.
 */
export function mountEverywhere(
  fact: LanguageInstall,
  where: string,
  stage: EvaluatedStage,
  evaluated: EvaluatedDockerfile,
): FoundFix | undefined {
  const { dockerfile } = evaluated;
  const { manager } = fact;
  const folder = manager === "gradle" ? `${where}/caches` : where;
  const runs = runsThatRead(manager, folder, stage, evaluated);
  if (runs === undefined) return undefined;
  const uses = runs.flatMap((run) => (run.run?.commands ?? []).filter((use) => isReader(manager, use)));
  // What is put into the folder by the build itself may be gone when a later step looks for it.
  const publishes =
    manager === "maven" && uses.some(({ words }) => words.some(({ value }) => value === "install"));
  if (publishes && runs.length > 1) return undefined;
  const edits: Edit[] = [];
  for (const run of runs) {
    const own = mountInReader(run, fact, folder, dockerfile);
    if (own === undefined) return undefined;
    edits.push(...own);
  }
  const isSafe = knowsMounts(dockerfile) && !keepsBuilt(fact) && !publishes && !runs.some(keepsObjects);
  const applicability: Applicability = isSafe && !startsJava(manager, evaluated) ? "safe" : "unsafe";
  const times = runs.length > 1 ? `, in ${runs.length} RUNs` : "";
  return { title: `Keep the downloads in a cache mount on ${folder}${times}`, applicability, edits };
}

/** The edits for one of the RUNs; none where it has all mounts, undefined where it cannot have them. */
function mountInReader(
  run: RunStep,
  { manager }: LanguageInstall,
  folder: string,
  dockerfile: Dockerfile,
): readonly Edit[] | undefined {
  if (!isMountable(run) || ownerFields(run, folder) === undefined) return undefined;
  const others = installsOf(run).filter((other) => other.manager === manager && other.cache !== undefined);
  if (others.some(({ cache = "" }) => !isWithin(folder, cache))) return undefined;
  if (run.instruction.mounts.some(({ mount }) => mount === undefined || mount.target.includes("$")))
    return undefined;
  const sharing = manager === "gradle" ? ",sharing=locked" : "";
  const folders = [folder];
  if (manager === "go" && compiles(run)) folders.push(...objectFolder(run));
  if (manager === "gradle" && run.run?.commands.some(({ name }) => name === "gradlew") === true)
    folders.push(posix.join(posix.dirname(folder), "wrapper"));
  const mounted = mountTargets(run, "cache", "bind", "tmpfs");
  const missing = folders.filter((path) => !mounted.some((target) => isWithin(path, target)));
  const cleanUps = dropCleanUps(run, folders, dockerfile);
  if (cleanUps === undefined) return undefined;
  const { edits, removed } = cleanUps;
  if (edits.length > 0 && !keepsCommands(run, dockerfile, edits, { removed })) return undefined;
  if (namesFolder(manager, textOf(run, dockerfile, edits))) return undefined;
  if (missing.length === 0) return [];
  const flags = missing.map(
    (path) => `--mount=type=cache,target=${path}${ownerFields(run, path) ?? ""}${sharing}`,
  );
  return [addFlags(run, dockerfile, flags), ...edits];
}

/** Go's compiled packages, below the home of root; elsewhere the builder would make folders that are not the user's. */
function objectFolder(run: RunStep): readonly string[] {
  const { environment } = run.before;
  const set = environment.get("GOCACHE");
  if (set !== undefined) return set.startsWith("/") && ownerFields(run, set) !== undefined ? [set] : [];
  if (environment.has("XDG_CACHE_HOME") || (environment.get("HOME") ?? "/root") !== "/root") return [];
  const usual = "/root/.cache/go-build";
  return ownerFields(run, usual) === "" ? [usual] : [];
}

function compiles({ run }: RunStep): boolean {
  return (run?.commands ?? []).some(
    ({ name, words }) => name === "go" && /^(?:build|test|install|run|vet|get)$/.test(words[1]?.value ?? ""),
  );
}

/** Whether compiled packages are kept that may have been compiled against libraries of the base. */
function keepsObjects(run: RunStep): boolean {
  if (!compiles(run)) return false;
  const isSet = run.before.environment.get("CGO_ENABLED") === "0";
  return !isSet && (run.run?.commands ?? []).some((use) => use.name === "go" && !isWithoutC(use));
}

function isWithoutC({ node, environment }: CommandUse): boolean {
  const isAssigned = node.assignments.some(
    ({ name, value }) => name === "CGO_ENABLED" && value?.value === "0",
  );
  return isAssigned || environment.some(({ value }) => value === "CGO_ENABLED=0");
}

/** A program of Java may be started with a path of classes that leads into the folder. */
function startsJava(manager: string, { dockerfile }: EvaluatedDockerfile): boolean {
  if (manager !== "maven" && manager !== "gradle") return false;
  return dockerfile.instructions.some(
    ({ kind, syntax }) =>
      (kind === "cmd" || kind === "entrypoint") && /-cp\b|-classpath\b/.test(syntax.text.text),
  );
}

function isMountable({ triggeredAt, instruction }: RunStep): boolean {
  return triggeredAt === undefined && instruction.command.form !== "none";
}

/** What a RUN says once it is edited. */
function textOf({ instruction }: RunStep, dockerfile: Dockerfile, edits: readonly Edit[]): string {
  const edited = edits.length === 0 ? instruction : readEdited(dockerfile, instruction, edits);
  if (edited?.kind !== "run") return "";
  return [edited.syntax.text.text, ...edited.heredocs.map(({ content }) => content)].join("\n");
}
