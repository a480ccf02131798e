import type { Entry } from "../host/index.ts";

// Folders of version control, and folders that package managers fill with what others wrote.
const NAMES = new Set([
  ".git",
  ".hg",
  ".svn",
  ".terraform",
  ".tox",
  ".venv",
  "__pycache__",
  "bower_components",
  "dist-packages",
  "node_modules",
  "site-packages",
  "venv",
]);

/** Whether a folder holds what others wrote or a build made, by its name and what lies beside it. */
export function isDependencyFolderName(name: string, hasSibling: (name: string) => boolean): boolean {
  if (NAMES.has(name)) return true;
  return name === "target" && (hasSibling("Cargo.toml") || hasSibling("pom.xml"));
}

/** The same, by what is in the folder: a virtual environment of any name, or packages of Go or PHP. */
export function isDependencyFolder(name: string, entries: readonly Entry[]): boolean {
  const isVendor = name === "vendor";
  return entries.some(
    (entry) =>
      entry.name === "pyvenv.cfg" ||
      (isVendor &&
        (entry.name === "modules.txt" || entry.name === "autoload.php" || entry.name === "composer")),
  );
}
