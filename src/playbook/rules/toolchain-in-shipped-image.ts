import type { ShellWord } from "../../shell/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage, RunFact, Step } from "../../stage/index.ts";
import { defineRule, type Report } from "../define-rule.ts";
import { bottomStage, imageName, isWrittenIn } from "../image/image-name.ts";
import { buildsOf, kitOf, stagesOf, startsProgram } from "../install/build-tools.ts";
import { placeAt, placeOfKeyword } from "../place.ts";
import { isForDevelopment } from "../shipped-stages.ts";

/** Reports compilers, headers and whole development kits that are part of a shipped image. */
export const rule = defineRule({
  name: "toolchain-in-shipped-image",
  practice: "multi-stage",
  severity: "warning",
  fix: "never",
  replaces: [],

  onFile({ evaluated }, report) {
    const told = new Set<EvaluatedStage>();
    for (const stage of evaluated.stages) {
      if (stage.role !== "shipped" || isForDevelopment(stage, evaluated) || !startsProgram(stage)) continue;
      tellKit(stage, evaluated, report);
      for (const part of stagesOf(stage)) {
        if (told.has(part)) continue;
        told.add(part);
        tellPackages(part, stage, evaluated, report);
      }
    }
  },
});

/** A kit as the base of a stage that builds nothing; where it builds, that is what there is to say. */
function tellKit(stage: EvaluatedStage, { dockerfile }: EvaluatedDockerfile, report: Report): void {
  const kit = kitOf(stage);
  if (kit === undefined || !isCopiedTo(stage)) return;
  if (stagesOf(stage).some((part) => buildsOf(part).length > 0)) return;
  const { from } = stage.section;
  const isOwn = bottomStage(stage) === stage;
  report({
    at: isOwn ? placeAt(dockerfile, from, from.image.span) : placeOfKeyword(dockerfile, from),
    message: `${kit} of ${imageName(stage)} is shipped with what was built elsewhere`,
  });
}

/** Whether a result of another stage comes in, so that nothing is left to build here. */
function isCopiedTo({ links }: EvaluatedStage): boolean {
  return links.some(({ by, source }) => !("flag" in by) && source.kind === "stage");
}

type Install = Extract<RunFact, { readonly kind: "os-packages" }>;

function tellPackages(
  part: EvaluatedStage,
  shipped: EvaluatedStage,
  { dockerfile }: EvaluatedDockerfile,
  report: Report,
): void {
  if (isPartlyRemoved(shipped)) return;
  const left = part.steps.flatMap((step) => {
    return installsOf(step).flatMap((fact) => leftOf(fact, shipped).map((item) => ({ ...item, step })));
  });
  const [first] = left;
  if (first === undefined) return;
  const { step } = first;
  const names = [...new Set(left.map(({ name }) => name))];
  // These alone are small, and start scripts use them too.
  if (names.every((name) => MINOR.has(name))) return;
  const isHere = step.triggeredAt === undefined && isWrittenIn(part, step.instruction);
  report({
    at: isHere
      ? placeAt(dockerfile, step.instruction, first.word.span)
      : placeOfKeyword(dockerfile, step.triggeredAt ?? part.section.from),
    message: `${listNames(names)} ${names.length === 1 ? "stays" : "stay"} in the shipped image`,
    about: left.map(({ step: { instruction } }) => instruction),
  });
}

function installsOf({ run }: Step): readonly Install[] {
  return (run?.facts ?? []).filter((fact): fact is Install => {
    return fact.kind === "os-packages" && fact.action === "install" && fact.runs === "yes";
  });
}

/** Of an install the packages that are only needed to build, and that nothing takes out again. */
function leftOf(
  fact: Install,
  shipped: EvaluatedStage,
): readonly { readonly name: string; readonly word: ShellWord }[] {
  const group = groupOf(fact);
  if (group !== undefined && shipped.end.packages.get(group) !== "yes") return [];
  return fact.packages.filter(({ name }) => isBuildPackage(name) && shipped.end.packages.get(name) === "yes");
}

/** The name that stands for all packages of an `apk add --virtual`. */
function groupOf({ use, options }: Install): string | undefined {
  if (!options.has("-t") && !options.has("--virtual")) return undefined;
  const at = use.words.findIndex(({ value }) => /^(?:-[a-z]*t|--virtual)$/.test(value));
  const joined = use.words.find(({ value }) => value.startsWith("--virtual="))?.value;
  return joined === undefined ? use.words[at + 1]?.value : joined.slice("--virtual=".length);
}

/** Whether packages are taken out that are not named here, so that what is left is not known. */
function isPartlyRemoved(shipped: EvaluatedStage): boolean {
  return stagesOf(shipped).some(({ steps }) =>
    steps.some(({ run }) =>
      (run?.facts ?? []).some((fact) => {
        if (fact.kind !== "os-packages" || fact.action !== "remove") return false;
        return fact.packages.length === 0 || fact.packages.some(({ name }) => /[$`*(]/.test(name));
      }),
    ),
  );
}

const TOOLS: ReadonlySet<string> = new Set(
  (
    "alpine-sdk autoconf automake binutils bison build-base build-essential cargo clang cmake cpp default-jdk dpkg-dev " +
    "flex g++ gcc gcc-c++ gfortran go golang golang-go gradle libtool linux-headers llvm m4 make maven meson " +
    "ninja ninja-build pkg-config pkgconf pkgconfig rust rustc scons libc-dev musl-dev libc6-dev"
  ).split(" "),
);

/** Packages of headers, and compilers whose names carry a version. */
const PATTERN =
  /^.+-(?:dev|devel)$|^(?:gcc|g\+\+|clang|llvm)-[0-9.]+$|^openjdk-[0-9]+-jdk(?:-headless)?$|^java-[0-9.]+-openjdk-devel$/;

/** Whether nothing that runs needs a package: only what is built does. */
function isBuildPackage(name: string): boolean {
  return TOOLS.has(name) || (PATTERN.test(name) && name !== "mono-devel");
}

const MINOR: ReadonlySet<string> = new Set(["make", "m4", "cpp"]);

function listNames(names: readonly string[]): string {
  const [first = "", second, third] = names;
  if (second === undefined) return first;
  if (third === undefined) return `${first} and ${second}`;
  return names.length === 3
    ? `${first}, ${second} and ${third}`
    : `${first}, ${second} and ${names.length - 2} more`;
}
