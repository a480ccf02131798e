import { posix } from "node:path";
import { type ContextSource, contextSources, type EvaluatedDockerfile } from "../../stage/index.ts";
import { asksForHistory } from "../asks-for-history.ts";
import { defineRule } from "../define-rule.ts";
import { needlessFile } from "../needless-file.ts";
import { secretFile } from "../secret-file.ts";
import { isInImage } from "../shipped.ts";
import { shownBytes } from "../shown-bytes.ts";
import type { KnownContext, SentEntry } from "../subject.ts";

/**
 * Reports what a folder that is copied brings along although no image needs it: history, dependencies and output
 * that the build makes itself, caches, settings of editors, and files that are secret by their names.
 */
export const rule = defineRule({
  name: "dockerignore-misses",
  practice: "lean-context",
  severity: "warning",
  fix: "never",
  needs: "context",
  replaces: [],

  onFile({ context, evaluated }, report) {
    if (context.kind === "unknown" || context.ignoreFile === undefined) return;
    const sources = contextSources(evaluated);
    const told = new Set<string>();
    for (const source of sources) {
      if (!source.isPlain || context.whetherFolder(source.path) !== "yes") continue;
      const sent = context.findSent(source.path, isSought).filter(({ path }) => {
        return !told.has(path) && !sources.some((other) => isNamed(path, source.path, other.path));
      });
      for (const { path } of sent) told.add(path);
      const needless = sent.filter((entry) => isNeedless(entry, evaluated, context));
      if (needless.length > 0) report({ at: source.span, message: describe(source, needless, context) });
      const secrets = sent.filter(({ path }) => isSecret(path));
      if (secrets.length > 0) {
        const isKey = secrets.some(({ path }) => secretFile(path)?.severity === "error");
        const severity = isKey && isInImage(source.stage, evaluated) ? "error" : "warning";
        report({ at: source.span, message: says(source, secrets.map(shownSecret), context), severity });
      }
    }
  },
});

function isSought(path: string, kind: "file" | "folder"): boolean {
  return needlessFile(posix.basename(path), kind) !== undefined || isSecret(path);
}

/** A registry's settings are often needed by the install, and as often hold nothing secret. */
function isSecret(path: string): boolean {
  return posix.basename(path) !== ".npmrc" && secretFile(path) !== undefined;
}

/** Whether some COPY names a path, or what is in it, more closely than the one that brings it. */
function isNamed(path: string, folder: string, named: string): boolean {
  if (named === "." || named === folder || folder.startsWith(`${named}/`)) return false;
  return path === named || path.startsWith(`${named}/`) || named.startsWith(`${path}/`);
}

function isNeedless(entry: SentEntry, evaluated: EvaluatedDockerfile, context: KnownContext): boolean {
  const needless = needlessFile(posix.basename(entry.path), entry.kind);
  if (needless === undefined) return false;
  if (needless.kind === "history") return !asksForHistory(evaluated, context);
  const proof = needless.proof?.map((path) => posix.join(entry.path, path));
  if (proof?.some((path) => context.whetherExists(path) === "yes") === false) return false;
  const { madeBy } = needless;
  return (
    madeBy === undefined ||
    evaluated.stages.some(({ steps }) =>
      steps.some(({ run }) =>
        run?.facts.some(
          (fact) =>
            (fact.kind === "language-packages" && madeBy.test(fact.manager)) ||
            (fact.kind === "build" && madeBy.test(fact.tool)),
        ),
      ),
    )
  );
}

const MOST_NAMED = 4;

function describe(source: ContextSource, entries: readonly SentEntry[], context: KnownContext): string {
  const sorted = [...entries].sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1));
  const named = sorted.slice(0, MOST_NAMED).map(({ path, bytes, hasMore }) => {
    const weight = shownBytes(bytes);
    return weight === undefined ? path : `${path} (${hasMore ? "more than " : ""}${weight})`;
  });
  const others = sorted.length - named.length;
  const all = others === 0 ? named : [...named, others === 1 ? "1 more" : `${others} more`];
  return says(source, all, context);
}

function says({ path }: ContextSource, what: readonly string[], { ignoreFile }: KnownContext): string {
  const folder = path === "." ? "the whole build context" : `all of ${path}`;
  return `${folder} is copied with ${list(what)}, which ${posix.basename(ignoreFile ?? "")} does not keep out`;
}

function shownSecret({ path }: SentEntry): string {
  return `${path} (${secretFile(path)?.kind ?? "a secret"})`;
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
