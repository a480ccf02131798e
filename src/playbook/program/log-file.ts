import type { CommandUse, ShellWord } from "../../shell/index.ts";

/** Options that take a log file, of servers of many kinds. */
const OPTION = /^--?(?:log-?file|log-?path|log-?output|(?:access|error)-?log(?:-?file)?|daemonize2?)$/;

/** The file that a command is told to write its log to, and the word that says so. */
export interface LogFile {
  readonly path: string;
  readonly word: ShellWord;
}

/** The log files that a command's options and redirections name. Devices and standard output are none. */
export function logFiles({ words, node }: CommandUse): readonly LogFile[] {
  const found: LogFile[] = [];
  words.forEach((word, at) => {
    if (word.literal === undefined) return;
    const equals = word.literal.indexOf("=");
    const option = equals === -1 ? (words[at - 1]?.value ?? "") : word.literal.slice(0, equals);
    const path = equals === -1 ? word.literal : word.literal.slice(equals + 1);
    if (OPTION.test(option) && isLogPath(path)) found.push({ path, word });
  });
  for (const redirection of node.redirections) {
    if (redirection.kind !== "file" || !/^&?>>?\|?$/.test(redirection.operator)) continue;
    const path = redirection.target?.literal;
    if (redirection.target === undefined || path === undefined || !/\.(?:log|out|err)$/.test(path)) continue;
    if (isLogPath(path)) found.push({ path, word: redirection.target });
  }
  return found;
}

function isLogPath(path: string): boolean {
  return /^[\w/.~]/.test(path) && /[./]/.test(path) && !/^\/(?:dev|proc)\//.test(path) && !path.includes("$");
}
