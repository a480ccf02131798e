import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A package whose code is inside the bundle, with the text of its licence. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly text: string;
}

/**
 * The packages that the bundler's inputs (paths relative to `root`) come from, in the order of their
 * names. Throws when a package brings no licence text: it may not be redistributed unread.
 */
export function bundledPackages(root: string, inputs: readonly string[]): readonly BundledPackage[] {
  const folders = new Set<string>();
  for (const input of inputs) {
    const folder = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  return [...folders].sort().map((folder) => readPackage(join(root, folder)));
}

/** The text of `THIRD_PARTY_LICENSES.txt`. */
export function renderLicences(packages: readonly BundledPackage[]): string {
  if (packages.length === 0) return "The bundle holds no code of other packages.\n";
  const parts = packages.map(
    ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text.trim()}\n`,
  );
  return `The bundle holds code of these packages.\n\n${parts.join(`\n${"-".repeat(78)}\n\n`)}`;
}

function readPackage(folder: string): BundledPackage {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file));
  if (files.length === 0) throw new Error(`${folder} is bundled and has no licence file`);
  return {
    name: field(manifest, "name"),
    version: field(manifest, "version"),
    licence: field(manifest, "license"),
    text: files
      .sort()
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("\n"),
  };
}

function field(manifest: unknown, name: string): string {
  const entries = typeof manifest === "object" && manifest !== null ? Object.entries(manifest) : [];
  const value: unknown = entries.find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "unknown";
}
