import { posix } from "node:path";
import type { Edit } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage, Step } from "../../stage/index.ts";
import { findUser } from "../../stage/index.ts";
import type { RunStep } from "../define-rule.ts";
import { lineEnd } from "../edit/insert-lines.ts";
import { insert } from "../edit/quote.ts";
import { installsOf, isWithin, type LanguageInstall } from "../install/installs.ts";

/** Whether a file can only be built by a builder that knows cache mounts: it says so, or has used what came with them. */
export function knowsMounts(dockerfile: Dockerfile): boolean {
  if (dockerfile.syntax !== undefined) return namesMounts(dockerfile);
  return dockerfile.instructions.some((each) => {
    if (each.kind === "run") return each.mounts.length > 0 || each.heredocs.length > 0;
    return (each.kind === "copy" || each.kind === "add") && (each.link || each.files.length > 0);
  });
}

/** Whether a file asks by its first lines for a syntax that knows cache mounts. */
export function namesMounts({ syntax = "" }: Dockerfile): boolean {
  return /^docker(?:\.io\/docker)?\/dockerfile(?:-upstream)?:(?:1|labs|master|latest)/.test(syntax);
}

/**
 * What a cache mount needs besides its target to be writable for the user of a RUN: nothing for root. Undefined where
 * the user's number is not known, or the builder would make folders above the target that are not the user's own.
 */
export function ownerFields({ before }: RunStep, target: string): string | undefined {
  const { user } = before;
  const [name = "", group] = (user ?? "").split(":");
  if (user === undefined) return isRootsBase(before) ? "" : undefined;
  if (name === "" || name === "0" || name === "root") return "";
  const { id, group: main, home } = findUser(before, name);
  if (id === undefined || home === undefined || posix.dirname(target) !== home) return undefined;
  const gid = group ?? main;
  if (gid === undefined || !/^[0-9]+$/.test(String(gid))) return undefined;
  return `,uid=${id},gid=${gid}`;
}

function isRootsBase({ base }: RunStep["before"]): boolean {
  if (base.kind !== "known") return false;
  const { uid, name } = base.image.user;
  return uid === 0 || (uid === undefined && (name === undefined || name === "root"));
}

/** The edit that gives a RUN more flags, behind those that it has, laid out as the RUN is. */
export function addFlags(
  { instruction }: RunStep,
  { text, escape }: Dockerfile,
  flags: readonly string[],
): Edit {
  const { syntax, heredocs } = instruction;
  const last = syntax.flags.at(-1)?.span ?? syntax.keyword.span;
  const written = text.slice(syntax.span.start, syntax.span.end);
  const [head = ""] = heredocs.length > 0 ? written.split("\n") : [written];
  const isLong = head.length + flags.join(" ").length > LONG_LINE;
  const isOneLine = !head.includes("\n") && !isLong;
  if (isOneLine) return insert(last.end, ` ${flags.join(" ")}`);
  const found = /\n([ \t]+)\S/.exec(head)?.[1] ?? "    ";
  // A blank in front of `&&` is no indentation.
  const indent = found.startsWith("\t") ? "\t" : found.length < 2 ? "    " : found.slice(0, 4);
  const rest = /^[ \t]*/.exec(text.slice(last.end))?.[0] ?? "";
  const joint = ` ${escape}${lineEnd(text)}${indent}`;
  // The command may stand on a line of its own already, and a script does.
  if (heredocs.length > 0 || text.startsWith(escape, last.end + rest.length))
    return insert(last.end, ` ${flags.join(joint)}`);
  const lines = flags.map((flag) => `${flag}${joint}`);
  return { span: { start: last.end, end: last.end + rest.length }, text: ` ${lines.join("")}` };
}

/**
 * Whether a manager keeps what it built here beside what it downloaded: that may be used again when the libraries below
 * have changed, which a fresh install would notice.
 */
export function keepsBuilt({ manager }: LanguageInstall): boolean {
  return BUILDERS.has(manager);
}

const BUILDERS: ReadonlySet<string> = new Set([
  "pip",
  "uv",
  "poetry",
  "pipenv",
  "pdm",
  "yarn",
  "pnpm",
  "bun",
  "gradle",
]);

const LONG_LINE = 110;

/**
 * Whether something behind a RUN may need what its install keeps below a path: the same manager again, a command
 * that nobody here knows, a copy from the stage, or what the image starts.
 */
export function mayReadLater(
  run: RunStep,
  { manager }: LanguageInstall,
  path: string,
  stage: EvaluatedStage,
  evaluated: EvaluatedDockerfile,
): boolean {
  const own = stage.steps.slice(stage.steps.indexOf(run) + 1);
  const above = stagesOn(stage, evaluated).flatMap(({ steps }) => steps);
  return [...own, ...above].some((step) => mayRead(step, manager)) || isCopiedOut(path, stage, evaluated);
}

/** The stages that stand on a stage, perhaps with others in between. */
export function stagesOn(stage: EvaluatedStage, { stages }: EvaluatedDockerfile): readonly EvaluatedStage[] {
  const on = new Set([stage]);
  // A stage stands on an earlier one alone.
  for (const each of stages) if (each.base.kind === "stage" && on.has(each.base.stage)) on.add(each);
  on.delete(stage);
  return [...on];
}

/** Whether another stage copies or mounts something of a path from a stage, or from one that stands on it. */
export function isCopiedOut(path: string, stage: EvaluatedStage, evaluated: EvaluatedDockerfile): boolean {
  const holders = new Set([stage, ...stagesOn(stage, evaluated)]);
  return evaluated.stages.some(({ links, steps: others }) =>
    links.some(({ by, source, instruction }) => {
      if (source.kind !== "stage" || !holders.has(source.stage)) return false;
      if ("flag" in by) return true;
      const step = others.find((each) => each.instruction === instruction);
      return by.sources.some((word) => {
        const copied = posix.resolve("/", step?.valueOf(word) ?? word.value);
        return isWithin(path, copied) || isWithin(copied, path);
      });
    }),
  );
}

function mayRead(step: Step, manager: LanguageInstall["manager"]): boolean {
  const { kind, syntax } = step.instruction;
  const tools = TOOLS.get(manager) ?? new RegExp(`\\b${manager}\\b`);
  if (kind === "cmd" || kind === "entrypoint" || kind === "onbuild") return tools.test(syntax.text.text);
  if (kind !== "run") return false;
  if (step.run === undefined || step.run.isPartial || installsOf(step, manager).length > 0) return true;
  return (
    step.run.commands.some(({ name = "" }) => tools.test(name)) ||
    step.run.facts.some(({ kind: what }) => what === "unknown-command")
  );
}

/** What each manager's folder is of use to. */
const TOOLS: ReadonlyMap<string, RegExp> = new Map([
  ["maven", /\b(?:mvn|mvnw|maven|java)\b/],
  ["gradle", /\b(?:gradle|gradlew|java)\b/],
  ["dotnet", /\bdotnet\b/],
  ["cargo", /\b(?:cargo|rustc)\b/],
  ["go", /\bgo\b/],
]);
