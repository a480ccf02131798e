import { posix } from "node:path";
import type { Edit, Span } from "../../base/index.ts";
import type { Dockerfile, RunInstruction, Word } from "../../dockerfile/index.ts";
import { contextPath, type EvaluatedDockerfile, type EvaluatedStage } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import type { CopyStep, FoundFix } from "../define-rule.ts";
import { insert } from "../edit/quote.ts";
import { removeInstruction } from "../edit/remove-instruction.ts";
import { knowsSecretVariables, mentionsIn, textOf } from "./mount-secret.ts";
import { isRootStep, toolOf } from "./secret-consumer.ts";

/** Files that tools read by themselves, and the tools that read them. */
const READERS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [".npmrc", new Set("npm npx pnpm yarn bun".split(" "))],
  [".netrc", new Set("curl wget git pip pip3 go".split(" "))],
  [".git-credentials", new Set(["git"])],
  [".pypirc", new Set(["twine"])],
]);

/**
 * Mounts a secret file of the build context into the RUNs of the tools that read it, and no longer copies it; an `rm` of
 * it at the end of such a RUN goes. Undefined where anything else names the file, where the RUN is another user's, who
 * could not read the mount, and where it is not certain where the copy lies.
 */
export function mountFile(
  { dockerfile, stages }: EvaluatedDockerfile,
  stage: EvaluatedStage,
  step: CopyStep,
  source: Word,
): FoundFix | undefined {
  const { instruction, triggeredAt, valueOf } = step;
  const path = contextPath(valueOf(source));
  const destination = destinationOf(step);
  if (
    path === undefined ||
    destination === undefined ||
    triggeredAt !== undefined ||
    !knowsSecretVariables(dockerfile)
  )
    return undefined;
  const name = posix.basename(path);
  const tools = READERS.get(name);
  if (tools === undefined || stages.some(({ base }) => base.kind === "stage" && base.stage === stage))
    return undefined;
  const target = destination.isFolder ? posix.join(destination.path, name) : destination.path;
  if (posix.basename(target) !== name || !/^\/[\w./-]+$/.test(target)) return undefined;
  const id = name.slice(1);
  const edits: Edit[] = [];
  let mounts = 0;
  for (const other of dockerfile.instructions) {
    if (other === instruction) continue;
    if (other.kind !== "run") {
      if (other.syntax.line.text.includes(name)) return undefined;
      continue;
    }
    const run = stage.steps.find((each) => each.instruction === other);
    const text = textOf(dockerfile, other);
    const reader = run?.run?.commands.some((use) => tools.has(toolOf(use))) === true ? run : undefined;
    const isBehind = other.syntax.span.start > instruction.syntax.span.start;
    if (reader === undefined || !isBehind) {
      if (text.includes(name)) return undefined;
      continue;
    }
    if (!isRootStep(reader) || other.command.form !== "shell" || mentionsIn(dockerfile.text, `id=${id}`) > 0)
      return undefined;
    const removal = removalAtEnd(dockerfile, other, name);
    const names = text.split(name).length - 1;
    if (names !== (removal === undefined ? 0 : 1)) return undefined;
    const mount = ` --mount=type=secret,id=${id},target=${target}`;
    edits.push(insert(other.syntax.keyword.span.end, mount));
    if (removal !== undefined) edits.push({ span: removal, text: "" });
    mounts++;
  }
  const gone = removeSource(dockerfile, step, source);
  if (mounts === 0 || gone === undefined) return undefined;
  const title = `Mount ${name} as a secret: docker build --secret id=${id},src=${path} .`;
  return { title, applicability: "restructure", edits: [gone, ...edits] };
}

/** `&& rm -f .npmrc` as the last command of a RUN: what is mounted cannot be taken away, and is gone by itself. */
function removalAtEnd(
  { text }: Dockerfile,
  { syntax, heredocs }: RunInstruction,
  name: string,
): Span | undefined {
  const { start, end } = syntax.span;
  const match = REMOVAL.exec(text.slice(start, end));
  if (match === null || heredocs.length > 0 || posix.basename(match[1] ?? "") !== name) return undefined;
  return { start: start + match.index, end };
}

const REMOVAL = /(?:[ \t]*\\\r?\n)?[ \t]*&&[ \t]*(?:\\\r?\n[ \t]*)?rm[ \t]+(?:-[rf]+[ \t]+)?(\S+)[ \t]*$/;

/** One of several sources goes with the blanks behind it; the only one with its instruction. */
function removeSource(dockerfile: Dockerfile, { instruction }: CopyStep, source: Word): Edit | undefined {
  const { sources, syntax } = instruction;
  if (sources.length === 1) return removeInstruction(dockerfile, instruction);
  if (syntax.form !== "words" || instruction.files.length > 0) return undefined;
  const behind = /^[ \t]+/.exec(dockerfile.text.slice(source.span.end))?.[0];
  if (behind === undefined) return undefined;
  return { span: { start: source.span.start, end: source.span.end + behind.length }, text: "" };
}
