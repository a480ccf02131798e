import { posix } from "node:path";
import type { Edit } from "../../base/index.ts";
import type { Dockerfile, Instruction } from "../../dockerfile/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import {
  type EvaluatedDockerfile,
  type EvaluatedStage,
  findGroup,
  findUser,
  type StageState,
  whetherCommand,
  whetherShellAt,
} from "../../stage/index.ts";
import type { FoundFix } from "../define-rule.ts";
import { addOption } from "../edit/add-option.ts";
import { insertAbove, insertBelow } from "../edit/insert-lines.ts";
import { stagesOf } from "../install/build-tools.ts";
import { startCommands, startedProgram } from "../program/started.ts";
import { isForDevelopment } from "../shipped-stages.ts";
import { accountPlace } from "./account-place.ts";
import { isRoot, type RuntimeUser } from "./runtime-user.ts";
import { type WrittenFolders, writtenFolders } from "./written-folders.ts";

/** Whom a container may start as: what USER is given, who that is in words, and what makes the account. */
interface OtherUser {
  /** A number, which Kubernetes can tell from root's. */
  readonly word: string;
  readonly title: string;
  /** What `chown` is given. */
  readonly owner: string;
  /** The command that makes the account, where there is none yet. */
  readonly make?: string | undefined;
  /** What gives an account that the file makes its number. */
  readonly edit?: Edit | undefined;
}

/** The number of a made account: above those of people and packages, and no round one that another may have. */
const NUMBER = 10001;

/** The name of an account that is made. */
const ACCOUNT = "app";

/**
 * Sets a user without privileges behind the last step that needs root: the base's ready one, the one that the file
 * has made, or one that this base can make. Undefined where the program is not known to do without root.
 */
export function startAsOther(
  stage: EvaluatedStage,
  evaluated: EvaluatedDockerfile,
  runtime: RuntimeUser,
): FoundFix | undefined {
  const { dockerfile, stages } = evaluated;
  if (runtime.kind !== "root" || runtime.setBy?.triggeredAt !== undefined || dockerfile.escape === "`")
    return undefined;
  if (stages.some(({ base }) => base.kind === "stage" && base.stage === stage)) return undefined;
  if (isForDevelopment(stage, evaluated) || !doesWithoutRoot(stage)) return undefined;
  const user = chooseUser(stage);
  const folders = user === undefined ? undefined : writtenFolders(stage);
  if (user === undefined || folders === undefined) return undefined;
  const given = giveFolders(folders, user);
  const isShellNeeded = user.make !== undefined || given.length > 0;
  if (isShellNeeded && !hasPlainShell(stage.end)) return undefined;
  const account = user.make === undefined ? undefined : makeEarly(stage, dockerfile, user.make);
  const late = account === undefined && user.make !== undefined ? [user.make, ...given] : given;
  const edits = place(dockerfile, stage, late.length === 0 ? [] : [`RUN ${late.join(" && ")}`], user.word);
  if (edits === undefined) return undefined;
  const early = [account, user.edit].filter((edit) => edit !== undefined);
  return { title: user.title, applicability: "unsafe", edits: [...early, ...edits] };
}

/** Makes the account above what changes with the sources; undefined where it is made in the end, with the rest. */
function makeEarly(stage: EvaluatedStage, dockerfile: Dockerfile, command: string): Edit | undefined {
  const isSameAt = (state: StageState) => accountCommand(state, ACCOUNT) === command && hasPlainShell(state);
  const above = accountPlace(stage, dockerfile, { steps: stage.steps, isSameAt });
  return above === undefined ? undefined : insertAbove(dockerfile, above, [`RUN ${command}`]);
}

/** The commands that give folders to the user. */
function giveFolders({ missing, existing }: WrittenFolders, { owner }: OtherUser): readonly string[] {
  if (missing.length + existing.length === 0) return [];
  return [
    ...(missing.length === 0 ? [] : [`mkdir -p ${missing.join(" ")}`]),
    `chown -R ${owner} ${[...missing, ...existing].join(" ")}`,
  ];
}

/** Behind the last instruction that needs root; in the place of a last USER that is root. */
function place(
  dockerfile: Dockerfile,
  { section }: EvaluatedStage,
  run: readonly string[],
  word: string,
): readonly Edit[] | undefined {
  const last = section.instructions.findLast(({ kind }) => NEEDS_ROOT.has(kind)) ?? section.from;
  if (last.kind !== "user") {
    const edit = insertBelow(dockerfile, last, [...run, `USER ${word}`]);
    return edit === undefined ? undefined : [edit];
  }
  const above = run.length === 0 ? undefined : insertAbove(dockerfile, last, run);
  if (run.length > 0 && above === undefined) return undefined;
  return [...(above === undefined ? [] : [above]), { span: last.value.span, text: word }];
}

const NEEDS_ROOT: ReadonlySet<Instruction["kind"]> = new Set(["run", "copy", "add", "workdir", "user"]);

function chooseUser(stage: EvaluatedStage): OtherUser | undefined {
  return earlierUser(stage) ?? madeUser(stage) ?? readyUser(stage.end) ?? newUser(stage.end);
}

/** The user that an earlier USER named, before another one went back to root. */
function earlierUser(stage: EvaluatedStage): OtherUser | undefined {
  const steps = stagesOf(stage).toReversed();
  const words = steps.flatMap((part) =>
    part.steps.flatMap((step) =>
      step.instruction.kind === "user" ? [step.valueOf(step.instruction.value)] : [],
    ),
  );
  const word = words.findLast((each) => !isRoot(each.split(":", 1)[0] ?? ""));
  if (word === undefined || !/^[\w.-]+(?::[\w.-]+)?$/.test(word)) return undefined;
  const [name = "", group] = word.split(":", 2);
  const { exists, id } = findUser(stage.end, name);
  const numbered = exists === "yes" ? numberOf(stage, name, id) : undefined;
  if (numbered === undefined) return undefined;
  const owner = group === undefined ? word : `${name}:${group}`;
  return {
    ...numbered,
    word: group === undefined ? numbered.word : `${numbered.word}:${group}`,
    title: `Go back to the user ${word} at the end`,
    owner,
  };
}

/** The only user that the file makes. */
function madeUser(stage: EvaluatedStage): OtherUser | undefined {
  const made = [...stage.end.users.entries()].filter(([name, { exists, id }]) => {
    return exists === "yes" && id !== 0 && name !== "root";
  });
  const [first] = made;
  if (first === undefined || made.length > 1) return undefined;
  const [name, { id }] = first;
  const numbered = numberOf(stage, name, id);
  if (numbered === undefined) return undefined;
  return { ...numbered, title: `Start as ${name}, the user that is made here`, owner: name };
}

/** A user's number: the one that it has, or one that it is given where the file makes it. */
function numberOf(
  stage: EvaluatedStage,
  name: string,
  id: number | undefined,
): Pick<OtherUser, "word" | "edit"> | undefined {
  if (id !== undefined) return { word: String(id) };
  if (!isFree(stage.end)) return undefined;
  for (const step of stagesOf(stage).flatMap(({ steps }) => steps)) {
    const { instruction, run } = step;
    if (instruction.kind !== "run" || run === undefined) continue;
    for (const use of run.commands) {
      const option = numberOption(use, name, stage.end);
      if (option === undefined || use.runs !== "yes") continue;
      const edit = addOption({ ...step, instruction }, use, use.words[0], option);
      if (edit !== undefined) return { word: String(NUMBER), edit };
    }
  }
  return undefined;
}

/** What gives the account that a command makes its number; undefined where it makes another, or says a number. */
function numberOption(
  { name, words }: CommandUse,
  account: string,
  { base }: StageState,
): string | undefined {
  if (name !== "useradd" && name !== "adduser") return undefined;
  const literals = words.slice(1).map(({ literal }) => literal);
  if (literals.includes(undefined) || literals.at(-1) !== account) return undefined;
  if (literals.some((word) => /^(?:-\w*u\w*|--uid(?:=.*)?)$/.test(word ?? ""))) return undefined;
  if (name === "useradd") return `--uid ${NUMBER}`;
  if (base.kind !== "known") return undefined;
  const { distribution } = base.image.os;
  if (distribution === "alpine") return `-u ${NUMBER}`;
  return distribution === "debian" || distribution === "ubuntu" ? `--uid ${NUMBER}` : undefined;
}

function isFree(state: StageState): boolean {
  if (state.base.kind === "known" && state.base.image.whetherUid(NUMBER) === "yes") return false;
  return [...state.users.entries()].every(([, { id }]) => id !== NUMBER);
}

/** The user that the base image has for this purpose. */
function readyUser(state: StageState): OtherUser | undefined {
  if (state.base.kind === "empty") {
    const title = "Start as the user 65532, who owns nothing";
    return { word: "65532", title, owner: "65532:65532" };
  }
  for (const name of ["node", "nonroot", "app", "bun", "deno"]) {
    const { exists, id } = findUser(state, name);
    if (exists !== "yes" || id === undefined || id === 0) continue;
    const title = `Start as ${name} (${id}), a user that the base image has`;
    return { word: String(id), title, owner: `${id}:${id}` };
  }
  return undefined;
}

/** A user of a number of its own, by the tool that this base has. */
function newUser(state: StageState): OtherUser | undefined {
  const { base } = state;
  if (base.kind !== "known" || !isFree(state)) return undefined;
  if (findUser(state, ACCOUNT).exists === "yes" || findGroup(state, ACCOUNT).exists === "yes")
    return undefined;
  const make = accountCommand(state, ACCOUNT);
  if (make === undefined) return undefined;
  return {
    word: String(NUMBER),
    title: `Make a user and start as ${NUMBER}`,
    owner: `${ACCOUNT}:${ACCOUNT}`,
    make,
  };
}

/** The command that makes a user, of a number of its own where that is free; undefined where the base has no tool for it. */
export function accountCommand(state: StageState, name: string): string | undefined {
  const { base } = state;
  if (base.kind !== "known") return undefined;
  const has = (tool: string) => whetherCommand(state, tool) === "yes";
  const { distribution } = base.image.os;
  const number = isFree(state) ? `${NUMBER} ` : undefined;
  if ((distribution === "debian" || distribution === "ubuntu") && has("useradd"))
    return `useradd --no-log-init --create-home ${number === undefined ? "" : `--uid ${number}`}${name}`;
  if (distribution === "alpine" && has("adduser"))
    return `adduser -D ${number === undefined ? "" : `-u ${number}`}${name}`;
  return undefined;
}

/** Whether RUN in shell form goes to a shell that knows `&&`. */
export function hasPlainShell(state: StageState): boolean {
  const shell = state.shell?.[0];
  if (shell !== undefined && !/(?:^|\/)(?:ba|da|a)?sh$/.test(shell)) return false;
  return whetherShellAt(state, shell ?? "/bin/sh") === "yes";
}

/** Programs that need no root of their own. Servers that open their ports or logs as root are none of them. */
const PROGRAMS =
  /^(?:node|nodejs|npm|npx|yarn|pnpm|bun|deno|python[0-9.]*|gunicorn|uvicorn|hypercorn|daphne|flask|fastapi|streamlit|celery|java|dotnet|ruby|puma|rackup|rails|bundle)$/;

/**
 * Whether a stage starts a program that is known to do without root, on a port that everybody may open, with nothing
 * in the files that root alone may read.
 */
function doesWithoutRoot(stage: EvaluatedStage): boolean {
  const { end } = stage;
  if (end.base.kind === "unknown" || (end.base.kind === "known" && end.base.image.role === "server"))
    return false;
  const started = startedProgram(stage);
  const name = started?.use.name;
  if (started === undefined || name === undefined) return false;
  // A script in front of the program may prepare what only root can.
  const { entrypoint } = end.configuration;
  if (entrypoint !== undefined && started.start !== entrypoint) return false;
  if (!PROGRAMS.test(name) && !isOwnProgram(started.use.words[0]?.literal ?? "", end)) return false;
  if (end.configuration.ports.some(({ text }) => isLow(Number.parseInt(text, 10)))) return false;
  if ([...end.configuration.environment.entries()].some(([key, value]) => isLowPort(key, value)))
    return false;
  const words = startCommands(stage).flatMap((start) =>
    start.commands().commands.flatMap((use) => use.words.map(({ value }) => value)),
  );
  if (LOW_PORT.test(words.join(" ")) || words.some((word) => DEVELOPMENT.test(word))) return false;
  return stagesOf(stage).every(({ steps }) =>
    steps.every(({ instruction: { syntax } }) => !ROOT_ONLY.test(syntax.text.text) && !isClosed(syntax)),
  );
}

/** Whether a copy closes its files to all but root. */
function isClosed({ flags }: Instruction["syntax"]): boolean {
  const has = (pattern: RegExp) => flags.some(({ value }) => pattern.test(value));
  return has(/^--chmod=0?[0-7]{2}0$/) && !has(/^--chown=/);
}

/** A program that the file brings, and no script: that may do anything before it starts one. */
function isOwnProgram(path: string, { files, workdir }: StageState): boolean {
  if (!path.includes("/") || /\.\w{1,4}$/.test(path) || SCRIPT_NAME.test(posix.basename(path))) return false;
  if (!path.startsWith("/") && workdir === undefined) return false;
  const fact = files.lookUp(posix.resolve(workdir ?? "/", path));
  return fact.exists === "yes" && fact.step >= 0;
}

/** What people call scripts that prepare something before they start a program. */
const SCRIPT_NAME = /entry|start|boot|launch|wrapper|setup|docker|(?:^|[-_.])(?:run|init|cmd)(?:$|[-_.])/i;

function isLow(port: number): boolean {
  return port > 0 && port < 1024;
}

function isLowPort(name: string, value: string): boolean {
  return /(?:^|_)PORTS?$/i.test(name) && /^[0-9]+$/.test(value) && isLow(Number(value));
}

/** A port below 1024 among the words of a command. */
const LOW_PORT =
  /(?:--?(?:port|p|bind|b|listen)[= ]?|[\w.*\]]:|(?:^|[ =]):)(?:[1-9][0-9]{0,2}|10[01][0-9]|102[0-3])(?![0-9.])/;

/**
 * Words that start what writes beside the sources: servers for developers, which compile there, Django's, whose
 * database is a file until somebody says otherwise, and the timetable of Celery.
 */
const DEVELOPMENT =
  /^(?:dev|develop|watch|start[:-]dev|serve[:-]dev|dev[:-]\w+|--reload|--debug|runserver|beat|-B|--beat)$/;

/** What root alone can read, or has made for the program to write, by the words of an instruction. */
const ROOT_ONLY =
  /\/root\b|~\/|(?:^|\s)--user(?:\s|$)|chmod\s+(?:-\w+\s+)*0?[0-7]{2}0\b|umask\s|\bsetcap\b|docker\.sock|\bmigrate\b|sqlite/;
