import { posix } from "node:path";
import type { Whether } from "../base/index.ts";
import type { StageState } from "./state.ts";

/**
 * Whether a command can be run at some point of a stage: a path, or a name that is looked for along PATH. It is
 * there where an instruction brought it or the base image has it; it is absent only where the base is known to
 * lack it, nothing brought it, nothing unknown ran, and no package that was put in may have it.
 */
export function whetherCommand(state: StageState, name: string): Whether {
  if (name.includes("/")) return whetherProgram(state, name);
  const brought = whetherOnPath(state, name);
  if (brought === "yes") return "yes";
  const inBase = whetherInBase(state, name);
  if (inBase === "yes") return state.isOpen ? "maybe" : "yes";
  if (brought === "maybe" || inBase === "maybe" || state.isOpen) return "maybe";
  return whetherInPackages(state, name);
}

function whetherProgram(state: StageState, path: string): Whether {
  const absolute = path.startsWith("/") ? path : state.workdir && posix.join(state.workdir, path);
  if (absolute === undefined) return "maybe";
  const exists = state.files.whetherExists(absolute);
  if (exists !== "maybe") return exists;
  const folder = posix.dirname(absolute);
  const isUsual = ["/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"].includes(
    folder,
  );
  if (!isUsual || state.files.whetherBrought(absolute) !== "no") return "maybe";
  // A base that has the command may have it elsewhere; one that lacks it has it nowhere on PATH.
  return whetherCommand(state, posix.basename(absolute)) === "no" ? "no" : "maybe";
}

function whetherOnPath(state: StageState, name: string): Whether {
  let answer: Whether = "no";
  for (const folder of (state.environment.get("PATH") ?? "").split(":")) {
    if (!folder.startsWith("/")) continue;
    const brought = state.files.whetherBrought(posix.join(folder, name));
    if (brought === "yes") return "yes";
    if (brought === "maybe") answer = "maybe";
  }
  return answer;
}

function whetherInBase({ base }: StageState, name: string): Whether {
  if (base.kind === "empty") return "no";
  return base.kind === "known" ? base.image.whetherCommand(name) : "maybe";
}

/** Packages that came in may bring what nobody listed: only what certainly comes from others is absent. */
function whetherInPackages(state: StageState, name: string): Whether {
  const installed = [...state.packages.entries()]
    .filter(([, known]) => known !== "no")
    .map(([known]) => known);
  if (installed.length === 0) return "no";
  if (installed.includes(name)) return "yes";
  const { base } = state;
  const providers = base.kind === "known" ? base.providers(name) : [];
  if (providers.some((provider) => state.packages.get(provider) === "yes")) return "yes";
  // These are nobody's dependency in practice: without being asked for, they do not come.
  return SELDOM_BROUGHT.has(name) && providers.every((provider) => !state.packages.has(provider))
    ? "no"
    : "maybe";
}

const SELDOM_BROUGHT: ReadonlySet<string> = new Set([
  "curl",
  "wget",
  "sudo",
  "vim",
  "nano",
  "htop",
  "nc",
  "netcat",
  "telnet",
  "jq",
  "tini",
  "gosu",
  "dumb-init",
  "supervisord",
]);

/** Whether a shell can be started at `/bin/sh`, which the shell form needs. */
export function whetherShell(state: StageState): Whether {
  const exists = state.files.whetherBrought("/bin/sh");
  if (exists === "yes") return "yes";
  const { base } = state;
  if (base.kind === "empty") return exists === "maybe" || state.isOpen ? "maybe" : "no";
  if (base.kind === "unknown") return "maybe";
  if (base.image.shell === "/bin/sh") return "yes";
  const inBase = base.image.shell === undefined ? base.image.whetherShell : "no";
  return inBase === "no" && exists === "no" && !state.isOpen ? "no" : inBase === "yes" ? "yes" : "maybe";
}
