import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findProgram } from "../apt.ts";
import { isMade, makeFolder } from "../aside.ts";
import type { LabPaths } from "../folder.ts";
import { LabError, run } from "../process.ts";
import type { Progress } from "../progress.ts";
import { noteVersions } from "../versions.ts";

/** A folder of `lab/` with a go.mod that names programs as tools. */
export interface GoPrograms {
  /** The folder's name, and that of the programs' folder in `bin`. */
  readonly folder: string;
  /** The module whose version counts. */
  readonly module: string;
  /** The words that the linker is given for that version. */
  readonly link?: (version: string) => readonly string[];
}

/** BuildKit: the daemon, its command line and the Dockerfile frontend. */
export const BUILDKIT: GoPrograms = {
  folder: "buildkit",
  module: "github.com/moby/buildkit",
  link: (version) => ["-X", `github.com/moby/buildkit/version.Version=${version}`],
};

/** crane: a client for registries. */
export const CRANE: GoPrograms = { folder: "crane", module: "github.com/google/go-containerregistry" };

/** Where Go is usually put by those who unpack it by hand. */
const USUAL_GO = "/usr/local/go/bin/go";
const TAGS = "osusergo netgo static_build seccomp";

/**
 * Builds the programs with the machine's Go, and returns their folder. They are built again when the modules or
 * Go itself have changed; the modules and what is compiled stay in Go's own caches.
 */
export async function buildGoPrograms(
  paths: LabPaths,
  programs: GoPrograms,
  progress: Progress,
): Promise<string> {
  const source = fileURLToPath(new URL(`../${programs.folder}/`, import.meta.url));
  const target = goFolder(paths, programs);
  const go = findProgram("go") ?? USUAL_GO;
  if (!existsSync(go)) {
    throw new LabError(
      `${programs.folder} is built with Go, which is missing here`,
      "Install Go 1.26 or newer.",
    );
  }
  const modules = readFileSync(join(source, "go.mod"), "utf8");
  const digest = createHash("sha256")
    .update(modules)
    .update(readFileSync(join(source, "go.sum")))
    .digest("hex");
  const version = await run(go, ["env", "GOVERSION"], { folder: source });
  const from = `${digest} ${version}`;
  if (isMade(target, from)) return target;
  const [, release = ""] = new RegExp(`${programs.module} (v[^ \\n]+)`).exec(modules) ?? [];
  await makeFolder(target, from, async (aside) => {
    const environment = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "" };
    await progress.step(`download the modules of ${programs.folder} ${release}`, async (note) => {
      await run(go, ["mod", "download"], { folder: source, environment, onLine: note });
    });
    await progress.step(`build ${programs.folder} ${release} with ${version}`, async (note) => {
      const flags = ["-s", "-w", ...(programs.link?.(release) ?? [])].join(" ");
      const words = ["build", "-v", "-trimpath", "-buildvcs=false", "-tags", TAGS, "-ldflags", flags];
      await run(go, [...words, "-o", `${aside}/`, "tool"], { folder: source, environment, onLine: note });
    });
  });
  noteVersions(paths, programs.folder, { [programs.folder]: release, go: version.replace(/^go/, "") });
  return target;
}

/** The folder of programs that are built. */
export function goFolder(paths: LabPaths, programs: GoPrograms): string {
  return join(paths.bin, programs.folder);
}

/** What `status` says of programs that are only called. */
export function describeGoPrograms(paths: LabPaths, programs: GoPrograms): string {
  const folder = goFolder(paths, programs);
  return existsSync(folder) ? `ready in ${folder}` : "not made";
}
