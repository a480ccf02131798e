import { posix } from "node:path";
import type { LanguageInstall } from "./installs.ts";
import type { ProjectFiles } from "./project-files.ts";

/** What pip reads of a project: its lists of requirements, relative to the project, and those that they name. */
export function readPipInputs(files: ProjectFiles, fact: LanguageInstall, lists: readonly string[]): void {
  if (POINTING.some((option) => fact.options.has(option)))
    files.block("pip is told of other files of the project");
  const words = fact.use.words.slice(1);
  if (words.some(({ value }) => /[*?]|\.(?:whl|zip|tar\.\w+|tgz)$|(?:^|=)\.{1,2}(?:\/|$)/.test(value)))
    files.block("pip installs files of the project");
  const seen = new Set<string>();
  for (const list of lists) readRequirements(files, list, seen);
  if (fact.manager === "uv") {
    readUvSettings(files);
    files.doubt();
    return;
  }
  // With -m the folder itself is where modules are looked for first.
  if (fact.use.name?.startsWith("python") === true) files.doubt();
  // Old versions heed it, wherever it lies.
  if (files.whetherSent("setup.cfg") !== "no") {
    const text = files.read("setup.cfg");
    if (text !== undefined && /^\[(?:install|easy_install|global)\]/m.test(text))
      files.block("setup.cfg says where packages go");
  }
}

const POINTING = ["-f", "--find-links", "--cert", "--client-cert", "--src", "--no-index", "-e", "--editable"];

/** Lists that name lists are followed as far: each takes a round of questions. */
const MOST_LISTS = 10;

function readRequirements(files: ProjectFiles, list: string, seen: Set<string>): void {
  if (seen.has(list)) return;
  seen.add(list);
  if (seen.size > MOST_LISTS) files.block("there are too many lists of requirements");
  if (list.startsWith("..")) files.block("a list of requirements lies elsewhere");
  if (seen.size > MOST_LISTS || list.startsWith("..")) return;
  files.need(list);
  const text = files.read(list);
  for (const line of (text ?? "").replace(/\\\r?\n/g, " ").split(/\r?\n/)) {
    // Many blanks would make the comparisons below long.
    const entry = line
      .replace(/\s+/g, " ")
      .replace(/(?:^| )#.*$/, "")
      .trim();
    if (entry === "") continue;
    const named = /^(?:-r|--requirement|-c|--constraint)(?:\s+|=)?(\S+)$/.exec(entry)?.[1];
    if (named !== undefined && /^[\w.-][\w./-]*$/.test(named))
      readRequirements(files, posix.join(posix.dirname(list), named), seen);
    else if (!isPlainRequirement(entry)) files.block(`${list} has ${shown(entry)}`);
  }
}

/** A package of an index or of an address, or a setting that names no file. */
function isPlainRequirement(entry: string): boolean {
  if (/^(?:-i|--index-url|--extra-index-url)(?:\s+|=)\S+$/.test(entry))
    return /(?:\s|=)(?:https?:|\$\{)/.test(entry);
  if (
    /^--(?:pre|prefer-binary|require-hashes|trusted-host(?:\s+|=)\S+|(?:no|only)-binary(?:\s+|=)\S+)$/.test(
      entry,
    )
  )
    return true;
  if (/^(?:git\+)?https?:\/\/\S+$/.test(entry)) return true;
  if (/^[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?\s*@\s*(?:git\+)?https?:\/\//.test(entry)) return true;
  const wanted = entry
    .replace(/\s--hash[=\s]\S+/g, "")
    .replace(/;.*$/, "")
    .trim();
  // A file of packages in the same folder needs no slash.
  if (/\.(?:whl|zip|tar\.\w+|tgz)$/.test(wanted)) return false;
  return /^[A-Za-z0-9][\w.-]*\s*(?:\[[^\]/]*\])?\s*\(?(?:[=<>!~][^/]*)?$/.test(wanted);
}

/** An entry as far as it can hold no secret, such as one in an address. */
function shown(entry: string): string {
  const [first = ""] = entry.split(" ");
  if (/^[\w ./+-]{1,40}$/.test(entry)) return entry;
  return /^[\w.-]{1,40}$/.test(first) ? `${first} …` : "a line of another kind";
}

/** uv heeds its settings in pip's place as well. */
function readUvSettings(files: ProjectFiles): void {
  if (files.take("uv.toml")) checkPaths(files, "uv.toml", files.read("uv.toml"));
  if (files.whetherSent("pyproject.toml") === "no") return;
  const text = files.read("pyproject.toml");
  if (text === undefined || !/^[ \t]*\[tool\.uv/m.test(text)) return;
  files.need("pyproject.toml");
  checkPaths(files, "pyproject.toml", sectionsOf(text, /^tool\.uv/));
}

/**
 * What `uv sync` reads of a project. The option without which it would build the project itself; undefined where it
 * builds none.
 */
export function readUvInputs(files: ProjectFiles, fact: LanguageInstall): string | undefined {
  files.need("pyproject.toml");
  const isLocked = files.take("uv.lock");
  files.take(".python-version");
  files.watchAbove("pyproject.toml", /\[tool\.uv/, "pyproject.toml of a folder above has settings of uv");
  if (files.take("uv.toml")) checkPaths(files, "uv.toml", files.read("uv.toml"));
  if (["--package", "--all-packages", "--script"].some((option) => fact.options.has(option)))
    files.block("it is told of members of a workspace");
  const lock = isLocked ? files.read("uv.lock") : "";
  const sources = [...(lock ?? "").matchAll(/\b(?:directory|path|editable|virtual) = "([^"]*)"/g)];
  if (sources.some(([, path]) => path !== ".") || /\bregistry = "(?!https?:)/.test(lock ?? ""))
    files.block("uv.lock has packages of the project's own");
  const text = files.read("pyproject.toml");
  if (text === undefined) return undefined;
  const settings = sectionsOf(text, /^tool\.uv/);
  if (/^\[tool\.uv\.workspace\]/m.test(settings)) files.block("pyproject.toml has members of a workspace");
  checkPaths(files, "pyproject.toml", settings);
  if (/^dynamic[ \t]*=/m.test(sectionsOf(text, /^project$/)))
    files.block("pyproject.toml leaves something of the project to its build");
  const isPackage = /^package\s*=\s*true/m.test(settings)
    ? true
    : /^\[build-system\]/m.test(text) && !/^package\s*=\s*false/m.test(settings);
  const rest = isPackage && fact.needsSources !== "no" ? "--no-install-project" : undefined;
  if (!isLocked || fact.isFrozen !== "yes" || rest !== undefined) files.doubt();
  return rest;
}

const LOCAL = /\b(?:path|workspace|find-links|editable)\s*=|\burl\s*=\s*["'](?!https?:)|file:/;

function checkPaths(files: ProjectFiles, name: string, text: string | undefined): void {
  if (text !== undefined && LOCAL.test(text))
    files.block(`${name} names other folders or files of the project`);
}

/** What `poetry install` reads of a project, and the option without which it would put in the project itself. */
export function readPoetryInputs(files: ProjectFiles, fact: LanguageInstall): string | undefined {
  files.need("pyproject.toml");
  if (files.take("poetry.lock")) {
    const lock = files.read("poetry.lock");
    if (lock !== undefined && /^type = "(?:directory|file)"/m.test(lock))
      files.block("poetry.lock has packages of the project's own");
  }
  files.take("poetry.toml");
  files.write(".venv");
  files.doubt();
  if (fact.options.has("--directory") || fact.options.has("--project"))
    files.block("it is told of another folder");
  const text = files.read("pyproject.toml");
  if (text === undefined) return undefined;
  if (/\bpath\s*=|file:/.test(sectionsOf(text, /^(?:tool\.poetry.*|project|dependency-groups)$/)))
    files.block("pyproject.toml names other folders or files of the project");
  const settings = sectionsOf(text, /^tool\.poetry$/);
  const skips = ["--no-root", "--only-root"].some((option) => fact.options.has(option));
  return skips || /^package-mode\s*=\s*false/m.test(settings) ? undefined : "--no-root";
}

/** What `pipenv` reads of a project. */
export function readPipenvInputs(files: ProjectFiles): void {
  files.need("Pipfile");
  files.take("Pipfile.lock");
  files.write(".venv");
  files.doubt();
  const text = files.read("Pipfile");
  if (text !== undefined && /\b(?:path|editable|file)\s*=|file:/.test(withoutComments(text)))
    files.block("Pipfile names other folders or files of the project");
}

/** The text of the tables of a TOML file whose names match, their headings included. */
function sectionsOf(text: string, name: RegExp): string {
  let isIn = false;
  const lines = withoutComments(text).split(/\r?\n/);
  return lines
    .filter((line) => {
      const heading = /^[ \t]*\[\[?([^\]]*)\]/.exec(line)?.[1]?.trim();
      if (heading !== undefined) isIn = name.test(heading.replaceAll('"', ""));
      return isIn;
    })
    .map((line) => line.trim())
    .join("\n");
}

function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, "");
}
