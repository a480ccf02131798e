import type { CommandLine } from "../../src/dockerfile/index.ts";
import {
  type EvaluatedStage,
  findGroup,
  findUser,
  type Healthcheck,
  readPort,
  type StageState,
  type StartCommand,
  whetherCommand,
  whetherShell,
} from "../../src/stage/index.ts";
import { type Compared, idOf } from "./compare-files.ts";
import type { RealImage } from "./image.ts";

/** Collects claims and what does not hold of them. */
class Claims {
  claims = 0;
  readonly differences: string[] = [];

  /** One claim: what is claimed of a thing, and what it really is. */
  claim(what: string, claimed: unknown, real: unknown): void {
    this.claims++;
    const [left, right] = [JSON.stringify(claimed), JSON.stringify(real)];
    if (left !== right) this.differences.push(`${what} should be ${left}, and is ${right}`);
  }
}

/** Compares what is claimed of users, commands, packages and the configuration with a real image. */
export function compareState(stage: EvaluatedStage, image: RealImage): Compared {
  const claims = new Claims();
  compareAccounts(stage.end, image, claims);
  compareCommands(stage.end, image, claims);
  comparePackages(stage.end, image, claims);
  compareConfiguration(stage.end, image, claims);
  return claims;
}

function compareAccounts(state: StageState, image: RealImage, claims: Claims): void {
  const kinds = [
    { list: "/etc/passwd", own: state.users, find: findUser, what: "user" },
    { list: "/etc/group", own: state.groups, find: findGroup, what: "group" },
  ] as const;
  for (const { list, own, find, what } of kinds) {
    const real = readAccounts(image.files.text(list));
    const inBase = state.base.kind === "known" && what === "user" ? state.base.image.listUsers() : [];
    const names = new Set([...real.keys(), ...own.entries().keys(), ...inBase.map(({ name }) => name)]);
    for (const name of names) {
      const known = find(state, name);
      if (known.exists === "maybe") continue;
      const line = real.get(name);
      claims.claim(`whether there is a ${what} ${name}`, known.exists, line === undefined ? "no" : "yes");
      if (line === undefined || known.exists === "no") continue;
      if (known.id !== undefined) claims.claim(`the id of ${what} ${name}`, known.id, line.id);
      if (what === "group") continue;
      if (known.home !== undefined) claims.claim(`the home of ${name}`, known.home, line.home);
      const group = idOf(known.group, image.files.text("/etc/group"));
      if (group !== undefined) claims.claim(`the main group of ${name}`, group, line.group);
    }
  }
}

interface Line {
  readonly id: number;
  readonly group: number;
  readonly home: string;
}

function readAccounts(text: string): ReadonlyMap<string, Line> {
  const lines = text.split("\n").filter((line) => line.includes(":"));
  return new Map(
    lines.map((line) => {
      const [name = "", , id, group, , home = ""] = line.split(":");
      return [name, { id: Number(id), group: Number(group), home }];
    }),
  );
}

/** What Dockerfiles call most, to be asked about wherever it is not. */
const USUAL =
  "sh bash ash curl wget git apt-get apk dnf pip python python3 node npm npx yarn pnpm uv go gcc make cargo rustc java mvn nginx adduser addgroup useradd groupadd su-exec gosu tini sudo ps ip ping nc vim less tar gzip xz unzip openssl perl ruby php envsubst jq ls cat cp mv rm chown chmod mkdir sed awk grep find xargs env test true";

function compareCommands(state: StageState, image: RealImage, claims: Claims): void {
  const path = (image.config.Env ?? []).find((one) => one.startsWith("PATH="))?.slice("PATH=".length);
  const folders = (path ?? DEFAULT_PATH).split(":").flatMap((folder) => image.files.resolve(folder) ?? []);
  const real = new Set<string>();
  const isIn = new Set(folders);
  for (const file of image.files.files.keys()) {
    const slash = file.lastIndexOf("/");
    if (isIn.has(file.slice(0, slash)) && isProgram(image, file)) real.add(file.slice(slash + 1));
  }
  for (const name of new Set([...real, ...USUAL.split(" ")])) {
    const known = whetherCommand(state, name);
    if (known === "maybe") continue;
    claims.claim(`whether there is a command ${name}`, known, real.has(name) ? "yes" : "no");
  }
  const shell = whetherShell(state);
  if (shell === "maybe") return;
  claims.claim("whether there is a shell", shell, isProgram(image, "/bin/sh") ? "yes" : "no");
}

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function isProgram(image: RealImage, path: string): boolean {
  const file = image.files.lookUp(path);
  return file?.kind === "file" && (file.mode & 0o111) !== 0;
}

function comparePackages(state: StageState, image: RealImage, claims: Claims): void {
  const real = new Set<string>();
  for (const text of image.files.texts.values()) {
    for (const entry of text.split("\n\n")) {
      const name = /^Package: (\S+)$/m.exec(entry)?.[1];
      // The lists of images without a package manager tell no state.
      if (name !== undefined && !/^Status: (?!.* installed$)/m.test(entry)) real.add(name);
    }
  }
  if (real.size === 0) return;
  for (const [name, installed] of state.packages.entries()) {
    if (installed !== "maybe")
      claims.claim(`whether ${name} is installed`, installed, real.has(name) ? "yes" : "no");
  }
}

function compareConfiguration(state: StageState, { config }: RealImage, claims: Claims): void {
  const { configuration, base } = state;
  const below = base.kind === "known" ? base.image : undefined;
  const isEmpty = base.kind === "empty";
  if (state.user !== undefined) claims.claim("the user", state.user, config.User ?? "");
  if (state.workdir !== undefined)
    claims.claim("the working directory", state.workdir, config.WorkingDir || "/");
  const { entrypoint, command } = configuration;
  const ofBase = (words: readonly string[] | undefined) => words ?? (isEmpty ? [] : undefined);
  const start = entrypoint === undefined ? ofBase(below?.entrypoint) : wordsOf(entrypoint);
  if (start !== undefined) claims.claim("the entry point", start, config.Entrypoint ?? []);
  const inherited = configuration.isCommandReset ? [] : ofBase(below?.cmd);
  const words = command === undefined ? inherited : wordsOf(command);
  if (words !== undefined) claims.claim("the command", words, config.Cmd ?? []);
  const real = new Map((config.Env ?? []).map((one) => splitAt(one, "=")));
  for (const [name, value] of configuration.environment.entries()) {
    claims.claim(`the variable ${name}`, value, real.get(name) ?? null);
  }
  for (const [name, value] of real) {
    const known = state.environment.get(name);
    if (known !== undefined && !configuration.environment.has(name))
      claims.claim(`the variable ${name}`, known, value);
  }
  if (below !== undefined || isEmpty) {
    const own = configuration.ports.flatMap(({ text }) => portsOf(text));
    const inBase = (below?.ports ?? []).map(({ port, protocol }) => `${port}/${protocol}`);
    claims.claim("the ports", sorted([...own, ...inBase]), sorted(Object.keys(config.ExposedPorts ?? {})));
    const volumes = [...configuration.volumes.map(({ path }) => path), ...(below?.volumes ?? [])];
    claims.claim("the volumes", sorted(volumes), sorted(Object.keys(config.Volumes ?? {})));
  }
  for (const [name, value] of configuration.labels.entries()) {
    claims.claim(`the label ${name}`, value, config.Labels?.[name] ?? null);
  }
  if (configuration.stopSignal !== undefined) {
    claims.claim("the stop signal", configuration.stopSignal, config.StopSignal ?? "");
  }
  if (configuration.healthcheck !== undefined) {
    claims.claim("the health check", testOf(configuration.healthcheck), config.Healthcheck?.Test ?? []);
  }
}

function wordsOf({ command, shell }: StartCommand): readonly string[] {
  return command.form === "shell" ? [...shell, command.text.text] : execWords(command);
}

function testOf({ command, instruction }: Healthcheck): readonly string[] {
  if (instruction.none) return ["NONE"];
  return command.form === "shell" ? ["CMD-SHELL", command.text.text] : ["CMD", ...execWords(command)];
}

function execWords(command: CommandLine): readonly string[] {
  return command.form === "exec" ? command.words.map(({ value }) => value) : [];
}

function portsOf(text: string): readonly string[] {
  const port = readPort(text);
  if (port.kind === "refused") return [];
  return Array.from(
    { length: port.to - port.from + 1 },
    (_, at) => `${port.from + at}/${port.protocol.toLowerCase()}`,
  );
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}

function splitAt(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
