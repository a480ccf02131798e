import { type Span, shortenMessage, sliceMapped, trimGoSpace } from "../base/index.ts";
import { INSTRUCTION_NAMES, isInstructionName } from "./arguments.ts";
import type { DockerfileCode } from "./codes.ts";
import { type FlagKind, FlagReader, type Refuse } from "./flag-reader.ts";
import { goLower, goUpper } from "./go-case.ts";
import type { Argument, CommandLine, FromInstruction, Instruction, MountFlag, Pair } from "./instruction.ts";
import { readDevice, readMount, refuseMountEarly } from "./mount.ts";
import { readHealthcheck } from "./read-healthcheck.ts";
import { readTransfer } from "./read-transfer.ts";
import type { InstructionSyntax, SyntaxProblem, Word } from "./tree.ts";

/** An instruction with its type, and why the builder refuses it, if it does. */
export interface ReadInstruction {
  readonly instruction: Instruction;
  readonly problems: readonly SyntaxProblem[];
}

type Reader = (syntax: InstructionSyntax, flags: FlagReader, refuse: Refuse) => Instruction;

/**
 * Gives an instruction its type. What the builder refuses becomes a problem, and the typed instruction holds
 * what could be read all the same. Spec: BuildKit instructions, ParseInstruction.
 */
export function readInstruction(syntax: InstructionSyntax): ReadInstruction {
  const problems: SyntaxProblem[] = [];
  const refuse = (code: DockerfileCode, message: string, span: Span): void => {
    if (problems.length > 0) return;
    const line = syntax.startLine;
    problems.push({ code, message: shortenMessage(message), span, line, phase: "instructions" });
  };
  const lower = goLower(syntax.keyword.value);
  const entry = isInstructionName(lower) ? READERS[lower] : undefined;
  if (entry === undefined) {
    const message = `unknown instruction: ${syntax.keyword.value}${suggestInstruction(syntax.name)}`;
    refuse("dockerfile/instruction-unknown", message, syntax.keyword.span);
    return { instruction: { kind: "unknown", syntax }, problems };
  }
  const flags = new FlagReader(syntax, entry.flags, entry.anyFlags === true ? () => {} : refuse);
  return { instruction: entry.read(syntax, flags, refuse), problems };
}

/** `anyFlags`: the builder never looks at this instruction's flags. */
const READERS: Readonly<
  Record<string, { read: Reader; flags: Readonly<Record<string, FlagKind>>; anyFlags?: boolean }>
> = {
  from: { read: readFrom, flags: { platform: "text" } },
  run: {
    read: readRun,
    flags: { mount: "texts", network: "text", security: "text", device: "texts" },
  },
  cmd: { read: (syntax) => ({ kind: "cmd", syntax, command: commandLine(syntax, 0) }), flags: {} },
  entrypoint: {
    read: (syntax) => ({ kind: "entrypoint", syntax, command: commandLine(syntax, 0) }),
    flags: {},
  },
  shell: { read: readShell, flags: {} },
  healthcheck: {
    read: (syntax, flags, refuse) => readHealthcheck(syntax, flags, refuse, commandLine),
    flags: {
      interval: "text",
      timeout: "text",
      "start-period": "text",
      "start-interval": "text",
      retries: "text",
    },
  },
  copy: {
    read: (syntax, flags, refuse) => ({
      kind: "copy",
      syntax,
      ...readTransfer(syntax, flags, refuse),
      from: flags.text("from"),
      parents: flags.boolean("parents") ?? false,
    }),
    flags: {
      from: "text",
      chown: "text",
      chmod: "text",
      link: "boolean",
      parents: "boolean",
      exclude: "texts",
    },
  },
  add: {
    read: (syntax, flags, refuse) => ({
      kind: "add",
      syntax,
      ...readTransfer(syntax, flags, refuse),
      keepGitDir: flags.boolean("keep-git-dir"),
      checksum: flags.text("checksum"),
      unpack: flags.boolean("unpack"),
    }),
    flags: {
      chown: "text",
      chmod: "text",
      link: "boolean",
      "keep-git-dir": "boolean",
      checksum: "text",
      unpack: "boolean",
      exclude: "texts",
    },
  },
  env: {
    read: (syntax, _flags, refuse) => ({ kind: "env", syntax, pairs: readPairs(syntax, refuse) }),
    flags: {},
  },
  label: {
    read: (syntax, _flags, refuse) => ({ kind: "label", syntax, pairs: readPairs(syntax, refuse) }),
    flags: {},
  },
  arg: { read: readArg, flags: {}, anyFlags: true },
  expose: { read: (syntax, _flags, refuse) => readWords("expose", syntax, refuse), flags: {} },
  volume: { read: (syntax, _flags, refuse) => readWords("volume", syntax, refuse), flags: {} },
  user: { read: (syntax, _flags, refuse) => readText("user", syntax, refuse), flags: {} },
  workdir: { read: (syntax, _flags, refuse) => readText("workdir", syntax, refuse), flags: {} },
  stopsignal: {
    read: (syntax, _flags, refuse) => readText("stopsignal", syntax, refuse),
    flags: {},
    anyFlags: true,
  },
  maintainer: { read: (syntax, _flags, refuse) => readText("maintainer", syntax, refuse), flags: {} },
  onbuild: { read: readOnbuild, flags: {} },
};

const STAGE_NAME = /^[a-z][a-z0-9\-_.]*$/;

function readFrom(syntax: InstructionSyntax, flags: FlagReader, refuse: Refuse): FromInstruction {
  const [image, as, name] = syntax.args;
  const isNamed = syntax.args.length === 3 && as !== undefined && goLower(as.value) === "as";
  if (!isNamed && syntax.args.length !== 1) {
    const at = syntax.args[isAs(as) ? 3 : 1] ?? syntax.keyword;
    refuse("dockerfile/arguments-surplus", "FROM requires either one or three arguments", at.span);
  }
  const lower = isAs(as) && name !== undefined ? goLower(name.value) : "";
  const isValid = STAGE_NAME.test(lower);
  if (isNamed && !isValid) {
    const message = `invalid name for build stage: ${JSON.stringify(name?.value)}, name can't start with a number or contain symbols`;
    refuse("dockerfile/stage-name-invalid", message, name?.span ?? syntax.keyword.span);
  }
  return {
    kind: "from",
    syntax,
    image: image ?? { value: "", span: syntax.keyword.span },
    name: isValid && name !== undefined ? { value: lower, span: name.span } : undefined,
    as: isAs(as) ? as : undefined,
    platform: flags.text("platform"),
  };
}

function isAs(word: Word | undefined): boolean {
  return word !== undefined && goLower(word.value) === "as";
}

function readRun(syntax: InstructionSyntax, flags: FlagReader, refuse: Refuse): Instruction {
  const mounts = flags.texts("mount").map((flag): MountFlag => {
    const early = refuseMountEarly(flag.value);
    if (early !== undefined) refuse("dockerfile/mount-invalid", early, flag.span);
    const read = readMount(flag.value, (value) => ({ kind: "value", value }));
    return { flag, mount: read.kind === "mount" ? read.mount : undefined };
  });
  const devices = flags.texts("device").flatMap((flag) => {
    const read = readDevice(flag.value);
    if (read.kind === "device") return [read.device];
    refuse("dockerfile/device-invalid", read.reason, flag.span);
    return [];
  });
  const network = flags.text("network");
  const security = flags.text("security");
  for (const [word, kind, known] of [
    [network, "network mode", ["default", "none", "host"]],
    [security, "security mode", ["insecure", "sandbox"]],
  ] as const) {
    if (word === undefined || known.some((value) => value === word.value)) continue;
    const message = `${word.value === "" ? "missing" : "unsupported"} ${kind} ${JSON.stringify(word.value)} (one of ${known.join(", ")})`;
    refuse("dockerfile/flag-value", message, word.span);
  }
  const command = commandLine(syntax, 0);
  return { kind: "run", syntax, command, mounts, network, security, devices, heredocs: syntax.heredocs };
}

function commandLine(syntax: InstructionSyntax, from: number): CommandLine {
  const words = syntax.args.slice(from);
  if (syntax.form === "exec") return { form: "exec", words };
  const first = words[0];
  if (first === undefined) return { form: "none" };
  // The shell gets everything behind the flags, or behind HEALTHCHECK's type.
  const start = from === 0 ? 0 : syntax.text.text.length - first.value.length;
  return { form: "shell", text: start === 0 ? syntax.text : sliceMapped(syntax.text, start) };
}

function readShell(syntax: InstructionSyntax, _flags: FlagReader, refuse: Refuse): Instruction {
  if (syntax.args.length === 0) {
    refuse("dockerfile/arguments-missing", "SHELL requires at least one argument", syntax.keyword.span);
  } else if (syntax.form !== "exec") {
    const message = `SHELL requires the arguments to be in JSON form: SHELL ["executable", "parameter"]`;
    refuse("dockerfile/shell-not-json", message, syntax.args[0]?.span ?? syntax.keyword.span);
  }
  return { kind: "shell", syntax, words: syntax.form === "exec" ? syntax.args : [] };
}

function readPairs(syntax: InstructionSyntax, refuse: Refuse): readonly Pair[] {
  if (syntax.args.length === 0) requireOne(syntax, refuse);
  const pairs: Pair[] = [];
  for (let at = 0; at + 2 < syntax.args.length; at += 3) {
    const [name, value, separator] = syntax.args.slice(at, at + 3);
    if (name === undefined || value === undefined) break;
    if (name.value === "")
      refuse("dockerfile/name-blank", `${syntax.name} names can not be blank`, value.span);
    pairs.push({ name, value, old: separator?.value === "" });
  }
  return pairs;
}

function readArg(syntax: InstructionSyntax, _flags: FlagReader, refuse: Refuse): Instruction {
  if (syntax.args.length === 0) requireOne(syntax, refuse);
  const read = syntax.args.map(({ value, span }): Argument => {
    const equals = value.indexOf("=");
    if (equals === 0) refuse("dockerfile/name-blank", "ARG names can not be blank", span);
    const nameEnd = Math.min(span.start + (equals === -1 ? value.length : equals), span.end);
    const name: Word = {
      value: equals === -1 ? value : value.slice(0, equals),
      span: { start: span.start, end: nameEnd },
    };
    const valueSpan = { start: Math.min(nameEnd + 1, span.end), end: span.end };
    return {
      name,
      value: equals === -1 ? undefined : { value: value.slice(equals + 1), span: valueSpan },
      description: describe(syntax, name.value),
    };
  });
  return { kind: "arg", syntax, arguments: read };
}

/** What a comment above says of a name: the text behind the name in the first line that starts with it. */
export function describe(syntax: InstructionSyntax, name: string): string {
  if (name === "") return "";
  const comment = syntax.comments.find(({ text }) => text.startsWith(`${name} `));
  return comment === undefined ? "" : comment.text.slice(name.length + 1);
}

function readWords(kind: "expose" | "volume", syntax: InstructionSyntax, refuse: Refuse): Instruction {
  if (syntax.args.length === 0) requireOne(syntax, refuse);
  const blank = kind === "volume" ? syntax.args.find(({ value }) => trimGoSpace(value) === "") : undefined;
  if (blank !== undefined) {
    refuse("dockerfile/volume-blank", "VOLUME specified can not be an empty string", blank.span);
  }
  return { kind, syntax, words: syntax.args };
}

function readText(
  kind: "user" | "workdir" | "stopsignal" | "maintainer",
  syntax: InstructionSyntax,
  refuse: Refuse,
): Instruction {
  const value = syntax.args[0];
  if (value === undefined) {
    refuse(
      "dockerfile/arguments-missing",
      `${kind.toUpperCase()} requires exactly one argument`,
      syntax.keyword.span,
    );
  }
  return { kind, syntax, value: value ?? { value: "", span: syntax.keyword.span } };
}

function readOnbuild(syntax: InstructionSyntax, _flags: FlagReader, refuse: Refuse): Instruction {
  const { trigger } = syntax;
  if (trigger === undefined) {
    requireOne(syntax, refuse);
    return { kind: "onbuild", syntax, trigger: undefined, expression: "" };
  }
  const name = goUpper(trigger.keyword.value);
  if (name === "ONBUILD") {
    const message = "Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed";
    refuse("dockerfile/onbuild-nested", message, trigger.keyword.span);
  } else if (name === "MAINTAINER" || name === "FROM") {
    refuse("dockerfile/onbuild-nested", `${name} isn't allowed as an ONBUILD trigger`, trigger.keyword.span);
  }
  const bodies = syntax.heredocs.map((heredoc) => `\n${heredoc.content}${heredoc.name}`).join("");
  // The builder reads the trigger only when an image builds on this one: what it refuses then is no problem here.
  const inner = readInstruction({ ...trigger, heredocs: syntax.heredocs }).instruction;
  const expression = syntax.line.text.replace(/^[\t\n\f\r ]*ONBUILD[\t\n\f\r ]*/i, "") + bodies;
  return { kind: "onbuild", syntax, trigger: inner, expression };
}

function requireOne(syntax: InstructionSyntax, refuse: Refuse): void {
  const message = `${goUpper(syntax.keyword.value)} requires at least one argument`;
  refuse("dockerfile/arguments-missing", message, syntax.keyword.span);
}

function suggestInstruction(name: string): string {
  const near = INSTRUCTION_NAMES.find((known) => isNear(known, name));
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}

/** One letter more, less, changed or swapped. */
function isNear(known: string, name: string): boolean {
  if (Math.abs(known.length - name.length) > 1 || name.length < 2) return false;
  let at = 0;
  while (at < known.length && known[at] === name[at]) at++;
  const rest = known.slice(at);
  const other = name.slice(at);
  if (rest.slice(1) === other || rest === other.slice(1) || rest.slice(1) === other.slice(1)) return true;
  return rest.slice(2) === other.slice(2) && rest[0] === other[1] && rest[1] === other[0];
}
