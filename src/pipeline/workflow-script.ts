import { limits } from "../base/index.ts";
import { type BuildCommand, parseBuildCommand } from "./build-command.ts";
import {
  type BuildArgument,
  DEFAULT_DOCKERFILE,
  isRemoteContext,
  type Written,
  type WrittenContext,
  type WrittenDockerfile,
} from "./build-entry.ts";
import { type ScriptWord, splitScript } from "./shell-words.ts";
import { contextIn, dockerfileIn, fromWorkspace } from "./workspace-path.ts";

/** An image that a script builds, and the line (from 0) on which the command starts. */
export interface ScriptBuild {
  readonly line: number;
  readonly context: WrittenContext;
  readonly dockerfile: WrittenDockerfile;
  readonly target?: Written;
  readonly buildArguments: readonly BuildArgument[];
}

/** The folder a script is in, or undefined where only a run knows. */
type Folder = string | undefined;

/** Reads a `run` script for the images that it builds, following `cd` as far as its words are known. */
export function readScript(script: string, workingFolder: Written): readonly ScriptBuild[] {
  if (!/docker|podman|buildah/.test(script)) return [];
  const builds: ScriptBuild[] = [];
  const outer: Folder[] = []; // Folders to return to, of subshells.
  const pushed: Folder[] = [];
  let folder: Folder = workingFolder.kind === "known" ? fromWorkspace("", workingFolder.value) : undefined;
  let line = 0;
  let counted = 0;
  for (const part of splitScript(script)) {
    if (part.kind === "open") outer.push(folder);
    else if (part.kind === "close") {
      // A pattern of `case` closes what nothing opened.
      if (outer.length > 0) folder = outer.pop();
    } else {
      for (; counted < part.start; counted++) if (script.charCodeAt(counted) === 10) line++;
      const [command, ...words] = part.words;
      const name = command?.written.kind === "known" ? command.written.value : "";
      if (name === "popd") folder = pushed.pop();
      else if (name === "cd" || name === "pushd") {
        if (name === "pushd") pushed.push(folder);
        folder = changeFolder(folder, words);
      } else {
        const build = parseBuildCommand(part.words);
        if (build !== undefined) builds.push({ line, ...settle(build, folder) });
      }
    }
  }
  return builds;
}

function changeFolder(folder: Folder, words: readonly ScriptWord[]): Folder {
  const [word] = words;
  if (words.length !== 1 || word?.written.kind !== "known") return undefined;
  const { value } = word.written;
  if (value.startsWith("-") || value.startsWith("~")) return undefined;
  if (folder === undefined && !value.startsWith("/") && !value.startsWith("\0")) return undefined;
  const changed = fromWorkspace(folder ?? "", value);
  return changed === undefined || changed.length > limits.pathCharacters ? undefined : changed;
}

function settle(build: BuildCommand, folder: Folder) {
  const { target, buildArguments } = build;
  const rest = { ...(target === undefined ? {} : { target }), buildArguments };
  const doubt =
    build.doubt ?? (folder === undefined ? "the script changes to a folder that is not known" : undefined);
  if (doubt !== undefined || folder === undefined) {
    const unknownPart = { kind: "unknown", reason: doubt ?? "" } as const;
    return { ...rest, context: unknownPart, dockerfile: unknownPart };
  }
  return { ...rest, context: contextOf(build.context, folder), dockerfile: dockerfileOf(build, folder) };
}

function contextOf(context: Written | undefined, folder: string): WrittenContext {
  if (context === undefined) return { kind: "unknown", reason: "the command names no context" };
  const isPipe = context.kind === "known" && context.value === "-";
  return isPipe
    ? { kind: "unknown", reason: "the context comes through a pipe" }
    : contextIn(folder, context);
}

function dockerfileOf(build: BuildCommand, folder: string): WrittenDockerfile {
  const { dockerfile, context, isPodman } = build;
  if (context?.kind === "known" && context.value === "-") return { kind: "inline" };
  if (dockerfile === undefined) {
    return isPodman ? { kind: "default", names: ["Containerfile", "Dockerfile"] } : DEFAULT_DOCKERFILE;
  }
  if (dockerfile.kind === "known" && dockerfile.value === "-") return { kind: "inline" };
  const found = dockerfileIn(folder, dockerfile, isPodman ? "base-then-context" : "base");
  // A remote context brings its own Dockerfile.
  const isRemote = context?.kind === "known" && isRemoteContext(context.value);
  return isRemote && found.kind === "path" ? { ...found, from: "context" } : found;
}
