import { posix } from "node:path";
import type { Step } from "../../stage/index.ts";
import { destinationOf } from "../context/brought.ts";
import { cleanPath, isWithin } from "../install/installs.ts";
import { isRoot } from "./runtime-user.ts";

/** Folders that belong to root in the images of systems and languages. */
const ROOTS: ReadonlySet<string> = new Set(
  "/ /bin /etc /lib /opt /root /sbin /srv /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/local/lib /usr/local/lib/node_modules /usr/share /var /var/lib /var/log".split(
    " ",
  ),
);

/** Folders that such images leave to those who build on them, and do not have. */
const OWN_PLACE =
  /^\/(?:app|apps|application|code|project|src|workdir|workspace|service|server|backend|frontend|api|data|usr\/src\/app|usr\/app|usr\/src\/[a-z0-9_-]+|home\/[^/]+\/[^/]+|opt\/[^/]+|srv\/[^/]+|var\/lib\/[^/]+|var\/log\/[^/]+)(?:\/[A-Za-z0-9._-]+)*$/;

/** Commands after which nobody can say from here who may write where. */
const RIGHTS =
  /^(?:chown|chgrp|chmod|setfacl|install|rsync|cp|mv|tar|su|gosu|su-exec|runuser|setpriv|fixuid)$/;

/**
 * Whether a folder certainly belongs to root, and only root may write in it, after some steps on a known base
 * image of a system or a language: it is one of the base's own, or a WORKDIR, COPY or `mkdir` of root made it,
 * and nothing has to do with rights or owners of it since.
 */
export function whetherRootOnly(folder: string, steps: readonly Step[]): "yes" | "maybe" {
  const [first] = steps;
  const base = first?.before.base;
  if (base?.kind !== "known") return "maybe";
  const { role } = base.image;
  if (role !== "os" && role !== "language" && role !== "build" && role !== "runtime") return "maybe";
  if (steps.some((step) => mayGive(step, folder))) return "maybe";
  if (ROOTS.has(folder)) return "yes";
  if (!OWN_PLACE.test(folder) || base.image.workdir === folder || base.image.volumes.includes(folder))
    return "maybe";
  return steps.some((step) => makesAsRoot(step, folder)) ? "yes" : "maybe";
}

/** Whether a step may let another user write in a folder, or make it for one. */
function mayGive(step: Step, folder: string): boolean {
  const { instruction, run, before } = step;
  if (instruction.kind === "workdir") {
    // The builder makes it for the user of the moment.
    return !isRootNow(step) && step.after.workdir !== undefined && isWithin(folder, step.after.workdir);
  }
  if (instruction.kind === "copy" || instruction.kind === "add") {
    const hasRights = instruction.chown !== undefined || instruction.chmod !== undefined;
    const path = destinationOf(step)?.path;
    if (path === undefined) return true;
    // What is copied over a folder that is there leaves its own owner alone.
    if (instruction.kind === "copy" && instruction.from !== undefined) return isWithin(folder, path);
    return hasRights && isWithin(folder, path) && before.files.lookUp(path).exists !== "yes";
  }
  if (instruction.kind !== "run") return false;
  if (run === undefined || instruction.heredocs.length > 0) return true;
  if (instruction.mounts.some(({ mount }) => mount === undefined || mount.target.includes("$"))) return true;
  return run.commands.some((use) => {
    const { name } = use;
    if (name === undefined) return use.words.length > 0;
    if (/\.sh$|^\.|eval|xargs|find/.test(name) || use.hasMoreWords) return true;
    if (use.words.some(({ raw }) => /prefix/.test(raw)) && /^(?:npm|yarn)$/.test(name)) return true;
    if (/^(?:useradd|adduser|usermod)$/.test(name)) {
      return use.words.some(
        ({ value }) => value.includes("$") || (value.startsWith("/") && isWithin(folder, cleanPath(value))),
      );
    }
    if (!RIGHTS.test(name)) return false;
    if (name === "cp" || name === "mv" || name === "tar" || name === "rsync" || name === "install") {
      return use.words.some(({ value }) => /^-{1,2}[a-z-]*(?:p|a|o)/.test(value) || value.includes("$"));
    }
    return use.words.slice(1).some(({ literal }) => {
      if (literal === undefined) return true;
      if (literal.startsWith("-")) return false;
      if (/[*?[{~]/.test(literal)) return true;
      const path = literal.startsWith("/")
        ? cleanPath(literal)
        : before.workdir === undefined
          ? "/"
          : cleanPath(posix.join(before.workdir, literal));
      return isWithin(folder, path) || isWithin(path, folder);
    });
  });
}

function makesAsRoot(step: Step, folder: string): boolean {
  if (!isRootNow(step)) return false;
  if (step.instruction.kind === "workdir") {
    return step.after.workdir !== undefined && isWithin(step.after.workdir, folder);
  }
  const known = step.after.files.find(folder);
  return known?.exists === "yes" && known.kind === "folder" && known.step === step.number;
}

/** Whether a step's work is done as root. */
export function isRootNow({ before }: Step): boolean {
  const { user, base } = before;
  if (user === undefined || user === "") {
    return (
      base.kind === "known" &&
      (base.image.user.uid ?? 0) === 0 &&
      !/^(?!root$)./.test(base.image.user.name ?? "")
    );
  }
  return isRoot(user.split(":", 1)[0] ?? "");
}
