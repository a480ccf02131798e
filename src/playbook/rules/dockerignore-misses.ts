import { posix } from "node:path";
import { type ContextSource, contextSources } from "../../stage/index.ts";
import { isReadByBuild } from "../context/read-by-build.ts";
import { isNamed, isNeedless, isSecret, isSought } from "../context/unwanted-files.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { lineEnd } from "../edit/insert-lines.ts";
import { secretFile } from "../secret/secret-file.ts";
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
  fix: "sometimes",
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
      if (needless.length > 0) {
        const fix = addLines(context, "What no image needs", needless);
        report({ at: source.span, message: describe(source, needless, context), fix });
      }
      const secrets = sent.filter(({ path }) => isSecret(path));
      if (secrets.length > 0) {
        const isKey = secrets.some(({ path }) => secretFile(path)?.severity === "error");
        const severity = isKey && isInImage(source.stage, evaluated) ? "error" : "warning";
        // What a command or a manifest names would be missing there.
        const unread = secrets.filter(({ path }) => !isReadByBuild(path, context, evaluated));
        const fix = addLines(context, "Secrets, and settings of one machine", unread);
        report({ at: source.span, message: says(source, secrets.map(shownSecret), context), severity, fix });
      }
    }
  },
});

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

/** The paths as lines of their own behind what the ignore file says, where it is the context's own and was read. */
function addLines(context: KnownContext, title: string, entries: readonly SentEntry[]): FoundFix | undefined {
  const path = posix.join(context.folder, ".dockerignore");
  if (entries.length === 0) return undefined;
  if (context.ignoreFile === undefined || posix.normalize(context.ignoreFile) !== path) return undefined;
  const before = context.textOf(".dockerignore");
  // Signs of patterns, and blanks at an end, would mean something else in the ignore file.
  if (before === undefined || !entries.every((entry) => /^[\w./@+-]+$/.test(entry.path))) return undefined;
  const end = lineEnd(before);
  const gap = before === "" ? "" : before.endsWith("\n") ? end : end + end;
  const lines = [`# ${title}`, ...entries.map((entry) => entry.path).sort()];
  const after = before + gap + lines.map((line) => line + end).join("");
  return {
    title: `Add ${list(entries.slice(0, MOST_NAMED).map((entry) => entry.path))} to .dockerignore`,
    // What the image loses by it is for people to read first, and the file may be shared by other Dockerfiles.
    applicability: "unsafe",
    edits: [],
    files: [{ path, before, after }],
  };
}
