import { posix } from "node:path";
import type { Edit } from "../../base/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import type { EvaluatedStage, LanguageManager } from "../../stage/index.ts";
import { isRunStep } from "../commands.ts";
import type { FoundFix, RunStep } from "../define-rule.ts";
import { addOption } from "../edit/add-option.ts";
import { editableScript, keepsCommands } from "../edit/append-to-run.ts";
import { subcommandWord } from "../edit/freeze.ts";
import { startedProgram } from "../program/started.ts";
import { isTakenFrom } from "../shipped.ts";
import type { DockerfileSubject } from "../subject.ts";
import { hasOpenWord, installsOf, isOfProject, type LanguageInstall } from "./installs.ts";
import { runsLifecycleScripts } from "./lifecycle-scripts.ts";
import { readScripts } from "./manifest-scripts.ts";

/**
 * The fix that installs a project without what only development needs: in a stage that nothing else builds on, where
 * nothing known to need such a package runs behind the install, no script of the project runs while it installs, and
 * the container starts a file of the project by the interpreter itself. Undefined where one of these is not certain.
 */
export function installWithout(
  fact: LanguageInstall,
  stage: EvaluatedStage,
  file: DockerfileSubject,
): FoundFix | undefined {
  if (stage.role !== "shipped" || isTakenFrom(stage, file.evaluated)) return undefined;
  const installs = stage.steps.filter(isRunStep).flatMap((run) =>
    installsOf(run, fact.manager).flatMap((each) => {
      return isOfProject(each) && each.hasDevelopment !== "no" ? [{ run, fact: each }] : [];
    }),
  );
  const [first] = installs;
  if (first?.fact !== fact || installs.some((each) => !canChange(each.run, each.fact, file)))
    return undefined;
  const manifest = manifestOf(fact, first.run, file);
  const option = manifest === undefined ? undefined : optionFor(fact.manager, manifest, first.run, stage);
  if (manifest === undefined || option === undefined) return undefined;
  if (runsLifecycleScripts(stage, file.context) || !isQuietBehind(fact, first.run, stage)) return undefined;
  const isCertain = fact.manager === "composer" ? servesPhp(stage) : startsFile(stage, manifest.text);
  if (!isCertain || isCheckedByPackage(stage)) return undefined;
  const edits = installs.map((each) => {
    const word = subcommandWord(each.fact) ?? each.fact.use.words[0];
    return addOption(each.run, each.fact.use, word, option);
  });
  const certain = edits.flatMap((edit) => (edit === undefined ? [] : [edit]));
  if (certain.length < edits.length || !areKept(installs, certain, file)) return undefined;
  return {
    title: `Leave packages for development out with ${option}`,
    applicability: "unsafe",
    edits: certain,
  };
}

function canChange(run: RunStep, fact: LanguageInstall, { evaluated }: DockerfileSubject): boolean {
  if (evaluated.dockerfile.problems.length > 0 || editableScript(run) === undefined) return false;
  // Where somebody asks for them, they are wanted.
  return fact.runs === "yes" && !hasOpenWord(fact) && !ASKING.some((option) => fact.options.has(option));
}

const ASKING = ["--dev", "-D", "--include", "--also", "--only", "--production", "--prod", "--omit"];

/** A manifest of the build context, and the folder that it lies in there. */
interface Manifest {
  readonly text: string;
  readonly folder: string;
  readonly file: DockerfileSubject;
}

/** What the install goes by: without its text nobody knows which scripts run. */
function manifestOf(
  fact: LanguageInstall,
  { before }: RunStep,
  file: DockerfileSubject,
): Manifest | undefined {
  if (file.context.kind === "unknown") return undefined;
  const path = fact.reads.find((each) =>
    /^(?:package|composer)\.json$/.test(posix.basename(each.path ?? "")),
  )?.path;
  const content = path === undefined ? undefined : before.files.lookUp(path).content;
  if (content?.kind !== "context") return undefined;
  const text = file.context.textOf(content.path);
  return text === undefined ? undefined : { text, folder: posix.dirname(content.path), file };
}

/** How a manager is told, in the version that the image has; undefined where that is not known. */
function optionFor(
  manager: LanguageManager,
  manifest: Manifest,
  run: RunStep,
  stage: EvaluatedStage,
): string | undefined {
  if (manager === "composer") return "--no-dev";
  const { base } = run.before;
  const node =
    base.kind === "known" ? base.image.interpreters.find(({ language }) => language === "node") : undefined;
  const version = Number.parseInt(node?.version ?? "", 10);
  if (Number.isNaN(version)) return undefined;
  if (manager === "npm") return version < 16 ? "--only=production" : "--omit=dev";
  if (manager === "pnpm") return "--prod";
  return manager === "yarn" && isClassic(manifest, stage) ? "--production" : undefined;
}

/** From its second line on Yarn has another command for it. */
function isClassic({ text, folder, file: { context } }: Manifest, { steps }: EvaluatedStage): boolean {
  if (context.kind === "unknown" || /"packageManager"\s*:\s*"yarn@[^1]/.test(text)) return false;
  if (context.whetherExists(posix.join(folder, ".yarnrc.yml")) !== "no") return false;
  return steps.every(({ run }) =>
    (run?.commands ?? []).every(({ name, words }) => {
      return name !== "corepack" && !(name === "yarn" && words[1]?.value === "set");
    }),
  );
}

/** Whether nothing runs behind an install, in its RUN or later, that may be one of the packages or want one. */
function isQuietBehind(fact: LanguageInstall, run: RunStep, { steps }: EvaluatedStage): boolean {
  const later = steps.slice(steps.indexOf(run)).filter(isRunStep);
  return later.every((step) => {
    if (step.run === undefined || step.run.isPartial) return false;
    const { commands } = step.run;
    const from = step === run ? commands.indexOf(fact.use) + 1 : 0;
    const uses = new Set(installsOf(step).map(({ use }) => use));
    return commands.slice(from).every((use) => uses.has(use) || isHarmless(use));
  });
}

const HARMLESS: ReadonlySet<string> = new Set(
  (
    "rm mkdir rmdir chown chmod chgrp mv cp ln touch echo printf cd set true test [ sed find install " +
    "apt-get apt apk useradd groupadd adduser addgroup usermod groupmod ls cat"
  ).split(" "),
);

function isHarmless({ name, words }: CommandUse): boolean {
  // A command without a name is an assignment.
  if (name === undefined) return words.length === 0;
  if (HARMLESS.has(name)) return true;
  return /^(?:npm|yarn|pnpm|composer)$/.test(name) && TIDYING.test(words[1]?.literal ?? "");
}

const TIDYING = /^(?:cache|clear-cache|clearcache|store|config|dump-autoload|dumpautoload)$/;

/** The program that a container starts with no script of the project in front, which may run anything. */
function startedItself(stage: EvaluatedStage): CommandUse | undefined {
  const { entrypoint, command } = stage.end.configuration;
  const started = startedProgram(stage);
  return started?.start === (entrypoint ?? command) ? started?.use : undefined;
}

/** Whether the container starts what the base starts, or a server of PHP. */
function servesPhp(stage: EvaluatedStage): boolean {
  const { entrypoint, command } = stage.end.configuration;
  if (entrypoint === undefined && command === undefined) return true;
  return /^(?:php|php-fpm|apache2-foreground)$/.test(startedItself(stage)?.name ?? "");
}

/** Whether the test of HEALTHCHECK may be one of the packages. */
function isCheckedByPackage({ end }: EvaluatedStage): boolean {
  const { commands = [], isPartial = false } = end.configuration.healthcheck?.commands() ?? {};
  return (
    isPartial ||
    commands.some(({ name }) => name === undefined || /^(?:np[mx]|pn?pm|pnpx|yarn|composer)$/.test(name))
  );
}

/** Whether the container starts a compiled file or a script by node itself, or by a script of the manifest that does. */
function startsFile(stage: EvaluatedStage, manifest: string): boolean {
  const use = startedItself(stage);
  const [name, ...rest] = use?.words.map(({ literal }) => literal ?? "$") ?? [];
  const text = rest.join(" ");
  if (name === "node" || name === "nodejs") return isFile(text);
  if (name !== "npm" && name !== "yarn" && name !== "pnpm") return false;
  const script = /^(?:run )?([\w:-]+)$/.exec(text)?.[1];
  const scripts = readScripts(manifest) ?? new Map<string, string>();
  const called = script === undefined ? undefined : scripts.get(script);
  if (called === undefined || scripts.has(`pre${script}`)) return false;
  return called.startsWith("node ") && isFile(called.slice("node ".length));
}

/** Words for node that end in a file of JavaScript, and load nothing in front of it. */
function isFile(text: string): boolean {
  return (
    /^(?:--[\w-]+(?:=\d+)? )*[\w@./-]+(?:\.[cm]?js)?$/.test(text) &&
    !/(?:^| )--(?:import|require|loader)/.test(text)
  );
}

function areKept(
  installs: readonly { readonly run: RunStep }[],
  edits: readonly Edit[],
  { evaluated: { dockerfile } }: DockerfileSubject,
): boolean {
  return [...new Set(installs.map(({ run }) => run))].every((run) => {
    const { start, end } = run.instruction.syntax.span;
    const own = edits.filter(({ span }) => span.start >= start && span.end <= end);
    return keepsCommands(run, dockerfile, own);
  });
}
