import { type EvaluatedStage, type RunFact, type Step, stepSources } from "../stage/index.ts";
import type { PracticeName } from "./practice.ts";
import { isInImage } from "./shipped.ts";
import type { DockerfileSubject } from "./subject.ts";
import { runtimeUser } from "./user/runtime-user.ts";

/** What is said of a practice that no finding broke, and what that rests on. */
export interface Verdict {
  readonly status: "kept" | "broken" | "not-applicable" | "unknown";
  readonly evidence: string;
}

/** Says how a practice stands where no rule found it broken. */
export type Judge = (subject: DockerfileSubject) => Verdict;

/**
 * Silence is no proof: where no finding breaks a practice, these say whether that means that it is kept, that
 * there was nothing to judge, or that it cannot be told.
 */
export const VERDICTS: ReadonlyMap<PracticeName, Judge> = new Map<PracticeName, Judge>([
  ["multi-stage", judgeStages],
  ["minimal-base", judgeBase],
  ["lean-layers", judgeLayers],
  ["lean-context", judgeContext],
  ["layer-order", judgeOrder],
  ["cache-mounts", judgeCaches],
  ["reproducible-install", judgeInstalls],
  ["pinned-base", judgePins],
  ["non-root", judgeUser],
  ["no-secrets", () => kept("no credential was recognised in the text")],
  ["healthcheck", judgeHealthcheck],
  ["clean-shutdown", judgeShutdown],
  ["configuration", () => kept("variables are defined before their use")],
  ["works", judgeWorks],
  ["well-formed", () => kept("nothing that changes what is built")],
]);

function kept(evidence: string): Verdict {
  return { status: "kept", evidence };
}

function unknown(evidence: string): Verdict {
  return { status: "unknown", evidence };
}

function notApplicable(evidence: string): Verdict {
  return { status: "not-applicable", evidence };
}

/** The stages whose steps are part of an image that ships. */
function imageStages({ evaluated }: DockerfileSubject): readonly EvaluatedStage[] {
  return evaluated.stages.filter((stage) => isInImage(stage, evaluated));
}

function factsOf(stages: readonly EvaluatedStage[]): readonly RunFact[] {
  return stages.flatMap(({ steps }) => steps.flatMap(({ run }) => run?.facts ?? []));
}

function judgeStages(subject: DockerfileSubject): Verdict {
  const { target, stages } = subject.evaluated;
  const sources = target?.links.filter(({ source }) => source.kind === "stage").length ?? 0;
  if (sources > 0) return kept(`${stages.length} stages, and the image takes only what it copies from them`);
  const builds = factsOf(imageStages(subject)).some(({ kind }) => kind === "build");
  return builds
    ? unknown("one stage, in which something is built")
    : unknown("one stage, and nothing in it is known to build");
}

function judgeBase({ evaluated }: DockerfileSubject): Verdict {
  const base = evaluated.target?.end.base;
  if (base === undefined || base.kind === "unknown") return unknown("what the base holds is not known");
  if (base.kind === "empty") return kept("the image starts from scratch");
  const { role, variant, repository } = base.image;
  const name = `${repository.replace(/^docker\.io\/(?:library\/)?/, "")}${variant === "" ? "" : `, ${variant}`}`;
  if (role === "os" || role === undefined) return unknown(`${name} is the smallest that is known of it`);
  return kept(`no smaller base of the same vendor is known than ${name}`);
}

function judgeLayers(subject: DockerfileSubject): Verdict {
  const stages = imageStages(subject);
  const runs = stages.flatMap(({ steps }) => steps.filter(({ instruction }) => instruction.kind === "run"));
  if (runs.length === 0) return kept("no RUN adds a layer to the image");
  const isOpen = stages.some(({ end }) => end.isOpen);
  return isOpen
    ? unknown("a RUN does something that is not known")
    : kept("what every RUN does is known, and nothing is left behind");
}

function judgeContext({ context, evaluated }: DockerfileSubject): Verdict {
  const copies = evaluated.stages.some(({ steps }) =>
    steps.some(({ instruction }) => {
      return instruction.kind === "add" || (instruction.kind === "copy" && instruction.from === undefined);
    }),
  );
  if (!copies) return notApplicable("nothing is copied from the build context");
  if (context.kind === "unknown") return unknown(context.reason);
  if (context.ignoreFile === undefined) return kept("single files are copied, so nothing else is sent");
  return unknown(`${context.ignoreFile} is there; what it misses was not looked at`);
}

function judgeOrder({ evaluated }: DockerfileSubject): Verdict {
  const installs = factsOf(evaluated.stages).filter(({ kind }) => kind === "language-packages");
  if (installs.length === 0) return notApplicable("no dependencies of a language are installed");
  if (evaluated.stages.some(copiesAllBeforeInstall)) {
    return unknown("everything is copied before an install; whether it needs all that is not known");
  }
  return kept("dependencies are installed before the whole context is copied");
}

function copiesAllBeforeInstall({ steps }: EvaluatedStage): boolean {
  const isInstall = (step: Step): boolean =>
    step.run?.facts.some(({ kind }) => kind === "language-packages") === true;
  const last = steps.findLastIndex(isInstall);
  return steps.slice(0, Math.max(last, 0)).some((step) => stepSources(step).some(({ path }) => path === "."));
}

function judgeCaches({ evaluated }: DockerfileSubject): Verdict {
  const installs = factsOf(evaluated.stages).filter(
    ({ kind }) => kind === "language-packages" || kind === "os-packages",
  );
  if (installs.length === 0) return notApplicable("nothing is installed");
  const mounts = evaluated.stages.flatMap(({ section }) =>
    section.instructions.flatMap((instruction) => (instruction.kind === "run" ? instruction.mounts : [])),
  );
  const caches = mounts.filter(({ mount }) => mount?.type === "cache").length;
  if (caches === 0) return unknown("no cache is mounted, and none is known to be missing");
  return kept(caches === 1 ? "a cache is mounted" : `${caches} caches are mounted`);
}

function judgeInstalls({ evaluated }: DockerfileSubject): Verdict {
  const installs = factsOf(evaluated.stages).flatMap((fact) =>
    fact.kind === "language-packages" ? [fact] : [],
  );
  if (installs.length === 0) return notApplicable("no dependencies of a language are installed");
  const frozen = installs.filter(({ isFrozen }) => isFrozen === "yes").length;
  if (frozen === installs.length)
    return kept(
      frozen === 1 ? "the install follows a lock file" : `all ${frozen} installs follow a lock file`,
    );
  return unknown(`${frozen} of ${installs.length} installs are known to follow a lock file`);
}

function judgePins({ evaluated }: DockerfileSubject): Verdict {
  const images = evaluated.stages.flatMap(({ base }) => (base.kind === "image" ? [base.reference] : []));
  const hasUnknown = evaluated.stages.some(({ base }) => base.kind === "unknown");
  if (hasUnknown) return unknown("the name of a base is not known");
  if (images.length === 0) return notApplicable("no base image is pulled");
  const pinned = images.filter(({ digest }) => digest !== undefined).length;
  if (pinned === images.length) {
    return kept(pinned === 1 ? "the base has a digest" : `all ${pinned} bases have a digest`);
  }
  return unknown(`${pinned} of ${images.length} bases have a digest`);
}

function judgeUser({ evaluated: { target } }: DockerfileSubject): Verdict {
  if (target === undefined) return unknown("no stage is built");
  const user = runtimeUser(target);
  if (user.kind === "other") return kept(`USER ${user.user}`);
  return unknown("the base image, or a build argument, decides who runs");
}

function judgeHealthcheck({ evaluated: { target } }: DockerfileSubject): Verdict {
  if (target === undefined) return unknown("no stage is built");
  const { healthcheck, ports } = target.end.configuration;
  if (healthcheck !== undefined && !healthcheck.instruction.none) return kept("HEALTHCHECK is set");
  if (healthcheck !== undefined) return notApplicable("HEALTHCHECK NONE says that there is none");
  return ports.length === 0 ? notApplicable("no port is exposed") : unknown("the base image may bring one");
}

function judgeShutdown({ evaluated: { target } }: DockerfileSubject): Verdict {
  const configuration = target?.end.configuration;
  if (configuration?.command === undefined && configuration?.entrypoint === undefined) {
    return unknown("the base image decides what is started");
  }
  return kept("the application is started without a shell");
}

function judgeWorks({ evaluated }: DockerfileSubject): Verdict {
  const { dockerfile, problems } = evaluated;
  if (dockerfile.problems.length + problems.length > 0) {
    return { status: "broken", evidence: "the builder refuses the file" };
  }
  return unknown("the builder takes the file, and nothing in it is known to fail");
}
