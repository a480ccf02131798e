import type { KnownBase } from "../../../src/base-image/index.ts";
import type { Difference } from "../kit/definition.ts";
import type { RealAccount, RealImage } from "./inspect.ts";

/** How an interpreter tells its version; others have none that is compared. */
const VERSION_WORDS: Readonly<Record<string, readonly string[]>> = {
  python: ["-c", "import platform; print(platform.python_version())"],
  node: ["--version"],
  java: ["--version"],
  javac: ["--version"],
  go: ["version"],
  cargo: ["--version"],
  rustc: ["--version"],
};

/** Every difference between what the tables say of an image and what is really there, one line each, sorted. */
export async function compareImage(known: KnownBase, real: RealImage): Promise<readonly string[]> {
  const lines = [
    ...compareSystem(known, real),
    ...compareCommands(known, real),
    ...comparePackages(known, real),
    ...compareUsers(known, real),
    ...compareGroups(known, real),
    ...compareEnvironment(known, real),
    ...compareConfig(known, real),
    ...(await compareInterpreters(known, real)),
  ];
  return [...new Set(lines)].sort();
}

/** What is wrong with a list of differences: those that are not listed, and listed ones that are gone. */
export function judge(found: readonly string[], listed: readonly Difference[]): readonly string[] {
  const patterns = listed.flatMap(({ what }) => what);
  const matches = (line: string, pattern: string) => toExpression(pattern).test(line);
  return [
    ...found
      .filter((line) => !patterns.some((pattern) => matches(line, pattern)))
      .map((line) => `not listed: ${line}`),
    ...patterns
      .filter((pattern) => !found.some((line) => matches(line, pattern)))
      .map((pattern) => `listed, and not found: ${pattern}`),
  ];
}

function toExpression(pattern: string): RegExp {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}

function compareSystem(known: KnownBase, { os, has }: RealImage): readonly string[] {
  const lines: string[] = [];
  const differ = (what: string, real: unknown, told: unknown) => {
    if (told !== undefined && real !== told) lines.push(`${what} is ${real}, the tables say ${told}`);
  };
  differ("distribution", os.id, known.os.distribution);
  differ("release", os.release, known.os.release);
  if (known.shell !== undefined) differ(`shell ${known.shell}`, has(known.shell), true);
  if (known.whetherShell === "no") differ("a shell", has("/bin/sh"), false);
  const files = [
    ["the bundle of certificates", known.caCertificates, has("/etc/ssl/certs/ca-certificates.crt")],
    ["the time zones", known.tzdata, has("/usr/share/zoneinfo/Europe/Paris")],
  ] as const;
  for (const [what, told, real] of files) if (told !== "maybe") differ(what, real ? "yes" : "no", told);
  return lines;
}

function compareCommands(known: KnownBase, { commands }: RealImage): readonly string[] {
  return [
    ...known
      .listCommands()
      .filter((name) => !commands.has(name))
      .map((name) => `command ${name} is missing`),
    ...[...commands]
      .filter((name) => known.whetherCommand(name) === "no")
      .map((name) => `command ${name} is not in the tables`),
  ];
}

function comparePackages(known: KnownBase, { packages }: RealImage): readonly string[] {
  return [
    ...known
      .listPackages()
      .filter((name) => !packages.has(name))
      .map((name) => `package ${name} is missing`),
    ...[...packages]
      .filter((name) => known.whetherPackage(name) === "no")
      .map((name) => `package ${name} is not in the tables`),
  ];
}

function compareUsers(known: KnownBase, { users }: RealImage): readonly string[] {
  const told = known.listUsers().flatMap((user) => {
    const real = users.find(({ name }) => name === user.name);
    if (real === undefined) return [`user ${user.name} is missing`];
    const fields = [
      ["uid", real.id, user.uid],
      ["gid", real.gid, user.gid],
      ["home", real.home, user.home],
      ["shell", real.shell, user.shell],
    ] as const;
    return fields
      .filter(([, is, said]) => said !== undefined && said !== is)
      .map(([field, is, said]) => `user ${user.name} has ${field} ${is}, the tables say ${said}`);
  });
  return [
    ...told,
    ...users
      .filter(({ name, id }) => known.whetherUser(name) === "no" || known.whetherUid(id) === "no")
      .map(({ name, id }) => `user ${name} (${id}) is not in the tables`),
  ];
}

function compareGroups(known: KnownBase, { groups }: RealImage): readonly string[] {
  return groups.flatMap((group: RealAccount) => {
    if (known.whetherGroup(group.name) === "no")
      return [`group ${group.name} (${group.id}) is not in the tables`];
    const said = known.findGroup(group.name)?.gid;
    return said === undefined || said === group.id
      ? []
      : [`group ${group.name} has gid ${group.id}, the tables say ${said}`];
  });
}

function compareEnvironment(known: KnownBase, { config }: RealImage): readonly string[] {
  const real = new Map(
    (config.Env ?? []).map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]),
  );
  return [...known.environment].flatMap(([name, said]) => {
    const is = real.get(name);
    if (is === undefined) return [`variable ${name} is missing`];
    // A version is said as far as the tag says it.
    const isSame =
      said === undefined || is === said || (name.endsWith("_VERSION") && is.startsWith(`${said}.`));
    return isSame ? [] : [`variable ${name} is ${is}, the tables say ${said}`];
  });
}

function compareConfig(known: KnownBase, { config }: RealImage): readonly string[] {
  // Whoever runs it is told of every image whose configuration is in the tables.
  if (known.user.name === undefined && known.user.uid === undefined) return [];
  const list = (words: readonly string[] | null | undefined) =>
    (words ?? []).length === 0 ? "unset" : JSON.stringify(words);
  const user = config.User === undefined || config.User === "" ? "0" : config.User;
  const names = [known.user.name, known.user.uid === undefined ? undefined : String(known.user.uid)];
  const ports = known.ports.map(({ port, protocol }) => `${port}/${protocol}`).sort();
  const pairs = [
    ["entry point", list(config.Entrypoint), list(known.entrypoint)],
    ["command line", list(config.Cmd), list(known.cmd)],
    ["working directory", config.WorkingDir || "/", known.workdir ?? "/"],
    ["stop signal", config.StopSignal || "unset", known.stopSignal ?? "unset"],
    ["ports", list(Object.keys(config.ExposedPorts ?? {}).sort()), list(ports)],
    ["user", names.includes(user) ? "" : user, names.includes(user) ? "" : names.join(" or ")],
  ] as const;
  return pairs
    .filter(([, is, said]) => is !== said)
    .map(([what, is, said]) => `${what} is ${is}, the tables say ${said}`);
}

async function compareInterpreters(known: KnownBase, real: RealImage): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { language, version, path, aliases } of known.interpreters) {
    const paths = [...(path === undefined ? [] : [path]), ...aliases];
    const missing = paths.filter((each) => !real.has(each));
    lines.push(...missing.map((each) => `${language} at ${each} is missing`));
    const words = VERSION_WORDS[language];
    if (path === undefined || missing.includes(path) || words === undefined || version === undefined)
      continue;
    const [, is = "none"] = /(\d+(?:\.\d+)*)/.exec(await real.version(path, words)) ?? [];
    // Of each as many numbers as the other has, and two at the most: what is mended in between is no difference.
    const count = Math.min(2, version.split(".").length);
    const cut = (text: string) => text.split(".").slice(0, count).join(".");
    if (cut(is) !== cut(version)) lines.push(`${language} is ${cut(is)}, the tables say ${cut(version)}`);
  }
  return lines;
}
