import type { Span } from "../../base/index.ts";
import type { ShellWord } from "../../shell/index.ts";
import type { RunFact } from "../../stage/index.ts";
import type { RunStep } from "../define-rule.ts";

/** What a package manager of the operating system did. */
export type OsPackagesFact = Extract<RunFact, { readonly kind: "os-packages" }>;

/** What package managers of the operating system did in a RUN, in order. */
export function osPackages({ run }: RunStep): readonly OsPackagesFact[] {
  return (run?.facts ?? []).filter((fact): fact is OsPackagesFact => fact.kind === "os-packages");
}

/**
 * The last of the commands asked about that certainly ran, where all of its caches certainly lie in the layer
 * of this RUN. A script that runs after it may clean up, and so may what we could not read.
 */
export function findLeftCache(
  run: RunStep,
  caches: readonly string[],
  isFilling: (fact: OsPackagesFact) => boolean,
): OsPackagesFact | undefined {
  if (run.run === undefined || run.run.isPartial) return undefined;
  const isLeft = caches.every((path) => {
    const { exists, content, step } = run.after.files.lookUp(path);
    return exists === "yes" && content?.kind === "cache" && step === run.number;
  });
  if (!isLeft) return undefined;
  const { facts } = run.run;
  const at = facts.findLastIndex(
    (fact) => fact.kind === "os-packages" && fact.runs === "yes" && isFilling(fact),
  );
  const found = facts[at];
  if (found?.kind !== "os-packages") return undefined;
  return facts.slice(at + 1).some(mayCleanUp) ? undefined : found;
}

function mayCleanUp(fact: RunFact): boolean {
  if (fact.kind !== "unknown-command") return false;
  return fact.isScript || /clean|purge|prune/i.test(fact.use.name ?? "");
}

/** The subcommand as written. */
export function subcommandOf({ use, action }: OsPackagesFact): string {
  return subcommandWord(use)?.value ?? action;
}

/** The command up to its subcommand: the packages behind it may fill many lines. */
export function placeOfCommand({ use, at }: OsPackagesFact): Span {
  return { start: at.start, end: subcommandWord(use)?.span.end ?? at.end };
}

function subcommandWord({ words }: OsPackagesFact["use"]): ShellWord | undefined {
  return words.slice(1).find(({ value }) => /^[a-z][a-z-]+$/.test(value));
}
