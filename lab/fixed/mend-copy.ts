import { createHash } from "node:crypto";
import { cpSync, globSync, lstatSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fix } from "../../src/app/index.ts";
import { decodeSource } from "../../src/base/index.ts";
import type { Host } from "../../src/host/index.ts";
import type { FixedFile } from "../../src/playbook/index.ts";
import type { OutcomeDefinition } from "../outcome/definition.ts";
import type { AppliedFix, Way } from "./proved.ts";

/** A definition's build context in a folder of its own. */
export interface CopiedContext {
  /** Absolute, both. */
  readonly context: string;
  readonly dockerfile: string;
}

/** A copied context after its fixes. */
export interface MendedContext extends CopiedContext {
  readonly applied: readonly AppliedFix[];
  /** Names of files that were written beside the Dockerfile. */
  readonly others: readonly string[];
  /** The text of the Dockerfile and of all other files that were written. */
  readonly texts: string;
  /** The digests of the files that were changed: each before with its after. */
  readonly digests: ReadonlyMap<string, string>;
  /** What went wrong while it was mended. */
  readonly problems: readonly string[];
}

/** The day on which everything is mended: rules may look at it. */
const DAY = "2026-11-21";

/** Copies a definition's build context, with its modes and times. */
export function copyContext({ context, dockerfile }: OutcomeDefinition, folder: string): CopiedContext {
  const within = relative(context, dockerfile);
  if (within.startsWith("..")) throw new Error(`${dockerfile} lies outside of ${context}`);
  cpSync(context, folder, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  return { context: folder, dockerfile: join(folder, within) };
}

/** Copies a definition's build context and lets `plimsoll fix` write to the copy. */
export async function mendCopy(
  host: Host,
  definition: OutcomeDefinition,
  way: Way,
  folder: string,
): Promise<MendedContext> {
  const copied = copyContext(definition, folder);
  const request = {
    ...{ paths: [copied.dockerfile], inputName: "Dockerfile", context: folder, target: undefined },
    ...{ buildArguments: [], platform: undefined, select: [], ignore: [] },
    ...{ unsafe: way === "unsafe", restructure: false, writes: true },
  };
  const inFolder: Host = { ...host, files: { ...host.files, workingFolder: folder }, today: () => DAY };
  const problems: string[] = [];
  let file: FixedFile | undefined;
  for await (const event of fix(inFolder, request)) {
    if (event.kind === "problem") problems.push(event.problem.message.replaceAll(folder, ""));
    if (event.kind === "file") file = event.file;
  }
  const others = file?.others ?? [];
  const changed = [{ before: file?.before, after: file?.after ?? "" }, ...others];
  return {
    ...copied,
    applied: (file?.mended ?? []).map(({ finding: { rule }, fix: { applicability } }) => ({
      rule,
      applicability,
    })),
    others: others.map(({ path }) => basename(path)),
    texts: [decodeSource(readFileSync(copied.dockerfile)), ...others.map(({ after }) => after)].join("\0"),
    digests: new Map(
      changed.flatMap(({ before, after }) => {
        return before === undefined ? [] : [[digestOf(before), digestOf(after)] as const];
      }),
    ),
    problems,
  };
}

/** A digest of the names, modes and bytes of all files in a folder. */
export function digestOfFolder(folder: string): string {
  const hash = createHash("sha256");
  const names = globSync("**/{*,.*}", { cwd: folder, withFileTypes: false });
  for (const name of [...names].sort()) {
    const path = join(folder, name);
    const status = lstatSync(path);
    hash.update(`${name} ${status.mode}\n`);
    if (status.isFile()) hash.update(readFileSync(path));
  }
  return hash.digest("hex");
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
