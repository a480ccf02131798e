import type { BuildTracker, StepNews } from "./build-tracker.ts";
import { field, listOf, numberOf, readJson, textOf } from "./json-view.ts";

const STREAM_ERRORS = 2;

/**
 * Decodes one line of BuildKit's machine-readable progress (`--progress=rawjson`) and tells it. Lines that are
 * none of it are what the command line prints beside it.
 *
 * Spec: BuildKit's client.SolveStatus as JSON; byte strings are base64.
 */
export function decodeRawJsonLine(line: string, tracker: BuildTracker): void {
  const status = line.startsWith("{") ? readJson(line) : undefined;
  if (status === undefined) {
    if (line.trim() !== "") tracker.notice(line);
    return;
  }
  for (const vertex of listOf(status, "vertexes")) tracker.step(readVertex(vertex));
  for (const one of listOf(status, "statuses")) tellTransfer(one, tracker);
  for (const log of listOf(status, "logs")) {
    const stream = numberOf(log, "stream") === STREAM_ERRORS ? "errors" : "output";
    tracker.log(textOf(log, "vertex"), stream, Buffer.from(textOf(log, "data"), "base64"));
  }
  for (const warning of listOf(status, "warnings")) tellWarning(warning, tracker);
}

function readVertex(vertex: unknown): StepNews {
  const [started, completed] = [textOf(vertex, "started"), textOf(vertex, "completed")];
  const error = textOf(vertex, "error");
  const news = { id: textOf(vertex, "digest"), name: textOf(vertex, "name") };
  if (completed === "") return { ...news, state: started === "" ? "waiting" : "running" };
  const seconds = secondsBetween(started, completed);
  if (error !== "") {
    const state = /context canceled/.test(error) ? "canceled" : "failed";
    return { ...news, state, seconds, error };
  }
  return { ...news, state: field(vertex, "cached") === true ? "cached" : "done", seconds };
}

function secondsBetween(start: string, end: string): number {
  const milliseconds = Date.parse(end) - Date.parse(start);
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds / 1000) : 0;
}

function tellTransfer(status: unknown, tracker: BuildTracker): void {
  const bytes = numberOf(status, "current") ?? 0;
  const total = numberOf(status, "total") ?? 0;
  const what = textOf(status, "id");
  // Most statuses only say that something goes on, which the step says as well.
  if (bytes === 0 && total === 0) return;
  tracker.transfer({
    step: textOf(status, "vertex"),
    what,
    bytes,
    total,
    isDone: textOf(status, "completed") !== "",
  });
}

function tellWarning(warning: unknown, tracker: BuildTracker): void {
  const text = (encoded: unknown): string =>
    typeof encoded === "string" ? Buffer.from(encoded, "base64").toString("utf8") : "";
  const line = numberOf(listOf(warning, "range")[0], "start", "line");
  tracker.warn({
    message: text(field(warning, "short")),
    detail: listOf(warning, "detail").map(text).join(" "),
    url: textOf(warning, "url"),
    ...(line === undefined ? {} : { line }),
  });
}
