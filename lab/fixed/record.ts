import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeAside } from "../aside.ts";
import { labPaths } from "../folder.ts";
import type { OutcomeDefinition } from "../outcome/definition.ts";
import { readText } from "../process.ts";
import type { ProvedFixes } from "./proved.ts";

/** Keeps what was seen of one definition, in a file of its own: runs at the same time take nothing from each other. */
export function recordProved(proved: ProvedFixes, folder = recordFolder()): void {
  mkdirSync(folder, { recursive: true });
  writeAside(join(folder, `${proved.name}.json`), `${JSON.stringify(proved)}\n`);
}

/** What was seen last of definitions; those that were never tried are left out. */
export function readProved(
  definitions: readonly OutcomeDefinition[],
  folder = recordFolder(),
): readonly ProvedFixes[] {
  return definitions.flatMap(({ name }): ProvedFixes | readonly ProvedFixes[] => {
    const text = readText(join(folder, `${name}.json`));
    return text === "" ? [] : JSON.parse(text);
  });
}

/** What differed between builds of one file, as long as the file and its build context are as they were. */
interface RecordedNoise {
  readonly of: string;
  readonly noise: readonly string[];
}

/** Keeps what differed between two builds of one unchanged file; `of` is a digest of all that it is built from. */
export function recordNoise(name: string, of: string, noise: ReadonlySet<string>): void {
  const recorded: RecordedNoise = { of, noise: [...noise].sort() };
  mkdirSync(noiseFolder(), { recursive: true });
  writeAside(join(noiseFolder(), `${name}.json`), `${JSON.stringify(recorded)}\n`);
}

/** What was seen to differ before; nothing where the file is another one. */
export function readNoise(name: string, of: string): ReadonlySet<string> {
  const text = readText(join(noiseFolder(), `${name}.json`));
  if (text === "") return new Set();
  const recorded: RecordedNoise = JSON.parse(text);
  return new Set(recorded.of === of ? recorded.noise : []);
}

function noiseFolder(): string {
  return join(labPaths().data, "fixed-noise");
}

function recordFolder(): string {
  return join(labPaths().data, "fixed");
}
