import { posix } from "node:path";
import type { EvaluatedDockerfile } from "../../stage/index.ts";
import { secretFile } from "../secret/secret-file.ts";
import type { KnownContext, SentEntry } from "../subject.ts";
import { asksForHistory } from "./asks-for-history.ts";
import { needlessFile } from "./needless-file.ts";

/** Whether a path bears the name of something that a build seldom wants. Always asked of the context as it is. */
export function isSought(path: string, kind: "file" | "folder"): boolean {
  return needlessFile(posix.basename(path), kind) !== undefined || isSecret(path);
}

/** Whether a file is secret by its name. A registry's settings are often needed, and as often hold nothing secret. */
export function isSecret(path: string): boolean {
  return posix.basename(path) !== ".npmrc" && secretFile(path) !== undefined;
}

/** Whether some COPY names a path, or what is in it, more closely than the one that brings it. */
export function isNamed(path: string, folder: string, named: string): boolean {
  if (named === "." || named === folder || folder.startsWith(`${named}/`)) return false;
  return path === named || path.startsWith(`${named}/`) || named.startsWith(`${path}/`);
}

/** Whether no step can want what was found: no step reads it, and what it holds is made anew where it is needed. */
export function isNeedless(entry: SentEntry, evaluated: EvaluatedDockerfile, context: KnownContext): boolean {
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
