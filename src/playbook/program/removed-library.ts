import type { ShellWord } from "../../shell/index.ts";
import type { EvaluatedStage, RunFact, Step } from "../../stage/index.ts";
import { stagesOf } from "../install/build-tools.ts";
import { installedPackages } from "../install/native-packages.ts";
import type { ContextView } from "../subject.ts";
import { bringNothing } from "./absent-package.ts";
import { type Library, libraryOf } from "./native-library.ts";

/** A group of packages that is taken out although a package of Python was linked with one of its libraries. */
export interface RemovedLibrary {
  /** The word that takes it out. */
  readonly word: ShellWord;
  readonly group: string;
  /** The package of Python. */
  readonly what: string;
  readonly library: Library;
  readonly step: Step;
}

type SystemFact = Extract<RunFact, { readonly kind: "os-packages" }>;

interface Group {
  readonly name: string;
  readonly headers: readonly string[];
  readonly install: SystemFact;
}

/** Packages with headers that bring a library along, and take it with them when they go. */
const HEADERS: ReadonlyMap<string, string> = new Map([
  ["postgresql-dev", "libpq.so.5"],
  ["libpq-dev", "libpq.so.5"],
  ["mariadb-dev", "libmariadb.so.3"],
  ["mariadb-connector-c-dev", "libmariadb.so.3"],
  ["mysql-dev", "libmariadb.so.3"],
  ["openldap-dev", "libldap"],
  ["cairo-dev", "libcairo.so.2"],
  ["portaudio-dev", "libportaudio.so.2"],
]);

/**
 * The libraries that `apk del` of a group takes out of a stage although a package of Python needs them: what came in
 * with the group goes with it, unless it was asked for apart.
 */
export function removedLibraries(stage: EvaluatedStage, context: ContextView): readonly RemovedLibrary[] {
  const { base } = stage.start;
  if (base.kind !== "known" || base.image.libc !== "musl") return [];
  if (!stage.steps.some(({ run }) => run?.facts.some(isRemoval))) return [];
  const groups: Group[] = [];
  const kept: SystemFact[] = [];
  const removals: { readonly fact: SystemFact; readonly step: Step }[] = [];
  const linked: { readonly name: string; readonly library: Library }[] = [];
  const steps = stagesOf(stage)
    .toReversed()
    .flatMap((part) => part.steps);
  for (const step of steps) {
    for (const { name } of installedPackages(step, steps, "python", context)) {
      const library = libraryOf(name);
      if (library !== undefined) linked.push({ name, library });
    }
    for (const fact of step.run?.facts ?? []) {
      if (fact.kind !== "os-packages" || fact.manager !== "apk") continue;
      const name = fact.action === "install" ? groupName(fact) : undefined;
      if (name !== undefined && fact.runs === "yes") {
        groups.push({ name, headers: fact.packages.map((each) => each.name), install: fact });
      } else if (fact.action === "install") kept.push(fact);
      else if (fact.action === "remove" && fact.runs === "yes") removals.push({ fact, step });
    }
  }
  if (linked.length === 0 || !bringNothing(kept, false, KEPT)) return [];
  return removals.flatMap(({ fact, step }) =>
    fact.packages.flatMap(({ name, word }): readonly RemovedLibrary[] => {
      const group = groups.find((each) => each.name === name);
      // The same package in another group that stays keeps its library.
      if (group === undefined || groups.some((each) => each.name !== name)) return [];
      const files = group.headers.map((header) => HEADERS.get(header));
      const found = linked.find(({ library }) => files.includes(library.file));
      return found === undefined
        ? []
        : [{ word, group: name, what: found.name, library: found.library, step }];
    }),
  );
}

function isRemoval(fact: RunFact): boolean {
  return fact.kind === "os-packages" && fact.action === "remove";
}

/** What is commonly installed beside, and brings none of these libraries. */
const KEPT =
  /^(?:python3|py3-pip|py-pip|build-base|gcc|g\+\+|musl-dev|libstdc\+\+|jpeg-dev|zlib-dev|libffi|ca-certificates|supervisor)$/;

/** The name of the group that an install is given: `-t NAME`, `--virtual NAME`. */
function groupName({ use }: SystemFact): string | undefined {
  for (const [at, { value }] of use.words.entries()) {
    if (value === "-t" || value === "--virtual") return use.words[at + 1]?.literal;
    const match = /^(?:--virtual=|-t(?==?\.))=?(.+)$/.exec(value);
    if (match !== null) return match[1];
  }
  return undefined;
}
