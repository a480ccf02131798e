/** Which language the words of SHELL run: that of the POSIX shells, one of Windows, or one we do not know. */
export type ShellKind = "posix" | "windows" | "unknown";

const POSIX = new Set(["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"]);
const WINDOWS = new Set(["cmd", "powershell", "pwsh"]);

/**
 * The language of a SHELL instruction's words. The first word that names a shell decides, so that
 * `["conda", "run", "-n", "app", "/bin/bash", "-c"]` is what it looks like.
 */
export function shellKind(words: readonly string[]): ShellKind {
  for (const word of words) {
    const name = shellName(word);
    if (POSIX.has(name)) return "posix";
    if (WINDOWS.has(name)) return "windows";
  }
  return "unknown";
}

/** Whether a command name, with or without its folder, is a POSIX shell. */
export function isPosixShell(name: string): boolean {
  return POSIX.has(name.slice(name.lastIndexOf("/") + 1));
}

function shellName(word: string): string {
  const start = Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1;
  const name = word.slice(start).toLowerCase();
  return name.endsWith(".exe") ? name.slice(0, -4) : name;
}
