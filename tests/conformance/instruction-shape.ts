import { displayText, trimGoSpace } from "../../src/base/index.ts";
import type {
  AddInstruction,
  ArgInstruction,
  CommandLine,
  CopyInstruction,
  Device,
  Dockerfile,
  HealthcheckInstruction,
  Instruction,
  Mount,
  RunInstruction,
  StageSection,
  Word,
} from "../../src/dockerfile/index.ts";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Our typed instructions in the shape of `oracle instructions`, for files that it accepts. */
export function shapeInstructions(dockerfile: Dockerfile): Json {
  return {
    metaArgs: dockerfile.globalArguments.map(shapeInstruction),
    stages: dockerfile.stages.map(shapeStage),
  };
}

/** The same value without nulls and empty lists, which both mean none, and with sorted keys. */
export function withoutNothing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothing);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, inner]): (readonly [string, unknown])[] => {
    const isNothing = inner === null || inner === undefined || (Array.isArray(inner) && inner.length === 0);
    return isNothing ? [] : [[key, withoutNothing(inner)]];
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function shapeStage({ from, instructions }: StageSection): Json {
  const { syntax } = from;
  const name = from.name?.value ?? "";
  const comment = name === "" ? undefined : syntax.comments.find(({ text }) => text.startsWith(`${name} `));
  return {
    name: displayText(name),
    base: show(from.image),
    platform: show(from.platform),
    docComment: comment === undefined ? "" : displayText(comment.text.slice(name.length + 1)),
    startLine: syntax.startLine,
    endLine: syntax.endLine,
    commands: instructions.map(shapeInstruction),
  };
}

function shapeInstruction(instruction: Instruction): Json {
  const { syntax } = instruction;
  return {
    instruction: syntax.name,
    startLine: syntax.startLine,
    endLine: syntax.endLine,
    fields: shapeFields(instruction),
    ...(instruction.kind === "run" ? shapeRun(instruction) : {}),
  };
}

function shapeFields(instruction: Instruction): Json {
  switch (instruction.kind) {
    case "arg":
      return { args: shapeArguments(instruction) };
    case "env":
    case "label":
      return {
        [instruction.kind === "env" ? "env" : "labels"]: instruction.pairs.map(({ name, value, old }) => {
          return { key: show(name), value: show(value), noDelim: old };
        }),
      };
    case "run":
    case "cmd":
    case "entrypoint":
      return shapeCommand(instruction);
    case "copy":
    case "add":
      return shapeTransfer(instruction);
    case "healthcheck":
      return { health: shapeHealthcheck(instruction) };
    case "expose":
      return { ports: instruction.words.map(show).sort(compareBytes) };
    case "volume":
      return { volumes: instruction.words.map(({ value }) => displayText(trimGoSpace(value))) };
    case "user":
    case "workdir":
    case "stopsignal":
    case "maintainer": {
      const keys = { user: "user", workdir: "path", stopsignal: "signal", maintainer: "maintainer" };
      return { [keys[instruction.kind]]: show(instruction.value) };
    }
    case "shell":
      return { shell: instruction.words.map(show) };
    case "onbuild":
      return { expression: displayText(instruction.expression) };
    default:
      return {};
  }
}

function shapeCommand(instruction: Extract<Instruction, { kind: "run" | "cmd" | "entrypoint" }>): Json {
  const { syntax } = instruction;
  const flags = instruction.kind === "run" ? new Set(syntax.flags.map(({ name }) => name)) : [];
  return {
    cmdLine: commandWords(instruction.command),
    prependShell: syntax.form !== "exec",
    flagsUsed: [...flags].sort(),
    files: syntax.heredocs.map(({ name, content, chomp }) => {
      return { name: displayText(name), data: displayText(content), chomp };
    }),
  };
}

function shapeRun({ mounts, network, security, devices }: RunInstruction): { readonly [key: string]: Json } {
  const read = mounts.map(({ mount }) => mount);
  return {
    ...(read.every((mount) => mount !== undefined) ? { mounts: read.map((mount) => shapeMount(mount)) } : {}),
    network: network?.value ?? "default",
    security: security?.value ?? "sandbox",
    devices: devices.map(({ name, required }: Device) => ({ name: displayText(name), required })),
  };
}

function shapeMount(mount: Mount): Json {
  return {
    type: mount.type,
    from: displayText(mount.from),
    source: displayText(mount.source),
    target: displayText(mount.target),
    readOnly: mount.readOnly,
    sizeLimit: mount.sizeLimit,
    cacheID: displayText(mount.id),
    cacheSharing: mount.sharing,
    required: mount.required,
    env: mount.env === undefined ? null : displayText(mount.env),
    mode: mount.mode ?? null,
    uid: mount.uid ?? null,
    gid: mount.gid ?? null,
  };
}

function shapeTransfer(instruction: CopyInstruction | AddInstruction): Json {
  const shared = {
    destPath: show(instruction.destination),
    sourcePaths: instruction.sources.map(show),
    sourceContents: instruction.files.map(({ name, content, expand }) => {
      return { path: displayText(name), data: displayText(content), expand };
    }),
    chown: show(instruction.chown),
    chmod: show(instruction.chmod),
    link: instruction.link,
    excludePatterns: instruction.exclude.map(show),
  };
  if (instruction.kind === "copy")
    return { ...shared, from: show(instruction.from), parents: instruction.parents };
  const { checksum, keepGitDir, unpack } = instruction;
  return { ...shared, checksum: show(checksum), keepGitDir: keepGitDir ?? null, unpack: unpack ?? null };
}

function shapeHealthcheck(instruction: HealthcheckInstruction): Json {
  if (instruction.none) return { test: ["NONE"] };
  const type = instruction.command.form === "exec" ? "CMD" : "CMD-SHELL";
  const number = (value: bigint): number | null => (value === 0n ? null : Number(value));
  return {
    test: [type, ...commandWords(instruction.command)],
    interval: number(instruction.interval),
    timeout: number(instruction.timeout),
    startPeriod: number(instruction.startPeriod),
    startInterval: number(instruction.startInterval),
    retries: instruction.retries === 0 ? null : instruction.retries,
  };
}

function shapeArguments(instruction: ArgInstruction): Json {
  return instruction.arguments.map(({ name, value, description }) => ({
    key: show(name),
    value: value === undefined ? null : show(value),
    docComment: displayText(description),
  }));
}

function commandWords(command: CommandLine): readonly string[] {
  if (command.form === "none") return [];
  return command.form === "exec" ? command.words.map(show) : [displayText(command.text.text)];
}

function show(word: Word | undefined): string {
  return displayText(word?.value ?? "");
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
