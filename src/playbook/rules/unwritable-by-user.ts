import { posix } from "node:path";
import type { CommandUse } from "../../shell/index.ts";
import { type EvaluatedStage, findUser, type RunFact, type Step } from "../../stage/index.ts";
import { stepsBefore } from "../context/brought.ts";
import { defineRule, type Report, type RunStep } from "../define-rule.ts";
import { isForWindows } from "../image/image-name.ts";
import { stagesOf } from "../install/build-tools.ts";
import { cleanPath, commandSpan, isWithin, type LanguageInstall, mountTargets } from "../install/installs.ts";
import { isPackageManager } from "../install/package-managers.ts";
import type { DockerfileSubject } from "../subject.ts";
import { whetherRootOnly } from "../user/root-folder.ts";
import { isRoot, runtimeUser, settingPlace } from "../user/runtime-user.ts";

/**
 * Reports what another user than root is to write where only root may: packages of the system in a RUN after USER,
 * files in a folder that WORKDIR or root has made, and volumes of a container that runs as that user.
 */
export const rule = defineRule({
  name: "unwritable-by-user",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onRun(run, report, { file, stage }) {
    const user = otherUser(run);
    if (user === undefined || run.run === undefined || isForWindows(stage) || !isPlain(run)) return;
    const packages = run.run.facts.find(isOfSystem);
    if (packages !== undefined) {
      const name = packages.use.name ?? packages.manager;
      report({
        at: commandSpan(file.evaluated.dockerfile, packages.use),
        message: `${name} needs root, and this RUN is ${user}'s`,
      });
      return;
    }
    reportFiles(run, user, stage, file, report);
  },

  onStage(stage, report, { evaluated }) {
    if (stage.role !== "shipped" || stage.end.configuration.volumes.length === 0 || isForWindows(stage))
      return;
    const runtime = runtimeUser(stage);
    if (runtime.kind !== "other" || runtime.group === "root" || runtime.group === "0") return;
    const { volumes } = stage.end.configuration;
    const steps = stagesOf(stage)
      .toReversed()
      .flatMap((part) => part.steps);
    for (const { path, word, ...setBy } of volumes) {
      if (path.includes("$") || /conf|cert|ssl|secret|etc|tmp|cache|keys?\b/.test(path)) continue;
      if (whetherRootOnly(path, steps) !== "yes") continue;
      report({
        at: settingPlace(evaluated.dockerfile, stage, setBy, word.span),
        message: `${path} belongs to root, and the container's user, ${runtime.user}, cannot write to the volume`,
      });
    }
  },
});

function reportFiles(
  run: RunStep,
  user: string,
  stage: EvaluatedStage,
  { evaluated }: DockerfileSubject,
  report: Report,
): void {
  const mounted = mountTargets(run, "cache", "tmpfs", "bind", "secret", "ssh");
  for (const { path, use, folder = posix.dirname(path) } of written(run)) {
    if (mounted.some((target) => isWithin(path, target)) || run.before.files.lookUp(path).exists === "yes")
      continue;
    if (whetherRootOnly(folder, stepsBefore(run, stage)) !== "yes") continue;
    const at = commandSpan(evaluated.dockerfile, use);
    report({
      at,
      message: `${user} cannot write ${posix.relative(folder, path)} to ${folder}, which belongs to root`,
    });
    return;
  }
}

interface Written {
  readonly path: string;
  /** The folder that has to let it in, where that is not the one above. */
  readonly folder?: string;
  readonly use: CommandUse;
}

/** Folders that package managers put into a project. */
const MADE_BY: ReadonlyMap<string, string> = new Map([
  ["npm", "node_modules"],
  ["yarn", "node_modules"],
  ["pnpm", "node_modules"],
  ["bun", "node_modules"],
  ["composer", "vendor"],
]);

/** What a RUN certainly writes: where its commands say so, or where package managers always do. */
function written(run: RunStep): readonly Written[] {
  return (run.run?.facts ?? [])
    .flatMap((fact): readonly Written[] => {
      const { use } = fact;
      if (fact.runs !== "yes" || use.through.length > 0) return [];
      if (fact.kind === "language-packages") {
        if (fact.manager === "npm" && isGlobal(fact, run))
          return [{ path: posix.join(GLOBAL, fact.packages[0]?.name ?? ""), folder: GLOBAL, use }];
        const name = MADE_BY.get(fact.manager);
        const manifest = fact.reads[0]?.path;
        if (
          name === undefined ||
          manifest === undefined ||
          fact.options.has("-g") ||
          !INSTALLS.test(fact.action)
        )
          return [];
        return [{ path: posix.join(posix.dirname(manifest), name), use }];
      }
      if (fact.kind === "build" || fact.kind === "download") {
        return fact.output === undefined ? [] : [{ path: fact.output, use }];
      }
      return [];
    })
    .concat(plainWrites(run));
}

/** Where npm of Node's official images puts what everybody is to have; it is there already, and stays root's. */
const GLOBAL = "/usr/local/lib/node_modules";

function isGlobal({ options, packages }: LanguageInstall, { before, after }: RunStep): boolean {
  if (!options.has("-g") && !options.has("--global")) return false;
  const { base, environment } = before;
  const isNode = base.kind === "known" && base.image.repository === "docker.io/library/node";
  // A prefix of the user's own may be set by a variable, by a command, or by a file.
  const isMoved = ["NPM_CONFIG_PREFIX", "npm_config_prefix"].some((name) => environment.has(name));
  return isNode && !isMoved && packages.length > 0 && !options.has("--prefix") && !after.isOpen;
}

const INSTALLS = /^(?:ci|install|i|add|)$/;

/** `mkdir` and `touch`, which fail where they may not write. */
function plainWrites({ run, before }: RunStep): readonly Written[] {
  let isElsewhere = false;
  return (run?.commands ?? []).flatMap((use) => {
    if (use.name === "cd" || use.inside.length > 0) isElsewhere = true;
    if (use.runs !== "yes" || use.through.length > 0 || !/^(?:mkdir|touch)$/.test(use.name ?? "")) return [];
    return use.words.slice(1).flatMap(({ literal }) => {
      if (literal === undefined || !/^[A-Za-z0-9._/-]+$/.test(literal) || literal.startsWith("-")) return [];
      if (literal.startsWith("/")) return [{ path: cleanPath(literal), use }];
      if (isElsewhere || before.workdir === undefined) return [];
      return [{ path: cleanPath(posix.join(before.workdir, literal)), use }];
    });
  });
}

type SystemFact = Extract<RunFact, { readonly kind: "os-packages" }>;

function isOfSystem(fact: RunFact): fact is SystemFact {
  if (fact.kind !== "os-packages" || fact.runs !== "yes" || fact.use.through.length > 0) return false;
  // Helpers of others' making (`yay`) ask for root's rights by themselves.
  return isPackageManager(fact.use.name ?? "");
}

/** Whether nothing in a RUN gives its commands other rights, or makes good for their failure. */
function isPlain({ run, instruction }: RunStep): boolean {
  if (run === undefined || instruction.security !== undefined) return false;
  return run.commands.every(
    ({ name, operator }) =>
      operator !== "||" && !/^(?:su|gosu|su-exec|fakeroot|runuser|doas|sudo)$/.test(name ?? ""),
  );
}

/** Who runs a RUN, where that is certainly not root: by USER, or by what is recorded of the base image. */
function otherUser({ before }: Step): string | undefined {
  const { user, base, configuration } = before;
  if (user === undefined) {
    if (base.kind !== "known" || configuration.user !== undefined) return undefined;
    const { uid, name } = base.image.user;
    return uid === undefined || uid === 0 ? undefined : (name ?? String(uid));
  }
  const [name = "", group] = user.split(":", 2);
  if (name === "" || user.includes("$") || isRoot(name) || group === "root" || group === "0")
    return undefined;
  const written = configuration.user?.instruction;
  // An argument of the build may say root.
  if (written?.kind !== "user" || written.value.value.includes("$")) return undefined;
  return findUser(before, name).id === 0 ? undefined : name;
}
