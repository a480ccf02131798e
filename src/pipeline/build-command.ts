import { type BuildArgument, known, parseBuildArgument, unknown, type Written } from "./build-entry.ts";
import { type ScriptWord, WORKSPACE } from "./shell-words.ts";

/** What a command line that builds an image asks for. */
export interface BuildCommand {
  /** Undefined where the command names none. */
  readonly context: Written | undefined;
  readonly dockerfile: Written | undefined;
  readonly target: Written | undefined;
  readonly buildArguments: readonly BuildArgument[];
  /** podman and buildah: they prefer a Containerfile, and look for `--file` in the context, too. */
  readonly isPodman: boolean;
  /** Why we may have misread it: an option that we do not know, or one that only a run knows. */
  readonly doubt: string | undefined;
}

// Words in front of a command that change nothing about what it builds.
const PREFIXES = new Set(["then", "do", "else", "!", "time", "{", "sudo", "exec", "command", "if"]);
const ASSIGNMENT = /^[A-Za-z_]\w*=/;

const COMMANDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["docker", ["build", "image build", "builder build", "buildx build", "buildx b"]],
  ["podman", ["build", "image build", "buildx build"]],
  ["buildah", ["build", "bud", "build-using-dockerfile"]],
]);

// Options of docker, podman and buildah that take the next word unless they have an equals sign.
const WITH_VALUE = new Set(
  `add-host allow annotation arch attest authfile build-arg build-arg-file build-context builder cache-from cache-to
  cache-ttl call cap-add cap-drop cert-dir cgroup-parent cgroupns cpp-flag cpu-period cpu-quota cpu-shares cpuset-cpus
  cpuset-mems creds decryption-key device dns dns-option dns-search env file format from group-add hooks-dir iidfile
  ignorefile ipc isolation jobs label layer-label logfile manifest memory memory-swap metadata-file network
  no-cache-filter os os-feature os-version output pid platform policy progress provenance retry retry-delay runtime
  runtime-flag sbom secret security-opt shm-size sign-by ssh tag target timestamp ulimit unsetenv unsetlabel userns
  userns-gid-map userns-gid-map-group userns-uid-map userns-uid-map-user uts variant volume`.split(/\s+/),
);
const WITHOUT_VALUE = new Set(
  `all-platforms check compress debug disable-compression disable-content-trust force-rm http-proxy identity-label
  layers load no-cache no-hostname no-hosts omit-history pull pull-always pull-never push quiet rm
  skip-unused-stages squash squash-all stdin stream tls-verify`.split(/\s+/),
);
const SHORT_WITH_VALUE = new Set("acefmotv");
const SHORT_WITHOUT_VALUE = new Set("qD");

/** Reads `docker build`, `docker buildx build`, `podman build` or `buildah bud`; anything else is undefined. */
export function parseBuildCommand(words: readonly ScriptWord[]): BuildCommand | undefined {
  let at = 0;
  for (; at < words.length; at++) {
    const word = textOf(words[at]);
    if (word === undefined || !(PREFIXES.has(word) || ASSIGNMENT.test(word))) break;
  }
  const tool = textOf(words[at])?.replace(/^.*\//, "") ?? "";
  const first = textOf(words[at + 1]);
  const second = textOf(words[at + 2]);
  for (const name of COMMANDS.get(tool) ?? []) {
    const length = name.includes(" ") ? 2 : 1;
    if (name === (length === 2 ? `${first} ${second}` : first)) {
      return readOptions(words.slice(at + 1 + length), tool !== "docker");
    }
  }
  return undefined;
}

function readOptions(words: readonly ScriptWord[], isPodman: boolean): BuildCommand {
  const operands: Written[] = [];
  const options = new Map<string, Written[]>();
  let doubt: string | undefined;
  let isSplit = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at];
    const text = textOf(word);
    if (word === undefined) break;
    if (text === undefined && word.written.kind === "unknown") {
      // "--tag=$X" and "-t$X" are options whose value nobody needs; "$OPTIONS" may be anything.
      const [, long, short] = /^["']?(?:--([\w-]+)=|-([A-Za-z]))/.exec(word.written.written) ?? [];
      const name = long ?? short;
      if (name !== undefined) noteOption(options, name, unknown(word.written.written));
      else if (word.isSplit && word.written.written.startsWith("$")) isSplit = true;
      if (name === undefined) operands.push(word.written);
      continue;
    }
    if (text === undefined || text === "-" || !text.startsWith("-")) {
      operands.push(word.written);
      continue;
    }
    const option = splitOption(text);
    if (option === undefined) doubt ??= `the option ${text} is not known`;
    else if (option.value !== undefined || !option.takesNext)
      noteOption(options, option.name, known(option.value ?? ""));
    else noteOption(options, option.name, words[++at]?.written ?? unknown(""));
  }
  const dockerfiles = [...(options.get("file") ?? []), ...(options.get("f") ?? [])];
  if (isPodman && dockerfiles.length > 1) doubt ??= "several Dockerfiles are joined into one";
  if (isSplit && dockerfiles.length === 0) doubt ??= "a variable may bring more options";
  const context = operandContext(operands, isSplit);
  if (operands.length > 1 && context === undefined) doubt ??= "more than one word could be the context";
  return {
    context: context ?? (isPodman && operands.length === 0 ? known(".") : undefined),
    dockerfile: dockerfiles.at(-1),
    target: options.get("target")?.at(-1),
    buildArguments: (options.get("build-arg") ?? []).flatMap((written) =>
      written.kind === "known"
        ? [parseBuildArgument(written.value, argumentValue)]
        : unknownArgument(written.written),
    ),
    isPodman,
    doubt,
  };
}

/** The one operand; beside variables that may hold options, the one that is certain. */
function operandContext(operands: readonly Written[], isSplit: boolean): Written | undefined {
  if (operands.length === 1) return operands[0];
  const certain = operands.filter((operand) => operand.kind === "known");
  return isSplit && certain.length === 1 ? certain[0] : undefined;
}

function argumentValue(value: string): Written {
  return value.includes(WORKSPACE) ? unknown(value.replaceAll(WORKSPACE, "$GITHUB_WORKSPACE")) : known(value);
}

/** `NAME=$VALUE`, with or without quotes: the name is certain although the value is not. */
function unknownArgument(written: string): readonly BuildArgument[] {
  const [, name, value] = /^["']?(?:--build-arg=)?["']?([A-Za-z_]\w*)=(.*)$/s.exec(written) ?? [];
  return name === undefined || value === undefined ? [] : [{ name, value: unknown(value) }];
}

interface Option {
  readonly name: string;
  readonly value: string | undefined;
  readonly takesNext: boolean;
}

function splitOption(text: string): Option | undefined {
  if (text.startsWith("--")) {
    const equals = text.indexOf("=");
    const name = equals === -1 ? text.slice(2) : text.slice(2, equals);
    if (equals !== -1) return { name, value: text.slice(equals + 1), takesNext: false };
    if (WITH_VALUE.has(name)) return { name, value: undefined, takesNext: true };
    return WITHOUT_VALUE.has(name) ? { name, value: undefined, takesNext: false } : undefined;
  }
  for (let at = 1; at < text.length; at++) {
    const name = text.charAt(at);
    if (SHORT_WITHOUT_VALUE.has(name)) continue;
    if (!SHORT_WITH_VALUE.has(name)) return undefined;
    const value = text.slice(at + 1).replace(/^=/, "");
    return { name, value: at + 1 < text.length ? value : undefined, takesNext: true };
  }
  return { name: text.slice(1), value: undefined, takesNext: false };
}

function noteOption(options: Map<string, Written[]>, name: string, value: Written): void {
  const values = options.get(name);
  if (values === undefined) options.set(name, [value]);
  else values.push(value);
}

function textOf(word: ScriptWord | undefined): string | undefined {
  return word?.written.kind === "known" ? word.written.value : undefined;
}
