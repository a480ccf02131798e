import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** What a started image is expected to do. */
export type RunExpectation =
  /** It answers over HTTP, with this text in its answer. */
  | { readonly http: number; readonly path?: string; readonly says?: string }
  /** It ends with a status, having printed a text. Another status than 0 is a failure. */
  | { readonly exit: number; readonly says?: string }
  /** Its health check comes to a verdict. */
  | { readonly health: "healthy" | "unhealthy" }
  /** The engine cannot start it, and says so. */
  | { readonly refused: string };

/** A Dockerfile with its context, and what is expected to happen to it. */
export interface OutcomeDefinition {
  /** The name of its folder. */
  readonly name: string;
  /** What it is an example of, in one sentence. */
  readonly about: string;
  /** Absolute. */
  readonly context: string;
  /** Absolute. */
  readonly dockerfile: string;
  /** Where the build fails and what it says; undefined where it builds. A refused file may tell no line. */
  readonly fails: { readonly line?: number; readonly says: string } | undefined;
  readonly run: RunExpectation | undefined;
  /** The rules that must see the failure, as `rule:line`. */
  readonly seen: readonly string[];
  /** Why no rule can see the failure. */
  readonly unseen: string | undefined;
  /** What of the interpreter or of `check` differs from the image: a part of the difference's text, and why. */
  readonly differs: readonly { readonly text: string; readonly why: string }[];
  /** Why it does something else after fixes that are not safe, as the page of one of them says. */
  readonly unsafe?: string;
  /** What differs between the images before and after safe fixes: a part of the difference's text, and why. */
  readonly fixed?: readonly { readonly text: string; readonly why: string }[];
}

const FOLDER = fileURLToPath(new URL("../outcomes/", import.meta.url));
/** The top of the repository, with a slash at its end. */
export const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Reads every `lab/outcomes/NAME/outcome.json`. The Dockerfile and its context lie beside it, unless `dockerfile`
 * names another from the top of the repository, and `context` the folder that goes with it.
 */
export function readDefinitions(): readonly OutcomeDefinition[] {
  const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => readDefinition(name)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readDefinition(name: string): OutcomeDefinition {
  const folder = join(FOLDER, name);
  const given: Partial<OutcomeDefinition> = JSON.parse(readFileSync(join(folder, "outcome.json"), "utf8"));
  const unknown = Object.keys(given).filter((key) => !KEYS.has(key));
  if (unknown.length > 0) throw new Error(`${name}/outcome.json has the unknown ${unknown.join(", ")}`);
  if (given.about === undefined) throw new Error(`${name}/outcome.json says nothing about it`);
  const dockerfile =
    given.dockerfile === undefined ? join(folder, "Dockerfile") : resolve(REPOSITORY, given.dockerfile);
  return {
    name,
    about: given.about,
    dockerfile,
    context: given.context === undefined ? dirname(dockerfile) : resolve(REPOSITORY, given.context),
    fails: given.fails,
    run: given.run,
    seen: given.seen ?? [],
    unseen: given.unseen,
    differs: given.differs ?? [],
    ...(given.unsafe === undefined ? {} : { unsafe: given.unsafe }),
    ...(given.fixed === undefined ? {} : { fixed: given.fixed }),
  };
}

const KEYS: ReadonlySet<string> = new Set(
  "about dockerfile context fails run seen unseen differs unsafe fixed".split(" "),
);

/** Whether it is an example of something that builds and does what it should. */
export function isSound({ fails, run }: OutcomeDefinition): boolean {
  if (fails !== undefined) return false;
  if (run === undefined) return true;
  if ("exit" in run) return run.exit === 0;
  return "http" in run || ("health" in run && run.health === "healthy");
}
