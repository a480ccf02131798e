import { isRemoteContext, type Written, type WrittenContext, type WrittenDockerfile } from "./build-entry.ts";
import { WORKSPACE } from "./shell-words.ts";

/**
 * Joins two folders relative to the top of the checkout, without `.` and with `..` resolved; the top is the
 * empty text. An absolute path stays as it is.
 */
export function joinFolder(base: string, path: string): string {
  if (path.startsWith("/")) return path;
  const isRooted = base.startsWith("/");
  const parts: string[] = [];
  for (const part of `${base}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== ".." || (!isRooted && (parts.length === 0 || parts.at(-1) === ".."))) parts.push(part);
    else parts.pop();
  }
  return (isRooted ? "/" : "") + parts.join("/");
}

/** The path that a value means in a folder of the checkout, or undefined where the workspace is amid it. */
export function fromWorkspace(folder: string, value: string): string | undefined {
  if (value.includes(WORKSPACE, 1)) return undefined;
  if (!value.startsWith(WORKSPACE)) return joinFolder(folder, value);
  return joinFolder("", value.slice(1).replace(/^\/+/, ""));
}

/** The build context that a value of a workflow names, seen from a folder of the checkout. */
export function contextIn(folder: string, written: Written): WrittenContext {
  if (written.kind === "unknown") {
    return { kind: "unknown", reason: `the context ${written.written} depends on the run` };
  }
  if (isRemoteContext(written.value)) return { kind: "remote", url: written.value };
  const path = fromWorkspace(folder, written.value);
  const shown = showWorkspace(written.value);
  if (path === undefined) return { kind: "unknown", reason: `the context ${shown} depends on the run` };
  return { kind: "folder", path, written: shown };
}

/** The Dockerfile that a value of a workflow names, seen from a folder of the checkout. */
export function dockerfileIn(
  folder: string,
  written: Written,
  from: "base" | "base-then-context",
): WrittenDockerfile {
  const value = written.kind === "known" ? written.value : written.written;
  const shown = showWorkspace(value);
  const path = written.kind === "known" ? fromWorkspace(folder, value) : undefined;
  if (path === undefined) return { kind: "unknown", reason: `the Dockerfile ${shown} depends on the run` };
  return { kind: "path", path, from, written: shown };
}

function showWorkspace(value: string): string {
  return value.replaceAll(WORKSPACE, "$GITHUB_WORKSPACE");
}
