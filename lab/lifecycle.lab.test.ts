import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { CRANE, goFolder } from "./engine/go-programs.ts";
import { mountsBelow, programsBelow } from "./engine/leftovers.ts";
import { dockerEnvironment, type LabPaths, labPaths } from "./folder.ts";
import { daemonPid, readText, startOf, waitUntil } from "./process.ts";

// A lab of these tests' own, in a network of its own, so that what others do on this machine meanwhile does
// not show. It has no way to the outside: what it needs was downloaded by the lab that runs the suites.
const PROGRAM = fileURLToPath(new URL("index.ts", import.meta.url));
const network = `plimsoll-test-${process.pid}`;
const folder = mkdtempSync(join(tmpdir(), "lab-"));
const paths = labPaths(folder);

before(() => {
  symlinkSync(labPaths().cache, paths.cache);
  succeed("ip", ["netns", "add", network]);
  inside("sh", ["-c", "ip link set lo up && echo 0 > /proc/sys/net/ipv4/ip_forward"]);
  // What an engine of the machine's own has.
  inside("ip", ["link", "add", "name", "docker0", "type", "bridge"]);
  inside("ip", ["address", "add", "172.17.0.1/16", "dev", "docker0"]);
  inside("iptables", ["-N", "DOCKER"]);
  inside("iptables", ["-A", "DOCKER", "-o", "docker0", "-j", "ACCEPT"]);
  inside("iptables", ["-A", "FORWARD", "-j", "DOCKER"]);
  inside("iptables", ["-P", "FORWARD", "DROP"]);
});

after(() => {
  lab("down");
  succeed("ip", ["netns", "delete", network]);
  rmSync(folder, { recursive: true, force: true });
});

/** A program that ends well when the server of podman's container answers within some seconds. */
const ASK = `
for (let tries = 0; ; tries++) {
  const answer = await fetch("http://127.0.0.1:18081/v2/").catch(() => undefined);
  if (answer?.ok) break;
  if (tries === 50) process.exit(1);
  await new Promise((settle) => setTimeout(settle, 100));
}`;

test("an interrupted up leaves nothing half made, and the next one finishes it", async () => {
  const child = spawn("nsenter", [`--net=/run/netns/${network}`, process.execPath, PROGRAM, "up", "docker"], {
    env: environment(),
    stdio: "ignore",
  });
  const aside = `${paths.docker}.making`;
  assert.ok(await waitUntil(() => existsSync(aside), 60_000), "it never began to unpack");
  const ended = new Promise((settle) => child.once("exit", settle));
  child.kill("SIGINT");
  assert.equal(await ended, 130);
  assert.equal(existsSync(paths.docker), false);
  lab("up", "docker");
  assert.equal(existsSync(aside), false);
  assert.match(docker("version", "--format", "{{.Server.Version}}"), /^\d+\.\d+/);
});

test("a second up finds everything there and changes nothing", () => {
  const state = () => [
    pidOf("dockerd"),
    pidOf("registry"),
    readdirSync(paths.root, { recursive: true }).length,
  ];
  const first = state();
  const said = lab("up", "docker");
  assert.deepEqual(state(), first);
  assert.doesNotMatch(said, /download|unpack|install|start/);
});

test("the bridge and the rules of an engine of the machine's own stay as they are", () => {
  checkHostEngine();
});

test("two ups at once wait for each other", async () => {
  const both = [1, 2].map(
    () =>
      new Promise((settle) => {
        const words = [`--net=/run/netns/${network}`, process.execPath, PROGRAM, "up", "docker"];
        spawn("nsenter", words, { env: environment(), stdio: "ignore" }).once("exit", settle);
      }),
  );
  assert.deepEqual(await Promise.all(both), [0, 0]);
});

test("an engine that was killed comes up again, and what it left is ended", async () => {
  const pid = pidOf("dockerd");
  assert.ok(pid !== undefined);
  process.kill(pid, "SIGKILL");
  await waitUntil(() => startOf(pid) === undefined, 10_000);
  lab("up", "docker");
  assert.match(docker("version", "--format", "{{.Server.Version}}"), /^\d+\.\d+/);
  checkHostEngine();
});

test("down leaves no process, mount, bridge, rule or setting behind, whatever ran", async () => {
  lab("down");
  const clean = picture();
  assert.equal(clean.forwarding, "0");
  lab("up", "docker", "podman");
  assert.equal(picture().forwarding, "1");
  assert.notDeepEqual(picture(), clean);
  runSomething();
  const { place } = runInPodman();
  lab("down");
  await checkPicture(clean);
  assert.equal(isMounted(place), false, `${place} is left`);
  lab("down");
  await checkPicture(clean);
});

test("the bridge of podman's network keeps its address while containers come and go", () => {
  lab("up", "podman");
  const address = () => /^plimpod-\S+ +\S+ +(\S+)/m.exec(inside("ip", ["-brief", "link"]))?.[1];
  const first = address();
  assert.match(first ?? "", /^02:70:/);
  const { name } = runInPodman();
  assert.equal(address(), first);
  podman("rm", "--force", "--time", "1", name);
  assert.equal(address(), first);
  podman("rm", "--force", "--time", "1", runInPodman().name);
  assert.equal(address(), first);
});

test("down cleans up after containers of podman whose monitor was killed", async () => {
  lab("down");
  const clean = picture();
  lab("up", "podman");
  const { name, place } = runInPodman();
  const pids = podman("inspect", "--format", "{{.State.ConmonPid}} {{.State.Pid}}", name)
    .trim()
    .split(" ")
    .map(Number);
  for (const pid of pids) process.kill(pid, "SIGKILL");
  for (const pid of pids) await waitUntil(() => startOf(pid) === undefined, 10_000);
  lab("down");
  await checkPicture(clean);
  assert.equal(isMounted(place), false, `${place} is left`);
});

test("a registry whose program has changed is started anew, and no other", () => {
  lab("up", "registry");
  const first = pidOf("registry");
  lab("up", "registry");
  assert.equal(pidOf("registry"), first);
  writeFileSync(join(paths.run, "registry.started-from"), "another program");
  lab("up", "registry");
  assert.notEqual(pidOf("registry"), first);
  assert.ok(pidOf("registry") !== undefined);
});

test("without podman, a lab's podman is none of the machine's", () => {
  rmSync(paths.podman, { recursive: true });
  lab("up", "registry");
  const { status, stderr } = spawnSync(join(paths.bin, "podman/podman"), ["info"], { encoding: "utf8" });
  assert.equal(status, 127);
  assert.match(stderr, /npm run lab up podman/);
});

test("down cleans up after an engine that was killed in the middle of its work", async () => {
  lab("down");
  const clean = picture();
  lab("up", "docker");
  runSomething();
  const pid = pidOf("dockerd");
  assert.ok(pid !== undefined);
  process.kill(pid, "SIGKILL");
  await waitUntil(() => startOf(pid) === undefined, 10_000);
  lab("down");
  await checkPicture(clean);
});

test("clean deletes everything but the downloads", () => {
  lab("clean");
  checkHostEngine();
  assert.deepEqual(readdirSync(paths.root), ["cache"]);
  assert.ok(existsSync(join(labPaths().cache, "debs")));
});

function checkHostEngine(): void {
  assert.match(inside("ip", ["-4", "-brief", "address"]), /^docker0 .*172\.17\.0\.1/m);
  const rules = inside("iptables", ["-S"]).split("\n");
  for (const rule of ["-P FORWARD DROP", "-A FORWARD -j DOCKER", "-A DOCKER -o docker0 -j ACCEPT"]) {
    assert.ok(rules.includes(rule), rule);
  }
}

/** Compares the machine with what it was. A server of podman's for names ends by itself, a moment after the last container. */
async function checkPicture(before: ReturnType<typeof picture>): Promise<void> {
  await waitUntil(() => isDeepStrictEqual(picture(), before), 5_000);
  assert.deepEqual(picture(), before);
}

function isMounted(place: string): boolean {
  return mountsBelow(place).length > 0 || existsSync(place);
}

/** What is there of the machine's state that a lab changes. */
function picture(): Readonly<Record<string, unknown>> {
  const rules = inside("iptables-save", []).split("\n");
  return {
    forwarding: inside("cat", ["/proc/sys/net/ipv4/ip_forward"]).trim(),
    links: inside("ip", ["-brief", "link"]).replace(/ .*/gm, ""),
    addresses: inside("ip", ["-oneline", "-4", "address"]).replace(/^\d+: /gm, ""),
    routes: inside("ip", ["-4", "route", "show", "table", "all"]),
    policies: inside("ip", ["rule"]),
    // Tables without a rule come into being when they are looked at.
    rules: rules.filter((line) => line.startsWith("-") || (line.startsWith(":") && !line.includes("ACCEPT"))),
    mounts: mountsBelow(folder),
    processes: programsBelow([folder]).length,
    // Those of podman's are the machine's own programs, and mention the folder or stay in the network.
    inNetwork: succeed("ip", ["netns", "pids", network]),
    mentioning: processesNaming(folder),
    groups: groupNames(paths),
  };
}

/** The command lines of processes that name a folder; those of this test's own do not. */
function processesNaming(place: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readText(`/proc/${name}/cmdline`).replaceAll("\0", " "))
    .filter((line) => line.includes(place));
}

function groupNames({ id }: LabPaths): readonly string[] {
  const root = "/sys/fs/cgroup";
  const hierarchies = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [root, ...hierarchies.map(({ name }) => join(root, name))].flatMap((hierarchy) =>
    readdirSync(hierarchy).filter((name) => name.includes(id)),
  );
}

/** A server on a network of the engine's own, with a published port. */
function runSomething(): void {
  const context = join(folder, "context");
  mkdirSync(context, { recursive: true });
  succeed("cp", [join(goFolder(labPaths(), CRANE), "crane"), context]);
  const text =
    'FROM scratch\nCOPY crane /crane\nENTRYPOINT ["/crane", "registry", "serve", "--address", ":80"]\n';
  writeFileSync(join(context, "Dockerfile"), text);
  docker("build", "--quiet", "--tag", "server", context);
  docker("network", "create", "others");
  docker("run", "--detach", "--init", "--network", "others", "--publish", "127.0.0.1:18080:80", "server");
  docker("run", "--detach", "--network", "host", "server");
  assert.equal(docker("ps", "--quiet").trim().split("\n").length, 2);
}

/** A server with a published port, on the lab's network of podman: its name, and where its own network is kept. */
function runInPodman(): { readonly name: string; readonly place: string } {
  podman("build", "--tag", "server", join(folder, "context"));
  const name = podman("run", "--detach", "--publish", "127.0.0.1:18081:80", "server").trim();
  inside(process.execPath, ["--input-type=module", "-e", ASK]);
  assert.match(inside("ip", ["-brief", "link"]), /^plimpod-/m);
  const place = podman("inspect", "--format", "{{.NetworkSettings.SandboxKey}}", name).trim();
  assert.ok(isMounted(place), place);
  return { name, place };
}

function podman(...words: string[]): string {
  return inside(join(paths.bin, "podman/podman"), words);
}

function docker(...words: string[]): string {
  return succeed("docker", words, dockerVariables());
}

function dockerVariables(): NodeJS.ProcessEnv {
  return { ...dockerEnvironment(paths), ...{ PLIMSOLL_LAB: folder } };
}

function pidOf(name: string): number | undefined {
  return daemonPid(join(paths.run, `${name}.pid`));
}

function lab(...words: string[]): string {
  return inside(process.execPath, [PROGRAM, ...words]);
}

function inside(program: string, words: readonly string[]): string {
  return succeed("nsenter", [`--net=/run/netns/${network}`, program, ...words], environment());
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PLIMSOLL_LAB: folder };
}

function succeed(program: string, words: readonly string[], env = process.env): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: "utf8", env });
  assert.equal(status, 0, `${program} ${words.join(" ")}: ${error?.message ?? ""}${stdout}${stderr}`);
  return stdout;
}
