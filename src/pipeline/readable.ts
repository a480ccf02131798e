import { hasInvalidBytes, limits, type Problem, type SourceText } from "../base/index.ts";
import type { BuildEntry } from "./build-entry.ts";

/** Why a file cannot be read at all, or undefined: it is too large, or it is no text. */
export function unreadableProblem(source: SourceText): Problem | undefined {
  const { path, text } = source;
  if (text.length > limits.pipelineFileBytes) {
    const message = `The file is larger than the ${limits.pipelineFileBytes} bytes that are read.`;
    return { code: "pipeline/too-large", path, message };
  }
  if (text.includes("\0") || hasInvalidBytes(text)) {
    return { code: "pipeline/not-text", path, message: "The file is no UTF-8 text; nothing of it was read." };
  }
  return undefined;
}

/** Adds an entry unless the file has its fill; the first one beyond the bound becomes a problem. */
export function addEntry(entries: BuildEntry[], problems: Problem[], entry: BuildEntry): void {
  if (entries.length < limits.pipelineEntries) {
    entries.push(entry);
    return;
  }
  if (problems.some((problem) => problem.code === "pipeline/too-many")) return;
  const message = `The file builds more than ${limits.pipelineEntries} images; the rest was not read.`;
  problems.push({ code: "pipeline/too-many", path: entry.path, span: entry.span, message });
}
