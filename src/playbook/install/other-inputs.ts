import type { LanguageInstall } from "./installs.ts";
import type { ProjectFiles } from "./project-files.ts";

/** What `go mod download` reads of a module. */
export function readGoInputs(files: ProjectFiles): void {
  files.need("go.mod");
  files.take("go.sum");
  files.avoid("go.work");
  files.watchAbove("go.work", /^/, "it is part of a workspace");
  // Where go.mod does not say all, what is found out is written into it, and a later copy takes that back.
  files.doubt();
  const text = files.read("go.mod");
  if (text !== undefined && /=>\s*(?:\.|\/|[A-Za-z]:)/.test(text.replace(/\/\/.*$/gm, "")))
    files.block("go.mod replaces a module with a folder");
}

/** What `bundle install` reads of a project. A Gemfile is a program: only plain ones are understood. */
export function readBundlerInputs(files: ProjectFiles, gemfile: string): void {
  files.need(gemfile);
  files.take(`${gemfile}.lock`);
  files.take(".bundle/config");
  files.write("vendor/bundle");
  files.avoid("vendor/cache");
  files.doubt();
  const text = files.read(gemfile);
  if (text === undefined) return;
  const code = text.replace(/(?:^|\s)#.*$/gm, "");
  const version = /^[ \t]*ruby\s*\(?\s*(?:file:|:file\s*=>)\s*["']([\w./-]+)["']/m.exec(code);
  if (version?.[1] !== undefined) files.need(version[1]);
  const rest = version === null ? code : code.replace(version[0], "");
  if (/^[ \t]*gemspec\b/m.test(rest)) files.block(`${gemfile} reads the project's gemspec`);
  if (OPEN.test(rest)) files.block(`${gemfile} reads other files of the project`);
}

const OPEN =
  /\b(?:path|File|Dir|IO|Pathname|eval_gemfile|instance_eval|eval|require|require_relative|load|plugin|__dir__|__FILE__)\b|`|%x/;

/** What `composer install` reads of a project, where it writes no autoloader and runs no scripts. */
export function readComposerInputs(files: ProjectFiles, fact: LanguageInstall): void {
  files.need("composer.json");
  files.take("composer.lock");
  files.take("auth.json");
  files.write("vendor");
  files.doubt();
  if (fact.needsSources !== "no") files.block("Composer writes its autoloader from the sources");
  const text = files.read("composer.json");
  if (text !== undefined && /"type"\s*:\s*"(?:path|artifact)"|"file:/.test(text))
    files.block("composer.json names other folders of the project");
}
