import { rmSync } from "node:fs";
import { join } from "node:path";
import type { LabPaths } from "../folder.ts";
import { readText, run, waitUntil } from "../process.ts";
import { mountsBelow, removeEmptyGroups } from "./leftovers.ts";
import { readNetwork } from "./network.ts";

/** podman and buildah as the lab calls them. */
export interface PodmanPrograms {
  readonly podman: string;
  readonly buildah: string;
}

/** Removes containers and networks of podman and buildah, whatever state they are in, with their rules and mounts. */
export async function endPodman(paths: LabPaths, { podman, buildah }: PodmanPrograms): Promise<void> {
  const remove = ["rm", "--all", "--force", "--time", "1", "--volumes"];
  await run(podman, remove).catch(async () => {
    // The monitor of one is gone, and podman waits for its word. After a restart of the machine it would not.
    await endByForce(paths, podman);
    await run(podman, remove);
  });
  await run(buildah, ["rm", "--all"]);
  await run(podman, ["network", "prune", "--force"]);
  await unmountAll(paths);
  removeEmptyGroups("libpod_parent");
  const prefix = readNetwork(paths)?.prefix;
  for (const table of ["nat", "filter"]) await removeChains(table, prefix);
}

interface Inspected {
  readonly State?: { readonly Pid?: number; readonly ConmonPid?: number };
  readonly NetworkSettings?: { readonly SandboxKey?: string };
  readonly Id: string;
}

/** Makes of the containers what the end of the machine would: no process, no mount, no memory of having run. */
async function endByForce(paths: LabPaths, podman: string): Promise<void> {
  const ids = (await run(podman, ["ps", "--all", "--quiet", "--no-trunc"])).split("\n").filter(Boolean);
  const inspected: readonly Inspected[] =
    ids.length === 0 ? [] : JSON.parse(await run(podman, ["inspect", ...ids]));
  const left = () =>
    inspected.flatMap(({ Id, State = {} }) => {
      const pids = [State.Pid, State.ConmonPid].filter((pid) => pid !== undefined && pid > 0);
      // Numbers are used again; a process of the container is in a group of its name, its monitor calls it by it.
      return pids.filter((pid) =>
        `${readText(`/proc/${pid}/cgroup`)}${readText(`/proc/${pid}/cmdline`)}`.includes(Id),
      );
    });
  for (const pid of left()) process.kill(pid ?? 0, "SIGKILL");
  await waitUntil(() => left().length === 0, 5_000);
  await unmountAll(paths);
  for (const { NetworkSettings } of inspected) {
    const place = NetworkSettings?.SandboxKey ?? "";
    if (!place.startsWith("/run/netns/")) continue;
    await run("umount", ["--lazy", place], { good: [0, 1, 32] });
    rmSync(place, { force: true });
  }
  for (const name of ["podman", "libpod"]) rmSync(join(paths.run, name), { recursive: true, force: true });
}

async function unmountAll({ data, run: state }: LabPaths): Promise<void> {
  for (const point of [join(data, "podman"), join(state, "podman")].flatMap(mountsBelow)) {
    await run("umount", ["--lazy", point], { good: [0, 1, 32] });
  }
}

/** The chains of one network, or of one network's published ports. */
function networkChains(rules: readonly string[]): readonly string[] {
  return rules.flatMap((rule) => /^-N (NETAVARK-(?:DN-)?[0-9A-F]{8,})$/.exec(rule)?.[1] ?? []);
}

/**
 * Removes the rules of the lab's networks, which podman leaves as long as their bridge stays, and the chains that all of
 * podman's networks share where nobody's network is left.
 */
async function removeChains(table: string, prefix: string | undefined): Promise<void> {
  const iptables = (...words: readonly string[]) => run("iptables", ["-w", "-t", table, ...words]);
  const listRules = async () => (await iptables("-S")).split("\n");
  const deleteRules = async (isWanted: (rule: string) => boolean) => {
    for (const rule of (await listRules()).filter((line) => line.startsWith("-A ") && isWanted(line))) {
      await iptables(...split(rule.replace("-A", "-D")));
    }
  };
  if (prefix !== undefined) {
    const isOurs = (rule: string) => rule.includes(` ${prefix}.`);
    const leadsTo = (rule: string, chain: string) => rule.endsWith(` -j ${chain}`);
    const rules = await listRules();
    const isEmpty = (chain: string) =>
      !rules.some((rule) => rule.startsWith(`-A ${chain} `) || leadsTo(rule, chain));
    // The chain of a network's published ports stays when its last container goes.
    const own = networkChains(rules).filter(
      (chain) => isEmpty(chain) || rules.some((rule) => rule.startsWith(`-A ${chain} `) && isOurs(rule)),
    );
    // The chain of the lab itself has its own end.
    await deleteRules(
      (rule) =>
        !rule.startsWith("-A PLIMSOLL") && (isOurs(rule) || own.some((chain) => leadsTo(rule, chain))),
    );
    for (const chain of own) await iptables("-F", chain);
    for (const chain of own) await iptables("-X", chain);
  }
  const rules = await listRules();
  const chains = rules.flatMap((line) => /^-N (NETAVARK\S*)/.exec(line)?.[1] ?? []);
  // What forwards to a container of another podman stays, with all its chains.
  if (networkChains(rules).length > 0 || rules.some((rule) => /^-A NETAVARK\S* .*-[ds] \d/.test(rule)))
    return;
  await deleteRules((rule) => /^-A (?!NETAVARK).* -j NETAVARK/.test(rule));
  for (const chain of chains) await iptables("-F", chain);
  for (const chain of chains) await iptables("-X", chain);
}

/** The words of a rule as iptables prints it: comments stand in quotes. */
function split(rule: string): readonly string[] {
  return [...rule.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain = ""]) => quoted ?? plain);
}
