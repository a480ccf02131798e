import { posix } from "node:path";
import type { Edit } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import { findGroup, findUser, type RunFact, type StageState } from "../../stage/index.ts";
import { knowsMounts } from "../cache/cache-mount.ts";
import { destinationOf } from "../context/brought.ts";
import type { CopyStep, FoundFix, RunStep, Scope } from "../define-rule.ts";
import { editableScript, isHeredocScript } from "../edit/append-to-run.ts";
import { insert } from "../edit/quote.ts";
import { removeInstruction } from "../edit/remove-instruction.ts";
import { isWithin } from "../install/installs.ts";

type RightsFact = Extract<RunFact, { readonly kind: "rights" }>;

/**
 * The fix that sets owner or mode with the COPY that brings a path, and takes away the RUN that did so behind it.
 * Undefined where the RUN does anything else, something stands between the two that could tell the difference, or the
 * COPY brings more or less than what is changed.
 */
export function changeInCopy(
  run: RunStep,
  fact: RightsFact,
  copy: CopyStep,
  path: string,
  { stage, file }: Scope,
): FoundFix | undefined {
  const { dockerfile } = file.evaluated;
  if (dockerfile.problems.length > 0 || !isAllOf(run, fact) || !isRightBehind(run, copy, stage))
    return undefined;
  if (path.startsWith("/tmp/") || isChangedAgain(run, path, stage)) return undefined;
  // What is gone in the end had better not be copied at all.
  if (stage.end.files.whetherExists(path) === "no") return undefined;
  const emptied = fact.use.name === "chown" ? whetherEmptyWorkdir(copy, path, fact, stage) : "no";
  const whole = emptied === "no" ? whetherWhole(copy, path, fact) : emptied;
  const option = fact.use.name === "chmod" ? modeOption(fact, copy) : ownerOption(run, fact, copy, path);
  // The folder itself was not copied: it keeps a chown of its own, which stores nothing.
  const removal =
    emptied === "no" ? removeInstruction(dockerfile, run.instruction) : removeRecursion(fact, dockerfile);
  if (whole === "no" || option === undefined || removal === undefined) return undefined;
  const { syntax } = copy.instruction;
  const behind = syntax.flags.at(-1)?.span ?? syntax.keyword.span;
  const isKnown = fact.use.name === "chown" || knowsMounts(dockerfile);
  return {
    title: `Say ${option.text} in ${syntax.name}`,
    applicability: whole === "yes" && isKnown && option.isExact ? "safe" : "unsafe",
    edits: [insert(behind.end, ` ${option.text}`), removal],
  };
}

/** Whether the RUN is this one command for this one path. */
function isAllOf(run: RunStep, { use, paths }: RightsFact): boolean {
  const script = editableScript(run);
  const [statement, ...more] = script?.list.statements ?? [];
  if (statement?.node !== use.node || more.length > 0 || paths.length !== 1 || use.through.length > 0)
    return false;
  if (run.instruction.syntax.flags.length > 0 || isHeredocScript(run.instruction)) return false;
  const words = use.words.filter(({ value }) => value !== "-R" && value !== "--recursive");
  return (
    words.length === 3 &&
    words.every(({ literal }) => literal !== undefined) &&
    use.node.redirections.length === 0
  );
}

/** Nothing that writes or runs stands between the two. */
function isRightBehind(run: RunStep, copy: CopyStep, { steps }: Scope["stage"]): boolean {
  const from = steps.indexOf(copy);
  if (from === -1 || copy.triggeredAt !== undefined || copy.instruction.kind !== "copy") return false;
  return steps.slice(from + 1, steps.indexOf(run)).every(({ instruction }) => IDLE.has(instruction.kind));
}

/** Whether a later RUN changes the same path once more, and stores it again all the same. */
function isChangedAgain(run: RunStep, path: string, { steps }: Scope["stage"]): boolean {
  return steps.slice(steps.indexOf(run) + 1).some((step) =>
    (step.run?.facts ?? []).some((fact) => {
      return fact.kind === "rights" && fact.paths.some(({ path: other }) => isWithin(path, other));
    }),
  );
}

const IDLE: ReadonlySet<string> = new Set([
  "env",
  "label",
  "expose",
  "arg",
  "cmd",
  "entrypoint",
  "healthcheck",
  "stopsignal",
  "user",
]);

/**
 * Whether what the COPY brings is exactly what is changed. A folder that was there before would keep its own owner, and
 * what was in it would have been changed as well; a folder that is made on the way would get the owner.
 */
function whetherWhole(copy: CopyStep, path: string, { isRecursive }: RightsFact): "yes" | "no" | "maybe" {
  const { sources, files } = copy.instruction;
  const hasParents = copy.instruction.kind === "copy" && copy.instruction.parents;
  const destination = destinationOf(copy);
  if (destination === undefined || sources.length + files.length !== 1 || hasParents) return "no";
  const { files: before } = copy.before;
  if (isRecursive) {
    if (destination.path !== path || copy.after.files.lookUp(path).kind !== "folder") return "no";
    const exists = before.whetherExists(path);
    if (exists === "yes" || path === copy.before.workdir || USUAL.test(path)) return "no";
    return before.whetherExists(posix.dirname(path)) === "no" ? "no" : exists === "no" ? "yes" : "maybe";
  }
  const isThere =
    destination.path === path || (destination.isFolder && posix.dirname(path) === destination.path);
  const folder = posix.dirname(path);
  if (!isThere) return "no";
  return folder === "/" || USUAL.test(folder) || before.whetherExists(folder) === "yes" ? "yes" : "maybe";
}

/**
 * Whether a COPY alone has filled a folder that a WORKDIR of the stage has made: then what is in it gets its owner from
 * the COPY, and only the folder is left to be changed.
 */
function whetherEmptyWorkdir(
  copy: CopyStep,
  path: string,
  { isRecursive }: RightsFact,
  { steps }: Scope["stage"],
): "yes" | "no" | "maybe" {
  const made = steps.find(
    ({ instruction, after }) => instruction.kind === "workdir" && after.workdir === path,
  );
  if (!isRecursive || made === undefined || destinationOf(copy)?.path !== path) return "no";
  const { sources, files } = copy.instruction;
  const hasParents = copy.instruction.kind === "copy" && copy.instruction.parents;
  if (sources.length + files.length !== 1 || hasParents) return "no";
  const between = steps.slice(steps.indexOf(made) + 1, steps.indexOf(copy));
  const isUntouched = between.every(({ instruction: { kind } }) => IDLE.has(kind) || kind === "workdir");
  if (!isUntouched || steps.indexOf(copy) < steps.indexOf(made)) return "no";
  const exists = made.before.files.whetherExists(path);
  return exists === "yes" ? "no" : exists === "no" ? "yes" : "maybe";
}

/** The edit that takes `-R` away from a chown. */
function removeRecursion({ use }: RightsFact, { text }: Dockerfile): Edit | undefined {
  const word = use.words.find(({ value }) => value === "-R" || value === "--recursive");
  if (word === undefined || text.slice(word.span.start, word.span.end) !== word.value) return undefined;
  const behind = /^[ \t]+/.exec(text.slice(word.span.end))?.[0];
  if (behind === undefined) return undefined;
  return { span: { start: word.span.start, end: word.span.end + behind.length }, text: "" };
}

/** Folders that every image has. */
const USUAL =
  /^\/(?:bin|sbin|etc|opt|srv|tmp|home|root|var|usr(?:\/local)?(?:\/(?:bin|sbin|lib|share))?|var\/lib|var\/www)?$/;

interface Option {
  readonly text: string;
  /** Whether every file ends up with the very same rights. */
  readonly isExact: boolean;
}

function modeOption({ use }: RightsFact, { instruction }: CopyStep): Option | undefined {
  const mode = use.words.slice(1).find(({ value }) => !/^-(?:R|-recursive)$/.test(value))?.value ?? "";
  if (instruction.chmod !== undefined) return undefined;
  if (/^0?[0-7]{3}$/.test(mode)) return { text: `--chmod=${mode}`, isExact: true };
  // Of a file from the context nobody knows the other bits; one that is written here has the usual ones.
  if (!/^(?:a|ugo)?\+x$/.test(mode) || use.words.some(({ value }) => /^-(?:R|-recursive)$/.test(value)))
    return undefined;
  return { text: "--chmod=755", isExact: instruction.files.length === 1 };
}

function ownerOption(
  run: RunStep,
  { use }: RightsFact,
  { instruction, before }: CopyStep,
  path: string,
): Option | undefined {
  const written = use.words.slice(1).find(({ value }) => !/^-(?:R|-recursive)$/.test(value))?.value ?? "";
  const [, user = "", group] =
    /^([a-z_][a-z0-9_-]*|[0-9]+)(?::([a-z_][a-z0-9_-]*|[0-9]+))?$/.exec(written) ?? [];
  if (instruction.chown !== undefined || user === "" || !isSameUser(user, before, run.before))
    return undefined;
  // Without a group --chown takes the user's number for one, where chown leaves the group as it is.
  const kept = run.before.files.lookUp(path).owner?.group;
  const other = group ?? (kept === undefined ? undefined : String(kept));
  if (other === undefined || !isSameGroup(other, before, run.before)) return undefined;
  return { text: `--chown=${user}:${other}`, isExact: true };
}

/** Whether a user is there when the files are copied, and the same one. */
function isSameUser(name: string, before: StageState, later: StageState): boolean {
  if (/^[0-9]+$/.test(name)) return true;
  const [then, now] = [findUser(before, name), findUser(later, name)];
  return then.exists === "yes" && then.id === now.id;
}

function isSameGroup(name: string, before: StageState, later: StageState): boolean {
  if (/^[0-9]+$/.test(name)) return true;
  const [then, now] = [findGroup(before, name), findGroup(later, name)];
  return then.exists === "yes" && then.id === now.id;
}
