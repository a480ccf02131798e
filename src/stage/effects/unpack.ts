import type { CommandUse, ShellWord } from "../../shell/index.ts";
import { readWords } from "../command-line.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

/** `tar`, `unzip`, `7z`, `jar`, `cpio`: archives are taken apart into a folder, or made. */
export const effect = defineEffect({
  names: ["tar", "bsdtar", "gtar", "unzip", "7z", "7za", "7zr", "jar", "cpio", "unrar", "zip"],
  apply: (use, machine) => {
    if (use.name === "unzip") unzip(use, machine);
    else if (use.name === "zip") pack(readWords(use).operands[0], machine);
    else if (use.name?.endsWith("tar") === true || use.name === "jar") tar(use, machine);
    else if (use.name === "cpio") fill(machine.workdir, machine);
    else sevenZip(use, machine);
  },
});

const TAR = {
  valued: new Set(
    (
      "-f -C -T -X -I -b -g -H -K -L -N -V --file --directory --files-from --exclude-from --use-compress-program " +
      "--exclude --transform --xform --owner --group --mode --strip-components --strip --one-top-level --mtime --format"
    ).split(" "),
  ),
};

function tar(use: CommandUse, machine: Machine): void {
  const read = readWords(withDash(use), TAR);
  const { options, values } = read;
  const has = (short: string, long: string) => options.has(short) || options.has(long);
  const archive = pathOf(values.get("-f") ?? values.get("--file"), machine);
  if (has("-x", "--extract") || options.has("--get")) {
    const folder = values.get("-C") ?? values.get("--directory") ?? values.get("--one-top-level");
    fill(folder === undefined ? machine.workdir : pathOf(folder, machine), machine);
    machine.note({ kind: "extraction", archive });
  } else if (has("-c", "--create") && archive !== undefined) {
    machine.write(archive, { kind: "file", mode: 0o644, content: { kind: "archive" } });
  }
}

/** The first word of tar may do without its dash: `tar xzf a.tgz -C b`. Values follow in the letters' order. */
function withDash(use: CommandUse): CommandUse {
  const [name, first, ...rest] = use.words;
  if (name === undefined || first === undefined || !/^[a-zA-Z]+$/.test(first.value)) return use;
  return { ...use, words: [name, { ...first, value: `-${first.value}` }, ...rest] };
}

function unzip(use: CommandUse, machine: Machine): void {
  const { operands, options, values } = readWords(use, { valued: new Set(["-d", "-P", "-x"]) });
  if (options.has("-l") || options.has("-t") || options.has("-p") || options.has("-v")) return;
  const folder = values.get("-d");
  fill(folder === undefined ? machine.workdir : pathOf(folder, machine), machine);
  machine.note({ kind: "extraction", archive: machine.path(operands[0]) });
}

function sevenZip(use: CommandUse, machine: Machine): void {
  const { operands } = readWords(use, { longWithOneDash: true });
  const [mode, archive] = operands;
  if (mode?.value === "a") pack(archive, machine);
  if (mode?.value !== "x" && mode?.value !== "e") return;
  const given = use.words.find(({ value }) => /^-o./.test(value))?.value.slice(2);
  fill(given === undefined ? machine.workdir : machine.resolve(given), machine);
  machine.note({ kind: "extraction", archive: machine.path(archive) });
}

function pack(archive: ShellWord | undefined, machine: Machine): void {
  const path = machine.path(archive);
  if (path !== undefined) machine.write(path, { kind: "file", mode: 0o644, content: { kind: "archive" } });
}

function fill(folder: string | undefined, machine: Machine): void {
  // Into an unknown folder: what was absent anywhere may be there now.
  if (folder === undefined) machine.open();
  else machine.fill(folder);
}

function pathOf(value: ShellWord | string | undefined, machine: Machine): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === "string" ? value : machine.text(value);
  return text === undefined || text === "-" || /[$`*?]/.test(text) ? undefined : machine.resolve(text);
}
