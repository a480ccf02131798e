import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeAside } from "../aside.ts";
import type { LabPaths } from "../folder.ts";
import { LabError, readText, run } from "../process.ts";

/** The bridge of the lab's containers, and what the machine looked like before it was made. */
export interface Network {
  readonly bridge: string;
  /** The first two bytes of every address of the lab's networks: `10.213`. */
  readonly prefix: string;
  /** The name of our chains in the tables `filter` and `nat`. */
  readonly chain: string;
  /** What `net.ipv4.ip_forward` was. */
  readonly forwarding: string;
  /** The bridges that were there. */
  readonly others: readonly string[];
}

const FORWARDING = "/proc/sys/net/ipv4/ip_forward";

/**
 * Makes the bridge and lets its containers out. The engine itself is told to leave the machine's rules alone:
 * it would share the names of its chains with an engine of the host, and empty those.
 */
export async function makeNetwork(paths: LabPaths): Promise<Network> {
  const network = readNetwork(paths) ?? (await chooseNetwork(paths));
  // Written before anything is changed, so that an interrupted run is still undone.
  writeAside(recordPath(paths), `${JSON.stringify(network, undefined, 2)}\n`);
  const { bridge, prefix, chain } = network;
  if (!(await bridges()).includes(bridge)) {
    // Without an address of its own a bridge takes one from its ports, another one whenever a container comes or
    // goes, and connections of those that know the old one hang.
    await run("ip", ["link", "add", "name", bridge, "address", hardwareAddress(paths), "type", "bridge"]);
    await run("ip", ["address", "add", `${prefix}.0.1/24`, "dev", bridge]);
  }
  await run("ip", ["link", "set", "dev", bridge, "up"]);
  if (readText(FORWARDING).trim() !== "1") turnForwardingOn();
  for (const { table, into, rules } of rulesOf(network)) {
    const jump = [into, "-j", chain];
    // A new chain may be there from a run that was interrupted.
    await iptables(table, ["-N", chain], [0, 1]);
    // Rules that are right stay: a connection that begins without them never gets through.
    const listed = await run("iptables", ["-w", "-t", table, "-S", chain]);
    const wanted = [["-N", chain], ...rules.map((rule) => ["-A", chain, ...rule])];
    if (listed !== wanted.map((words) => words.join(" ")).join("\n")) {
      await iptables(table, ["-F", chain]);
      for (const rule of rules) await iptables(table, ["-A", chain, ...rule]);
    }
    if (!(await hasRule(table, jump))) await iptables(table, ["-I", ...jump]);
  }
  return network;
}

function turnForwardingOn(): void {
  try {
    writeFileSync(FORWARDING, "1\n");
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LabError(
      `The lab's containers would not reach anything: net.ipv4.ip_forward is off, and ${why}`,
      "In a container without privileges no engine can be started; a virtual machine will do.",
    );
  }
}

/**
 * Makes the bridge of podman's network, with an address of its own for the same reason. podman deletes a bridge that its
 * last container has left, and would make it anew without: so it has a port that stays.
 */
export async function makePodmanBridge({ id }: LabPaths, { prefix }: Network): Promise<string> {
  const { bridge, port, end } = podmanLinks(id);
  if (!(await bridges()).includes(bridge)) {
    const address = hardwareAddress({ id }, "6d");
    await run("ip", ["link", "add", "name", bridge, "address", address, "type", "bridge"]);
    await run("ip", ["address", "add", `${prefix}.64.1/24`, "dev", bridge]);
  }
  await run("ip", ["link", "set", "dev", bridge, "up"]);
  if (!(await hasLink(port))) {
    await run("ip", ["link", "add", "name", port, "type", "veth", "peer", "name", end]);
  }
  await run("ip", ["link", "set", "dev", port, "master", bridge, "up"]);
  return bridge;
}

/** Names of links have 15 characters at most. */
function podmanLinks(id: string): { readonly bridge: string; readonly port: string; readonly end: string } {
  return { bridge: `plimpod-${id}`, port: `plimprt-${id}`, end: `plimend-${id}` };
}

async function hasLink(name: string): Promise<boolean> {
  return (await run("ip", ["-oneline", "link", "show"]))
    .split("\n")
    .some((line) => line.includes(` ${name}@`));
}

/** Takes away what `makeNetwork` made; says what had to stay. */
export async function removeNetwork(paths: LabPaths): Promise<string | undefined> {
  const network = readNetwork(paths);
  if (network === undefined) return undefined;
  const { chain, prefix, forwarding } = network;
  for (const { table, into } of rulesOf(network)) {
    const jump = [into, "-j", chain];
    while (await hasRule(table, jump)) await iptables(table, ["-D", ...jump]);
    await iptables(table, ["-F", chain], [0, 1]);
    await iptables(table, ["-X", chain], [0, 1]);
  }
  const addresses = await run("ip", ["-4", "-oneline", "address", "show"]);
  for (const [, link = ""] of addresses.matchAll(
    new RegExp(`^\\d+: +(\\S+) +inet ${prefix.replace(".", "\\.")}\\.`, "gm"),
  )) {
    await run("ip", ["link", "delete", "dev", link]);
  }
  const { port } = podmanLinks(paths.id);
  // Its other end goes with it.
  if (await hasLink(port)) await run("ip", ["link", "delete", "dev", port]);
  if ((await bridges()).includes(network.bridge)) await run("ip", ["link", "delete", "dev", network.bridge]);
  const newer = (await bridges()).filter((name) => !network.others.includes(name));
  const isChanged = readText(FORWARDING).trim() !== forwarding;
  if (isChanged && newer.length === 0) writeFileSync(FORWARDING, `${forwarding}\n`);
  rmSync(recordPath(paths), { force: true });
  return isChanged && newer.length > 0
    ? `net.ipv4.ip_forward stays on: ${newer.join(", ")} came after the lab and may need it`
    : undefined;
}

/** The network of a lab that is up, or was not taken down. */
export function readNetwork(paths: LabPaths): Network | undefined {
  try {
    return JSON.parse(readFileSync(recordPath(paths), "utf8"));
  } catch {
    return undefined;
  }
}

function recordPath(paths: LabPaths): string {
  return join(paths.run, "network.json");
}

/** Chooses addresses that this machine has no route to, starting at a place that depends on the lab. */
async function chooseNetwork({ id }: LabPaths): Promise<Network> {
  const routes = await run("ip", ["-4", "route", "show", "table", "all"]);
  const first = Number.parseInt(id, 16);
  for (let tried = 0; tried < 200; tried++) {
    const prefix = `10.${50 + ((first + tried) % 200)}`;
    if (routes.includes(` ${prefix}.`) || new RegExp(`^${prefix}\\.|^10\\.0\\.0\\.0/8`, "m").test(routes))
      continue;
    return {
      bridge: `plimsoll-${id}`,
      prefix,
      chain: `PLIMSOLL-${id}`,
      forwarding: readText(FORWARDING).trim(),
      others: await bridges(),
    };
  }
  throw new LabError(
    "No addresses are free for the lab's containers",
    "Look at `ip route`: 10.50 to 10.249 are taken.",
  );
}

/** Everything within the lab's addresses may pass, and reaches the outside as this machine. */
function rulesOf({ prefix }: Network): readonly {
  readonly table: "filter" | "nat";
  readonly into: string;
  readonly rules: readonly (readonly string[])[];
}[] {
  const all = `${prefix}.0.0/16`;
  return [
    {
      table: "filter",
      into: "FORWARD",
      rules: [
        ["-s", all, "-j", "ACCEPT"],
        ["-d", all, "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT"],
      ],
    },
    { table: "nat", into: "POSTROUTING", rules: [["-s", all, "!", "-d", all, "-j", "MASQUERADE"]] },
  ];
}

/** An address of the kind that everybody may choose. */
function hardwareAddress({ id }: Pick<LabPaths, "id">, kind = "6c"): string {
  return `02:70:${kind}:${id.match(/../g)?.join(":")}`;
}

async function hasRule(table: string, rule: readonly string[]): Promise<boolean> {
  const [chain = "", ...words] = rule;
  const listed = await run("iptables", ["-w", "-t", table, "-S", chain]);
  return listed.split("\n").includes(["-A", chain, ...words].join(" "));
}

async function iptables(
  table: string,
  words: readonly string[],
  good: readonly number[] = [0],
): Promise<void> {
  await run("iptables", ["-w", "-t", table, ...words], { good });
}

async function bridges(): Promise<readonly string[]> {
  const listed = await run("ip", ["-oneline", "link", "show", "type", "bridge"]);
  return [...listed.matchAll(/^\d+: ([^:@]+)/gm)].map(([, name = ""]) => name);
}
