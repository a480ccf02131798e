import { type Edit, type Span, sourceSpan } from "../../base/index.ts";
import type { CommandInstruction, Dockerfile, HealthcheckInstruction } from "../../dockerfile/index.ts";
import { repositoryName } from "../../reference/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { readEdited } from "./edit-instruction.ts";
import { insert } from "./quote.ts";

/** A command in shell form as its words, and the edits that write it in exec form. */
export interface ExecForm {
  readonly words: readonly string[];
  readonly edits: readonly Edit[];
}

/**
 * The exec form of a command that holds nothing a shell would do: plain words, or plain words behind `exec`.
 * Undefined for all else: variables, quotes, globs, assignments, operators, builtins and keywords, and where
 * the words would not be read back. Continuation lines and comments stay where they are.
 */
export function toExecForm(
  instruction: CommandInstruction | HealthcheckInstruction,
  dockerfile: Dockerfile,
): ExecForm | undefined {
  const placed = placeWords(instruction, dockerfile);
  const isReplaced = placed[0]?.value === "exec";
  const kept = isReplaced ? placed.slice(1) : placed;
  const words = kept.map(({ value }) => value);
  const [program] = words;
  if (program === undefined || !/^[A-Za-z0-9_./+-]+$/.test(program) || program.startsWith("-"))
    return undefined;
  if (SHELL_WORDS.has(program)) return undefined;
  const edits: Edit[] = kept.flatMap(({ span }, at) => [
    insert(span.start, at === 0 ? '["' : '"'),
    insert(span.end, at === kept.length - 1 ? '"]' : '",'),
  ]);
  if (isReplaced) {
    const gone = { start: placed[0]?.span.start ?? 0, end: kept[0]?.span.start ?? 0 };
    if (!/^exec[ \t]+$/.test(dockerfile.text.slice(gone.start, gone.end))) return undefined;
    edits.unshift({ span: gone, text: "" });
  }
  const read = readEdited(dockerfile, instruction, edits);
  if (read?.kind !== "cmd" && read?.kind !== "entrypoint" && read?.kind !== "healthcheck") return undefined;
  if (read.command.form !== "exec") return undefined;
  const values = read.command.words.map(({ value }) => value);
  return JSON.stringify(values) === JSON.stringify(words) ? { words, edits } : undefined;
}

/** The words of a command in shell form; none where a shell would do more than start them. */
function placeWords(
  { command }: CommandInstruction | HealthcheckInstruction,
  { text, escape }: Dockerfile,
): readonly { readonly value: string; readonly span: Span }[] {
  // A backtick as escape means Windows, whose shell looks programs up in another way.
  if (command.form !== "shell" || escape === "`" || !PLAIN.test(command.text.text)) return [];
  const words = [...command.text.text.matchAll(/[^ \t]+/g)].map((match) => {
    const span = sourceSpan(command.text, { start: match.index, end: match.index + match[0].length });
    return { value: match[0], span };
  });
  // A word that a continuation cuts in two cannot be put into one pair of quotes.
  return words.every(({ value, span }) => text.slice(span.start, span.end) === value) ? words : [];
}

/**
 * Whether a program is known to start in the same way without a shell: an executable, or a script that
 * certainly has a `#!` line. A file of unknown content may have none, and then only a shell runs it.
 */
export function isKnownProgram(name: string): boolean {
  return PROGRAMS.has(name) || /^(?:python|php-fpm|pip)[0-9.]+$/.test(name);
}

/**
 * Whether the entry point that a stage ends with runs any command in the same way, or there is none. Entry
 * scripts of servers look at the command's name; what a base does that is not listed here is unknown.
 */
export function runsAnyCommand(stage: EvaluatedStage): boolean {
  for (let below: EvaluatedStage | undefined = stage; below !== undefined; ) {
    const last = below.steps.findLast(({ instruction }) => instruction.kind === "entrypoint")?.instruction;
    if (last?.kind === "entrypoint") return isWrapper(last);
    const { base }: EvaluatedStage = below;
    if (base.kind === "image") return PLAIN_BASES.has(repositoryName(base.reference));
    below = base.kind === "stage" ? base.stage : undefined;
  }
  return false;
}

function isWrapper({ command }: CommandInstruction): boolean {
  if (command.form !== "exec") return false;
  const first = command.words[0]?.value;
  return first === undefined || WRAPPERS.has(first.slice(first.lastIndexOf("/") + 1));
}

/** Characters that mean nothing to any shell. */
const PLAIN = /^[A-Za-z0-9_/.,:@%+= \t-]+$/;

/** Whether a word is a keyword or builtin of a shell, which no file on PATH stands for. */
export function isShellWord(name: string): boolean {
  return SHELL_WORDS.has(name);
}

/** What a shell does itself: keywords and builtins of POSIX shells and bash that exec form would not find. */
const SHELL_WORDS: ReadonlySet<string> = new Set(
  `. alias bg bind break builtin caller case cd command compgen complete continue coproc declare dirs disown
  do done echo elif else enable esac eval exec exit export false fc fg fi for function getopts hash help
  history if in jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return
  select set shift shopt source suspend test then time times trap true type typeset ulimit umask unalias
  unset until wait while`.split(/\s+/),
);

const PROGRAMS: ReadonlySet<string> = new Set(
  `apache2-foreground apache2ctl apachectl bash bun bundle cargo celery daphne deno dotnet flask foreman
  gradle gunicorn httpd hypercorn java jupyter memcached mix mongod mvn mysqld nginx node nodemon npm npx
  php php-fpm pip pm2 pnpm poetry postgres puma python rackup rails rake redis-server ruby sh sleep sshd
  supervisord tail thin tini unicorn uv uvicorn uwsgi yarn zsh`.split(/\s+/),
);

/** Entry points that run whatever command they are given. */
const WRAPPERS: ReadonlySet<string> = new Set(["tini", "dumb-init", "catatonit", "docker-init"]);

/** Official images without an entry point; those of node and php run any command that is no option. */
const PLAIN_BASES: ReadonlySet<string> = new Set(
  `almalinux alpine amazoncorretto amazonlinux buildpack-deps busybox centos debian elixir erlang fedora gcc
  golang httpd node openjdk php python rockylinux ruby rust ubuntu`
    .split(/\s+/)
    .map((name) => `docker.io/library/${name}`),
);
