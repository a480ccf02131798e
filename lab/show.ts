import { existsSync } from "node:fs";
import { join } from "node:path";
import { listBases } from "./base.ts";
import { docker } from "./engine/docker.ts";
import { labEnvironment } from "./environment.ts";
import type { LabPaths } from "./folder.ts";
import { PARTS } from "./parts.ts";
import { readText } from "./process.ts";
import { readVersions, renderVersions } from "./versions.ts";

/** What `lab status` prints: a line for each part. */
export async function renderStatus(paths: LabPaths): Promise<string> {
  const versions = readVersions(paths);
  const lines = await Promise.all(
    PARTS.map(async (part) => {
      const version = renderVersions(versions[part.name]);
      return `${part.name.padEnd(9)} ${await part.describe(paths)}${version === "" ? "" : `  (${version})`}`;
    }),
  );
  return `${[`folder    ${paths.root}`, ...lines].join("\n")}\n`;
}

/** What `lab env` prints: lines for a shell. */
export async function renderEnvironment(paths: LabPaths): Promise<string> {
  return Object.entries(labEnvironment(paths))
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join("");
}

/** What `lab images` prints: every base image under its names, and what cannot be made. */
export async function renderImages(paths: LabPaths): Promise<string> {
  const { bases, notProvable } = await listBases();
  const sizes = await imageSizes(paths);
  const seconds = readSeconds(paths);
  const lines = bases.flatMap(({ base }) => {
    const [first = ""] = base.names;
    const size = sizes.get(first);
    const state = size === undefined ? "not made" : [size, seconds[first]].filter(Boolean).join(", made in ");
    return [`${base.names.join(" ")}`, `    ${base.group}: ${state}`, `    ${base.made}`];
  });
  const not = notProvable.map(({ names, why }) => `${names}\n    not provable here: ${why}`);
  return `${[...lines, ...not].join("\n")}\n`;
}

/** Where it is kept how long each image took to make. */
export function secondsPath(paths: LabPaths): string {
  return join(paths.data, "base-seconds.json");
}

/** The seconds that images took, by the first of their names, as text. */
export function readSeconds(paths: LabPaths): Readonly<Record<string, string>> {
  const text = readText(secondsPath(paths));
  return text === "" ? {} : JSON.parse(text);
}

async function imageSizes(paths: LabPaths): Promise<ReadonlyMap<string, string>> {
  if (!existsSync(paths.dockerSocket)) return new Map();
  const listed = await docker(paths, ["images", "--format", "{{.Repository}}:{{.Tag}} {{.Size}}"]);
  return new Map(
    listed.split("\n").map((line) => {
      const [name = "", size = ""] = line.split(" ");
      return [name, size] as const;
    }),
  );
}
