import { existsSync, readdirSync, readlinkSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { readText, run, waitUntil } from "../process.ts";

const CGROUPS = "/sys/fs/cgroup";

/** What belongs to one engine and to nobody else. */
export interface Belongings {
  /** The folders or files of its programs. */
  readonly programs: readonly string[];
  /** The name of its control groups. */
  readonly group: string;
  /** The folders below which it mounts. */
  readonly mounts: readonly string[];
}

/**
 * Ends what an engine left that was not stopped in order: processes of its programs and in its control groups,
 * its mounts, and the groups themselves. Nothing else is touched.
 */
export async function endLeftovers({ programs, group, mounts }: Belongings): Promise<void> {
  const left = () => [...new Set([...programsBelow(programs), ...groupsOf(group).flatMap(processesIn)])];
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    for (const pid of left()) signalProcess(pid, signal);
    if (await waitUntil(() => left().length === 0, 5_000)) break;
  }
  for (const point of mounts.flatMap(mountsBelow))
    await run("umount", ["--lazy", point], { good: [0, 1, 32] });
  removeEmptyGroups(group);
}

/** Removes a control group and those in it as far as no process is in them. */
export function removeEmptyGroups(group: string): void {
  for (const folder of groupsOf(group)) removeGroups(folder);
}

/** The mount points at and below a folder, deepest first. */
export function mountsBelow(folder: string): readonly string[] {
  return readText("/proc/self/mountinfo")
    .split("\n")
    .map((line) =>
      (line.split(" ")[4] ?? "").replace(/\\(\d{3})/g, (_, code) =>
        String.fromCharCode(Number.parseInt(code, 8)),
      ),
    )
    .filter((point) => isAtOrBelow(point, folder))
    .reverse();
}

/** The processes whose program is one of these files or lies below one of these folders. */
export function programsBelow(places: readonly string[]): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const program = readLink(`/proc/${pid}/exe`);
      return places.some((place) => isAtOrBelow(program, place));
    });
}

/** The folders of a control group: one in each hierarchy of version 1, one in version 2. */
function groupsOf(group: string): readonly string[] {
  const hierarchies = existsSync(CGROUPS) ? readdirSync(CGROUPS).map((name) => join(CGROUPS, name)) : [];
  return [CGROUPS, ...hierarchies]
    .map((hierarchy) => join(hierarchy, group))
    .filter((folder) => existsSync(folder));
}

function processesIn(folder: string): readonly number[] {
  const here = readText(join(folder, "cgroup.procs")).split("\n").filter(Boolean).map(Number);
  return [...here, ...subfolders(folder).flatMap(processesIn)];
}

function removeGroups(folder: string): void {
  for (const inner of subfolders(folder)) removeGroups(inner);
  try {
    rmdirSync(folder);
  } catch {
    // A group goes only when it is empty; the next `down` tries again.
  }
}

function subfolders(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function isAtOrBelow(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
