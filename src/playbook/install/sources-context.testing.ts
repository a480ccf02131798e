import { applyEdits, type Finding } from "../../base/index.ts";
import { parseDockerfile } from "../../dockerfile/index.ts";
import { evaluateDockerfile } from "../../stage/index.ts";
import { judge } from "../engine.ts";
import { rule } from "../rules/sources-before-install.ts";
import type { KnownContext } from "../subject.ts";

/** The files of a context by their paths; those in `ignored` are not sent, those in `made` are there at times. */
export interface Context {
  readonly files: Readonly<Record<string, string>>;
  readonly ignored?: readonly string[];
  readonly made?: readonly string[];
}

/** A context that holds just these files. */
export function contextOf({ files, ignored = [], made = [] }: Context): KnownContext {
  const isFolder = (path: string) =>
    path === "." || Object.keys(files).some((file) => file.startsWith(`${path}/`));
  return {
    kind: "known",
    folder: ".",
    evidence: "test",
    ignoreFile: ignored.length === 0 ? undefined : ".dockerignore",
    hasExceptions: false,
    whetherExists: (path) => (path in files || isFolder(path) ? "yes" : made.includes(path) ? "maybe" : "no"),
    whetherFolder: (path) => (isFolder(path) ? "yes" : "no"),
    whetherIgnored: (path) =>
      ignored.some((each) => path === each || path.startsWith(`${each}/`)) ? "yes" : "no",
    textOf: (path) => files[path],
    findSent: () => [],
  };
}

/** What the rule says of a text that is built with a context. */
export function findingsOf(text: string, context: Context): readonly Finding[] {
  const known = contextOf(context);
  const evaluated = evaluateDockerfile(parseDockerfile("Dockerfile", text), { context: known });
  const subject = { path: "Dockerfile", evaluated, context: known, isDevelopment: false };
  return judge(subject, [rule], {}).findings;
}

/** A lock file of npm. */
export const LOCK =
  '{ "lockfileVersion": 3, "packages": { "": {}, "node_modules/a": { "version": "1.0.0" } } }';
/** A project of npm with a lock file. */
export const NPM = { "package.json": '{ "dependencies": { "a": "^1.0.0" } }', "package-lock.json": LOCK };

/** What comes of a command behind `COPY . .`. */
export interface MendedInstall {
  /** How far the fix is trusted and what it copies first; `stands back: …` where there is none. */
  readonly says: string;
  readonly fixed: string;
  /** Findings that are left after the fix. */
  readonly left: number;
}

/** Mends a Dockerfile that copies all and then runs a command. */
export function mendInstall(command: string, context: Context): MendedInstall {
  const before = `FROM a\nWORKDIR /app\nCOPY . .\nRUN ${command}\n`;
  const [finding] = findingsOf(before, context);
  if (finding?.fix === undefined) {
    const because = finding?.message.split("; a fix stands back: ")[1];
    return { says: `stands back: ${because}`, fixed: before, left: 0 };
  }
  const { applicability, edits } = finding.fix;
  const fixed = applyEdits(before, edits) ?? "";
  const copied = [...fixed.matchAll(/^COPY (?!\. )(.*)$/gm)].map(([, words]) => words).join("; ");
  return { says: `${applicability}: ${copied}`, fixed, left: findingsOf(fixed, context).length };
}
