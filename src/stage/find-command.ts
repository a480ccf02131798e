import { posix } from "node:path";
import type { Whether } from "../base/index.ts";
import { mayBring } from "./apt-dependencies.ts";
import { UNNAMED_PACKAGE } from "./machine.ts";
import { joinPaths } from "./parent-paths.ts";
import type { StageState } from "./state.ts";

/** Where a command is looked for, where that differs from what the stage's own variables say. */
export interface SearchPlace {
  /** The value of PATH; undefined where it is not certain. */
  readonly path: string | undefined;
  readonly workdir: string | undefined;
}

/**
 * Whether a command can be run at some point of a stage: a path, or a name that is looked for along PATH. It is
 * there where an instruction brought it or the base image has it; it is absent only where the base is known to
 * lack it, nothing brought it, nothing unknown ran, and no package that was put in may have it. Words that a
 * shell knows itself are "maybe".
 */
export function whetherCommand(state: StageState, name: string, place?: SearchPlace): Whether {
  const { path, workdir } = place ?? { path: state.environment.get("PATH"), workdir: state.workdir };
  if (name.includes("/")) return whetherProgram(state, name, workdir);
  const inBase = whetherInBase(state, name);
  const isOpen = isTool(name) ? state.mayHaveTools : state.isOpen;
  if (inBase === "maybe" || (inBase === "yes" && isOpen)) return "maybe";
  if (inBase === "yes") return "yes";
  const brought = whetherOnPath(state, name, path);
  if (brought !== "no") return brought;
  return isOpen ? "maybe" : whetherInPackages(state, name);
}

/**
 * Whether a program stands at a path. A folder of commands is as complete as the base's list of them; any other
 * path is told by what instructions brought, and by what base images never hold.
 */
function whetherProgram(state: StageState, path: string, workdir: string | undefined): Whether {
  const absolute = path.startsWith("/") ? posix.normalize(path) : workdir && posix.join(workdir, path);
  if (absolute === undefined) return "maybe";
  const exists = state.files.whetherExists(absolute);
  if (exists === "yes") return "yes";
  if (exists === "no") return state.isOpen ? "maybe" : "no";
  // Packages of a language bring no file that lies among the sources; what they build has folders of its own.
  const sought = BUILT.test(absolute) ? "anything" : "source";
  if (state.isOpen || state.files.whetherBrought(absolute, sought) !== "no") return "maybe";
  if (COMMAND_FOLDERS.has(posix.dirname(absolute))) {
    // A base that has the command may have it elsewhere; one that lacks it has it nowhere on PATH.
    return whetherCommand(state, posix.basename(absolute), { path: "", workdir }) === "no" ? "no" : "maybe";
  }
  return isOwnPlace(state, absolute) ? "no" : "maybe";
}

const COMMAND_FOLDERS: ReadonlySet<string> = new Set(
  "/bin /usr/bin /sbin /usr/sbin /usr/local/bin /usr/local/sbin".split(" "),
);

/** Folders that images of systems and languages leave to those who build on them. */
const OWN_PLACE =
  /^\/(?:app|apps|application|code|project|src|srv|workdir|workspace|service|server|backend|frontend|api|build|dist|usr\/src\/app|usr\/app|home\/[^/]+|opt\/app)\/./;

/** Scripts that people put at the root. */
const ROOT_SCRIPT = /^\/(?:[a-z0-9_.-]+\.(?:sh|py|js|rb|jar)|app|server|main|start|run)$/i;

/** Folders that packages and builds fill. */
const BUILT = /\/(?:\.?[a-z]*venv|node_modules|dist|build|out|lib|bin|target|publish|vendor|\.[a-z]+)\//;

/** Whether nothing stands at a path in a base image of this kind, whatever its tag. */
function isOwnPlace({ base, packages }: StageState, path: string): boolean {
  if (base.kind === "empty") return true;
  if (base.kind !== "known") return false;
  const { role, entrypoint, cmd } = base.image;
  if (role !== "os" && role !== "language" && role !== "build" && role !== "runtime") return false;
  if ([...(entrypoint ?? []), ...(cmd ?? [])].some((word) => word.includes(posix.basename(path))))
    return false;
  // A package of somebody's own may put files anywhere; those of distributions keep to their own folders.
  return OWN_PLACE.test(path) || (ROOT_SCRIPT.test(path) && !packages.some(() => true));
}

/** Whether a command is a tool of the system, which no package of a language and no build of a project brings. */
function isTool(name: string): boolean {
  return TOOLS.has(name);
}

const TOOLS: ReadonlySet<string> = new Set(
  (
    "add-apt-repository addgroup adduser apk apt apt-get bash bzip2 cron crontab curl deluser dig dnf envsubst fish " +
    "g++ gcc git gosu gpg groupadd gzip htop ifconfig ip less locale-gen lsof microdnf mysql mysqladmin nano nc " +
    "netcat netstat nslookup openssl passwd pg_isready ping ps psql redis-cli rsync sh ss ssh sshd strace su su-exec " +
    "sudo tar telnet tini top unzip update-locale useradd usermod vim wget xz yum zip zsh zypper"
  ).split(" "),
);

/** Whether an instruction put something of that name into a folder of PATH. */
function whetherOnPath(state: StageState, name: string, path: string | undefined): Whether {
  if (path === undefined) return "maybe";
  const { base } = state;
  const below = base.kind === "known" ? (base.image.environment.get("PATH") ?? "") : "";
  let answer: Whether = "no";
  for (const folder of new Set(`${path}:${below}:${DEFAULT_PATH}`.split(":"))) {
    if (folder === "" || (isTool(name) && OF_LANGUAGE.test(folder))) continue;
    // A relative folder, or one that is named by a variable without a value, is somewhere.
    if (!folder.startsWith("/") || folder.includes("$")) return "maybe";
    const brought = state.files.whetherBrought(joinPaths(folder, name), isTool(name) ? "tool" : "anything");
    if (brought === "yes") return "yes";
    if (brought === "maybe") answer = "maybe";
  }
  return answer;
}

/** Folders of PATH that hold the programs of a project's or a user's packages. */
const OF_LANGUAGE =
  /\/(?:node_modules\/\.bin|\.?v?env\/bin|vendor\/bin|\.local\/bin|\.cargo\/bin|go\/bin)\/?$/;

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function whetherInBase({ base }: StageState, name: string): Whether {
  if (base.kind === "empty") return "no";
  return base.kind === "known" ? base.image.whetherCommand(name) : "maybe";
}

/** Packages that came in may bring what nobody listed: only what certainly comes from others is absent. */
function whetherInPackages({ packages, base }: StageState, name: string): Whether {
  const installed: string[] = [];
  for (const [known, whether] of packages.entries()) {
    if (whether === "no") continue;
    if (known === name) return whether;
    installed.push(known);
  }
  if (installed.length === 0) return "no";
  if (base.kind !== "known") return "maybe";
  const manager = base.image.packageManager;
  if (manager === "apt") {
    if (base.providers(name).some((provider) => packages.get(provider) === "yes")) return "yes";
    return mayBring(installed, name) ? "maybe" : "no";
  }
  if (installed.includes(UNNAMED_PACKAGE)) return "maybe";
  const isSeldom = manager === "apk" && SELDOM_BROUGHT_BY_APK.has(name);
  const isNear = (known: string) => TOOL_CHAINS.has(known) || known.includes(name) || name.startsWith(known);
  return isSeldom && !installed.some(isNear) ? "no" : "maybe";
}

/** Commands that hardly a package of Alpine depends on: whoever has them asked for them. */
const SELDOM_BROUGHT_BY_APK: ReadonlySet<string> = new Set(
  "curl sudo jq tini dumb-init su-exec gosu nano vim htop supervisord rsync".split(" "),
);

/** Packages that stand for whole sets of tools, and ones of somebody's own making. */
const TOOL_CHAINS: ReadonlySet<string> = new Set(
  "alpine-sdk abuild atools devscripts ansible docker docker-compose ffmpeg-dev rpm lxc".split(" "),
);

/** Whether a shell can be started at `/bin/sh`, which the shell form needs. */
export function whetherShell(state: StageState): Whether {
  return whetherShellAt(state, "/bin/sh");
}

/** Whether a shell stands at a path, or on PATH where it is named without a folder. */
export function whetherShellAt(state: StageState, shell: string): Whether {
  const { base, files } = state;
  if (!shell.includes("/")) return whetherCommand(state, shell);
  if (base.kind === "known" && base.image.shell === shell && files.find(shell) === undefined) return "yes";
  const brought = files.whetherBrought(shell, "tool");
  if (brought === "yes") return "yes";
  // Where /bin may be a link to /usr/bin, a shell that is brought there stands here too.
  const twin = shell.startsWith("/usr/") ? shell.slice("/usr".length) : `/usr${shell}`;
  if (brought === "maybe" || state.mayHaveTools || files.whetherBrought(twin, "tool") !== "no")
    return "maybe";
  if (base.kind === "empty") return "no";
  if (base.kind === "unknown") return "maybe";
  if (base.image.whetherShell === "no") return "no";
  if (shell === "/bin/sh" && base.image.shell !== undefined) return "no";
  return whetherCommand(state, shell);
}
