import { join } from "node:path";
import { describePackage, downloadPackages, readDebianSources } from "../apt.ts";
import { isMade, makeFolder } from "../aside.ts";
import type { LabPaths } from "../folder.ts";
import { run } from "../process.ts";
import type { Progress } from "../progress.ts";
import { noteVersions } from "../versions.ts";

/** The runc of the lab, which all its engines start containers with. */
export function runcPath(paths: LabPaths): string {
  return join(folderOf(paths), "usr/sbin/runc");
}

/**
 * Unpacks runc from the machine's own release: unlike the engines, a newer one asks for a newer C library.
 * It has a folder of its own, so that one engine can be stopped without ending steps of another.
 */
export async function unpackRunc(paths: LabPaths, progress: Progress): Promise<void> {
  const suite = readDebianSources().codename;
  if (isMade(folderOf(paths), suite)) return;
  const [file = ""] = await downloadPackages(paths, suite, ["runc"], progress);
  await makeFolder(folderOf(paths), suite, async (folder) => {
    await run("dpkg-deb", ["--extract", file, folder]);
  });
  const { version } = await describePackage(file);
  noteVersions(paths, "runc", { runc: version });
}

function folderOf(paths: LabPaths): string {
  return join(paths.root, "runc");
}
