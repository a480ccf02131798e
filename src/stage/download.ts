import type { CommandUse, ShellWord } from "../shell/index.ts";
import { isArchiveName } from "./content.ts";
import type { Machine } from "./machine.ts";

/** Something fetched: from where, by which word, and where it lies now. */
export interface Download {
  readonly url: string;
  readonly word: ShellWord;
  readonly output: string | undefined;
}

const INTERPRETERS = /^(?:sh|bash|dash|ash|zsh|ksh|python[0-9.]*|perl|ruby|node|php|lua)$/;

/** Takes note of a download, and puts the file where it lands. */
export function noteDownload(machine: Machine, use: CommandUse, { url, word, output }: Download): void {
  const reader = output === undefined ? machine.reader?.name : undefined;
  if (output !== undefined && !output.startsWith("/dev/")) {
    const content = isArchiveName(output) || isArchiveName(url) ? ({ kind: "archive" } as const) : undefined;
    machine.write(output, { kind: "file", mode: 0o644, content });
  }
  machine.note({
    kind: "download",
    url,
    urlWord: word,
    by: use.name ?? "",
    output,
    reader,
    isPipedToShell: reader !== undefined && INTERPRETERS.test(reader),
  });
}

/** The file that a command's standard output goes to. */
export function outputOfRedirection(use: CommandUse, machine: Machine): string | undefined {
  for (const redirection of use.node.redirections) {
    if (redirection.kind !== "file" || !/^(?:&?>>?|>\|)$/.test(redirection.operator)) continue;
    const { descriptor } = redirection;
    if (descriptor === undefined || descriptor === 1) return machine.path(redirection.target);
  }
  return undefined;
}
