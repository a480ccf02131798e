import { posix } from "node:path";
import type { Whether } from "../../base/index.ts";
import { destinationOf, stepsBefore } from "../context/brought.ts";
import type { RunStep, Scope } from "../define-rule.ts";

/**
 * Whether a project's `package.json` and `package-lock.json` were both read and ask for the same, so that `npm ci` puts
 * in what `npm install` would have; "no" where it would refuse to work. Of workspaces, and of files that do not come
 * from the build context alone, nobody knows.
 */
export function whetherLocksAgree(run: RunStep, folder: string, { stage, file }: Scope): Whether {
  const manifest = readJson(run, posix.join(folder, "package.json"), { stage, file });
  const lock = readJson(run, posix.join(folder, "package-lock.json"), { stage, file });
  if (manifest === undefined || lock === undefined || "workspaces" in manifest) return "maybe";
  const version = lock.lockfileVersion;
  const root = isRecord(lock.packages) ? lock.packages[""] : undefined;
  if ((version !== 2 && version !== 3) || !isRecord(root)) return "maybe";
  const others = KINDS.filter((kind) => shown(manifest[kind]) !== shown(root[kind]));
  if (others.length === 0) return "yes";
  // Of packages that other packages ask for, and of those that may be missing, npm is more forgiving.
  return others.some((kind) => kind === "dependencies" || kind === "devDependencies") ? "no" : "maybe";
}

const KINDS = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;

function readJson(run: RunStep, path: string, { stage, file }: Scope): Record<string, unknown> | undefined {
  const { context } = file;
  if (context.kind === "unknown") return undefined;
  // The file of that name in the context, where one copy alone brings the folder's files from there.
  const sources = stepsBefore(run, stage).flatMap((step) => {
    const { instruction } = step;
    const destination = destinationOf(step);
    if (instruction.kind !== "copy" || instruction.from !== undefined || destination === undefined) return [];
    if (destination.path !== posix.dirname(path) && destination.path !== path) return [];
    return instruction.sources.map((word) => step.valueOf(word));
  });
  const name = posix.basename(path);
  const isFlat = sources.every((source) => !source.replace(/^\.\/|\/$/g, "").includes("/"));
  const text = isFlat && sources.length > 0 ? context.textOf(name) : undefined;
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return isRecord(value) ? JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : "[]";
}
