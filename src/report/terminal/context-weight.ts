import { visibleText } from "../visible-text.ts";
import { showBytes } from "./bytes.ts";

/** What a build would send, by the entries at the top of its context. */
export interface ContextWeight {
  readonly folder: string;
  /** The ignore file's name; empty where there is none. */
  readonly ignoreFile: string;
  readonly entries: readonly { readonly name: string; readonly files: number; readonly bytes: number }[];
}

/** A table of what a build context weighs, the heaviest entry first, and the sum. Ends with a line feed. */
export function renderContextWeight({ folder, ignoreFile, entries }: ContextWeight): string {
  const files = entries.reduce((sum, entry) => sum + entry.files, 0);
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const rows = entries.map((entry) => {
    const count = entry.name.endsWith("/") ? `  ${entry.files} ${entry.files === 1 ? "file" : "files"}` : "";
    return `${showBytes(entry.bytes).padStart(10)}  ${visibleText(entry.name)}${count}\n`;
  });
  const by = ignoreFile === "" ? "no ignore file" : visibleText(ignoreFile);
  const sum = `${showBytes(bytes)} in ${files} ${files === 1 ? "file" : "files"}`;
  return `${rows.join("")}A build of ${visibleText(folder)} would send at most ${sum} (${by}).\n`;
}
