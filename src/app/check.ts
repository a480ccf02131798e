import type { Problem } from "../base/index.ts";
import type { Host } from "../host/index.ts";
import { type CheckedFile, fillChecklist } from "../playbook/index.ts";
import { type CheckRequest, type CheckRun, judgeText, problemOf, startRun } from "./check-run.ts";
import { findDockerfiles } from "./find-dockerfiles.ts";
import { readDockerfile } from "./read-dockerfile.ts";

/** What a check tells on its way: a file judged, or something that could not be read. */
export type CheckEvent =
  | { readonly kind: "found"; readonly files: number }
  | { readonly kind: "file"; readonly file: CheckedFile }
  | { readonly kind: "problem"; readonly problem: Problem };

/**
 * Finds Dockerfiles and judges each with its build context. What cannot be read is told as a problem, and the
 * rest is judged all the same. Throws `app/…` where the request itself is wrong.
 */
export async function* check(host: Host, request: CheckRequest): AsyncGenerator<CheckEvent> {
  const run = await startRun(host, request);
  const named = request.paths.filter((path) => path !== "-");
  if (request.paths.includes("-")) yield await checkPath(run, "-", false);
  if (named.length === 0) return;
  const found = await findDockerfiles(host.files, named, run.lists);
  for (const problem of found.problems) yield { kind: "problem", problem };
  yield { kind: "found", files: found.files.length };
  for (const { path, isDevelopment } of found.files) yield await checkPath(run, path, isDevelopment);
  for (const problem of run.finder.problems) yield { kind: "problem", problem };
}

async function checkPath(run: CheckRun, path: string, isDevelopment: boolean): Promise<CheckEvent> {
  try {
    const { path: shown, text } = await readDockerfile(run.host, path, run.request.inputName);
    return { kind: "file", file: await checkText(run, shown, text, isDevelopment) };
  } catch (error) {
    return { kind: "problem", problem: problemOf(error, path) };
  }
}

async function checkText(
  run: CheckRun,
  path: string,
  text: string,
  isDevelopment: boolean,
): Promise<CheckedFile> {
  const { subject, judgement, problems } = await judgeText(run, { path, text, isDevelopment });
  const { context } = subject;
  return {
    path,
    text,
    findings: judgement.findings,
    secrets: judgement.secrets,
    checklist: fillChecklist(subject, judgement),
    problems: [...problems, ...judgement.problems],
    suppressed: judgement.suppressed,
    isDevelopment,
    context: context.kind === "known" ? { folder: context.folder, evidence: context.evidence } : undefined,
  };
}
