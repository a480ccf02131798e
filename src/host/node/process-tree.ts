import { readdirSync, readFileSync } from "node:fs";

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/** Kills what a program, itself the head of its group, started in other groups, and says how many there were. */
export function killDetached(program: number): number {
  const all = listProcesses();
  const below = new Set([program]);
  // A process comes after its parent only by chance, so that the list is gone through until nothing is found.
  for (let size = 0; size < below.size; ) {
    size = below.size;
    for (const { pid, parent } of all) if (below.has(parent)) below.add(pid);
  }
  const detached = all.filter(({ pid, group }) => pid !== program && below.has(pid) && group !== program);
  return detached.filter(({ pid }) => kill(pid)).length;
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false; // It has ended meanwhile, or is not ours to end.
  }
}

/** The processes of this machine, where it has `/proc`. Spec: proc(5), /proc/pid/stat. */
function listProcesses(): readonly ProcessEntry[] {
  let names: readonly string[];
  try {
    names = readdirSync("/proc");
  } catch {
    return [];
  }
  return names.filter((name) => /^\d+$/.test(name)).flatMap((name) => readProcess(Number(name)) ?? []);
}

function readProcess(pid: number): ProcessEntry | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in front stands in parentheses and may hold anything, parentheses too.
    const [, parent, group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid, parent: Number(parent), group: Number(group) };
  } catch {
    return undefined;
  }
}
