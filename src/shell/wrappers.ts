import type { ShellWord } from "./tree.ts";

/** How a command that runs another command takes its arguments. */
interface Wrapper {
  /** Flags that take the next word, or the rest of their own. */
  readonly valued?: readonly string[];
  /** Flags with which it runs no command. */
  readonly other?: readonly string[];
  /** Words in front of the command, such as a user. */
  readonly operands?: number;
  /** Whether `A=b` words may stand in front of the command. */
  readonly assignments?: true;
  /** Whether it adds words that are not written here. */
  readonly addsWords?: true;
  /** Flags with which it may run nothing. */
  readonly maybe?: readonly string[];
}

const PLAIN: Wrapper = {};
const AS_USER: Wrapper = { operands: 1 };

/** Commands that run the command in their arguments, by name. */
const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map<string, Wrapper>([
  ["exec", { valued: ["-a"] }],
  ["command", { other: ["-v", "-V"] }],
  ["builtin", PLAIN],
  ["nohup", PLAIN],
  ["setsid", PLAIN],
  ["fakeroot", PLAIN],
  ["eatmydata", PLAIN],
  ["chronic", PLAIN],
  ["busybox", { other: ["--list", "--install"] }],
  ["time", { valued: ["-o", "-f", "--output", "--format"] }],
  ["env", { valued: ["-u", "-C", "--unset", "--chdir"], other: ["-S", "--split-string"], assignments: true }],
  ["nice", { valued: ["-n", "--adjustment"] }],
  ["ionice", { valued: ["-c", "-n", "--class", "--classdata"] }],
  ["stdbuf", { valued: ["-i", "-o", "-e", "--input", "--output", "--error"] }],
  ["timeout", { valued: ["-k", "-s", "--kill-after", "--signal"], operands: 1 }],
  [
    "sudo",
    {
      valued: ["-u", "-g", "-h", "-p", "-C", "-D", "-r", "-t", "-T", "-U", "--user", "--group", "--host"],
      other: ["-l", "-v", "-e", "-K", "--list", "--validate", "--edit", "-V", "--version"],
      assignments: true,
    },
  ],
  ["doas", { valued: ["-u", "-C"] }],
  ["gosu", AS_USER],
  ["su-exec", AS_USER],
  ["setuser", AS_USER],
  ["tini", { valued: ["-p", "-e"] }],
  ["dumb-init", { valued: ["-r", "--rewrite"] }],
  [
    "xargs",
    {
      valued: ["-I", "-n", "-P", "-L", "-d", "-a", "-s", "-E", "--max-args", "--max-procs", "--delimiter"],
      addsWords: true,
      maybe: ["-r", "--no-run-if-empty"],
    },
  ],
]);

/** A command once the commands that only run it are taken off. */
export interface Unwrapped {
  /** The words of the command that runs in the end. */
  readonly words: readonly ShellWord[];
  /** The names of the commands taken off, outermost first, without their folders. */
  readonly through: readonly string[];
  /** The words `A=b` that `env` or `sudo` put into its environment. */
  readonly environment: readonly ShellWord[];
  /** Whether it gets further words that are not written here (`xargs`). */
  readonly hasMoreWords: boolean;
  /** Whether it may be left out altogether (`xargs -r`). */
  readonly isOptional: boolean;
}

/**
 * Takes off `sudo`, `env A=b`, `exec`, `gosu user` and the like. Where one of them is used in a way that we
 * do not follow, it is the command itself.
 */
export function unwrap(words: readonly ShellWord[]): Unwrapped {
  const through: string[] = [];
  const environment: ShellWord[] = [];
  let start = 0;
  let hasMoreWords = false;
  let isOptional = false;
  while (start < words.length - 1) {
    const name = baseName(words[start]?.literal ?? "");
    const wrapper = WRAPPERS.get(name);
    if (wrapper === undefined) break;
    const inner = skipOwnWords(words, start + 1, wrapper);
    if (inner === undefined || inner.at >= words.length) break;
    through.push(name);
    for (const word of inner.environment) environment.push(word);
    hasMoreWords ||= wrapper.addsWords === true;
    isOptional ||= inner.isOptional;
    start = inner.at;
  }
  return { words: start === 0 ? words : words.slice(start), through, environment, hasMoreWords, isOptional };
}

/** The last part of a path; a name without a folder as it stands. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Where the inner command starts behind a wrapper's name, or undefined where it runs none that we can tell. */
function skipOwnWords(words: readonly ShellWord[], start: number, wrapper: Wrapper) {
  const environment: ShellWord[] = [];
  let isOptional = false;
  let operands = wrapper.operands ?? 0;
  let flagsDone = false;
  let at = start;
  for (; at < words.length; at++) {
    const word = words[at];
    const text = word?.value ?? "";
    if (!flagsDone && text === "--") flagsDone = true;
    else if (!flagsDone && /^-./.test(text)) {
      const flags = flagsOf(text, wrapper);
      if (hasAny(flags, wrapper.other)) return undefined;
      isOptional ||= hasAny(flags, wrapper.maybe);
      if (takesNextWord(text, flags, wrapper)) at++;
    } else if (wrapper.assignments === true && word !== undefined && /^\w+=/.test(text)) {
      environment.push(word);
    } else if (operands > 0) {
      operands--;
      flagsDone = true;
    } else break;
  }
  return { at, environment, isOptional };
}

/** The flags in one word: `--long` without its value, or every short one up to the first that has a value. */
function flagsOf(text: string, wrapper: Wrapper): readonly string[] {
  if (text.startsWith("--")) return [text.replace(/=.*/s, "")];
  const flags: string[] = [];
  for (const letter of text.slice(1)) {
    flags.push(`-${letter}`);
    if (wrapper.valued?.includes(`-${letter}`) === true) break;
  }
  return flags;
}

function takesNextWord(text: string, flags: readonly string[], wrapper: Wrapper): boolean {
  const last = flags.at(-1);
  if (last === undefined || wrapper.valued?.includes(last) !== true) return false;
  // The rest of the word would be the value.
  return text.startsWith("--") ? !text.includes("=") : flags.length === text.length - 1;
}

function hasAny(flags: readonly string[], among: readonly string[] | undefined): boolean {
  return among !== undefined && flags.some((flag) => among.includes(flag));
}
