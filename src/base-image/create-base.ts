import type { Whether } from "../base/index.ts";
import type { Contents } from "./contents.ts";
import { createFacts, type Facts, type FamilyFacts, type Sources } from "./facts.ts";
import type { ImageEntry, Interpreter } from "./image-entry.ts";
import type {
  ExposedPort,
  FactName,
  KnownBase,
  OperatingSystem,
  Origin,
  RelatedImage,
} from "./known-base.ts";
import { once } from "./once.ts";

/** What is known of an image before it is put together. */
export interface BaseParts extends Sources {
  readonly repository: string;
  readonly version: string | undefined;
  readonly slimmer: (os: OperatingSystem) => readonly RelatedImage[];
  readonly distroless: (interpreters: readonly Interpreter[]) => readonly RelatedImage[];
}

/** Puts an image together. What nobody asks for is not looked up: most questions are about commands. */
export function createBase(parts: BaseParts): KnownBase {
  const { facts, entry, repository, version } = parts;
  const found = createFacts(parts);
  const contents = () => found.contents().value;
  const shell = () => found.shell().value;
  const os = () => found.os().value ?? {};
  const interpreters = () => found.interpreters().value ?? [];
  return {
    repository,
    version,
    variant: facts?.resolved.variantKey ?? "",
    releases: (facts?.resolved.releases ?? []).map(({ name, since }, at) => {
      const isDescribed = facts?.systems[at] !== undefined;
      return { name, isDescribed, ...(since !== undefined && { since }) };
    }),
    ...askContents(contents),
    get isComplete() {
      return contents()?.isComplete === true;
    },
    get os() {
      return os();
    },
    get libc() {
      return found.libc().value ?? "maybe";
    },
    get whetherShell() {
      return shell() === undefined ? "maybe" : shell() === "none" ? "no" : "yes";
    },
    get shell() {
      return shell() === "none" ? undefined : shell();
    },
    get packageManager() {
      return found.packageManager().value;
    },
    get user() {
      return found.user().value ?? {};
    },
    get entrypoint() {
      return found.entrypoint().value;
    },
    get cmd() {
      return found.cmd().value;
    },
    get workdir() {
      return found.workdir().value;
    },
    get stopSignal() {
      return found.stopSignal().value;
    },
    get ports() {
      return (found.ports().value ?? []).flatMap(parsePort);
    },
    get volumes() {
      return found.volumes().value ?? [];
    },
    get environment() {
      return found.environment().value ?? new Map();
    },
    get interpreters() {
      return interpreters();
    },
    get caCertificates() {
      return found.caCertificates().value ?? "maybe";
    },
    get tzdata() {
      return found.tzdata().value ?? "maybe";
    },
    get role() {
      return found.role().value;
    },
    get size() {
      return found.size().value;
    },
    get status() {
      return entry()?.status;
    },
    get endOfLife() {
      return found.endOfLife().value;
    },
    get notes() {
      return notesOf(facts, entry());
    },
    get origins() {
      return originsOf(found);
    },
    whetherEndOfLife: (at) => whetherEnded(entry(), at),
    slimmer: once(() => parts.slimmer(os())),
    distroless: once(() => parts.distroless(interpreters())),
  };
}

/** The questions about what is inside; nothing is put together before the first. */
function askContents(contents: () => Contents | undefined): Omit<Contents, "isComplete"> {
  return {
    whetherCommand: (name) => contents()?.whetherCommand(name) ?? "maybe",
    whetherPackage: (name) => contents()?.whetherPackage(name) ?? "maybe",
    whetherUser: (name) => contents()?.whetherUser(name) ?? "maybe",
    whetherUid: (uid) => contents()?.whetherUid(uid) ?? "maybe",
    whetherGroup: (name) => contents()?.whetherGroup(name) ?? "maybe",
    whetherGid: (gid) => contents()?.whetherGid(gid) ?? "maybe",
    findUser: (name) => contents()?.findUser(name),
    findGroup: (name) => contents()?.findGroup(name),
    listCommands: () => contents()?.listCommands() ?? [],
    listPackages: () => contents()?.listPackages() ?? [],
    listUsers: () => contents()?.listUsers() ?? [],
  };
}

/** Who says each fact, those left out of which nobody says anything. */
function originsOf(found: Facts): ReadonlyMap<FactName, Origin> {
  return new Map(
    FACT_NAMES.flatMap((name) => {
      const { origin } = found[name]();
      return origin === undefined ? [] : [[name, origin] as const];
    }),
  );
}

const FACT_NAMES: readonly FactName[] = [
  "os",
  "libc",
  "shell",
  "packageManager",
  "contents",
  "user",
  "entrypoint",
  "cmd",
  "workdir",
  "stopSignal",
  "ports",
  "volumes",
  "environment",
  "interpreters",
  "caCertificates",
  "tzdata",
  "role",
  "size",
  "endOfLife",
];

/** Ends at the end of its month, or of its day. Without a date, only what ended already is known to have. */
function whetherEnded(entry: ImageEntry | undefined, at: string): Whether {
  const end = entry?.endOfLife;
  if (end === undefined) return entry?.status === "eol" ? "yes" : "maybe";
  const day = at.slice(0, end.length);
  if (day !== end) return day > end ? "yes" : "no";
  return end.length < "2026-11-21".length ? "maybe" : "no";
}

function parsePort(text: string): readonly ExposedPort[] {
  const [, port, protocol] = /^(\d+)(?:\/(tcp|udp))?$/.exec(text) ?? [];
  return port === undefined ? [] : [{ port: Number(port), protocol: protocol === "udp" ? "udp" : "tcp" }];
}

function notesOf(facts: FamilyFacts | undefined, entry: ImageEntry | undefined): readonly string[] {
  const [system] = facts?.systems ?? [];
  const only = facts?.systems.length === 1 ? (system?.notes ?? []) : [];
  const { notes: own = [] } = facts?.resolved.variant ?? {};
  return [...new Set([...own, ...(facts?.family.notes ?? []), ...only, ...(entry?.notes ?? [])])];
}
