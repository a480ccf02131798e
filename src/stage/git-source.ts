const REMOTE = /^(?:https?|git|ssh):\/\/([^/?#]*)([^?#]*)/i;
// user@host:path without a scheme: the user is required, and the path is no port.
const SCP = /^[a-zA-Z0-9-_]+@[a-zA-Z0-9-.]+:[^\n]*$/;

/**
 * Whether the builder takes a source for a Git repository. `github.com/user/repo` alone is a local path to
 * COPY and ADD, as it cannot be told from one. Spec: BuildKit, ParseGitRef.
 */
export function readGitSource(text: string): "git" | "other" {
  if (text.startsWith("./") || text.startsWith("../")) return "other";
  const remote = REMOTE.exec(text);
  if (remote === null) return SCP.test(text) ? "git" : "other";
  const isHttp = /^http/i.test(text);
  return !isHttp || (remote[2] ?? "").endsWith(".git") ? "git" : "other";
}
