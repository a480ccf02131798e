import { posix } from "node:path";
import type { Whether } from "../../base/index.ts";
import type { CommandUse, ShellWord } from "../../shell/index.ts";
import { type ReadWords, readWords } from "../command-line.ts";
import {
  install,
  namedPackages,
  pathOf,
  readFile,
  splitAt,
  textOf,
  variableFor,
} from "../language-install.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  longWithOneDash: true,
  valued: new Set(
    (
      "-o -ldflags -gcflags -asmflags -tags -mod -modfile -p -C -buildmode -compiler -installsuffix -pkgdir -run " +
      "-timeout -count -coverprofile -exec -overlay -toolexec -buildvcs"
    )
      .split(" ")
      .flatMap((option) => [option, `-${option}`]),
  ),
};

/** `go`: modules that are fetched, programs that are built. */
export const effect = defineEffect({
  names: ["go"],
  apply: (use, machine) => {
    const action = use.words[1]?.literal;
    const words = readWords(use, GRAMMAR, 2);
    const second = words.operands[0]?.literal;
    if (action === "build" || action === "test") build(use, action, words, machine);
    else if (action === "install" || action === "get") bring(use, action, words, words.operands, machine);
    else if (action === "mod" && (second === "download" || second === "tidy" || second === "vendor")) {
      bring(use, `mod ${second}`, words, [], machine);
    } else if (action === "clean") clean(use, words, machine);
    else if (action === "generate" || action === "run" || action === "tool") machine.open();
    else if (action === "mod" || action === "work") machine.fill(machine.workdir ?? "/");
  },
});

function bring(
  use: CommandUse,
  action: string,
  words: ReadWords,
  names: readonly ShellWord[],
  machine: Machine,
): void {
  const paths = goPath(use, machine);
  const isOfProject = action.startsWith("mod");
  const folder = pathOf(machine, words.values.get("-C")) ?? machine.workdir;
  install(machine, {
    manager: "go",
    action,
    options: words.options,
    packages: namedPackages(names, splitAt),
    isFrozen: action === "mod download" ? "yes" : "no",
    hasDevelopment: "no",
    needsSources: action === "mod download" ? "no" : "maybe",
    reads:
      isOfProject && folder !== undefined && action !== "mod tidy"
        ? [readFile(machine, posix.join(folder, "go.mod"))]
        : [],
    cache: moduleCache(use, machine),
    target: paths,
  });
  if (isOfProject && folder !== undefined) machine.fill(folder);
}

function build(use: CommandUse, action: string, words: ReadWords, machine: Machine): void {
  const folder = pathOf(machine, words.values.get("-C")) ?? machine.workdir;
  const given = words.values.get("-o") ?? words.values.get("--o");
  const output = textOf(machine, given);
  const isFile =
    output !== undefined &&
    !output.endsWith("/") &&
    machine.lookUp(machine.resolve(output) ?? "/").kind !== "folder";
  const path = output === undefined || folder === undefined ? undefined : posix.resolve(folder, output);
  const cache = moduleCache(use, machine);
  if (cache !== undefined) machine.keepCache(cache);
  if (action === "test") {
    machine.open();
    return;
  }
  machine.note({ kind: "build", tool: "go", output: isFile ? path : undefined });
  if (path !== undefined && isFile) {
    const isStatic = variableFor(use, machine, "CGO_ENABLED") === "0" ? "yes" : "maybe";
    const isStripped = strippedBy(use, words, machine);
    machine.write(path, {
      kind: "file",
      mode: 0o755,
      content: { kind: "binary", language: "go", isStatic, libc: undefined, isStripped },
    });
  } else machine.fill(path ?? folder ?? "/");
}

/** `-s` leaves the tables of symbols out, and with them the data for debuggers. */
function strippedBy(use: CommandUse, { values, options }: ReadWords, machine: Machine): Whether {
  const given = values.get("-ldflags") ?? values.get("--ldflags");
  const flags = given === undefined ? "" : typeof given === "string" ? given : given.value;
  const common = variableFor(use, machine, "GOFLAGS") ?? "";
  if (/(?:^|[\s="'])-s(?:[\s"']|$)/.test(`${flags} ${common}`)) return "yes";
  const isCertain = given === undefined || textOf(machine, given) !== undefined || /-X\b/.test(flags);
  return isCertain && !common.includes("ldflags") && !options.has("-toolexec") && !/^\$/.test(flags)
    ? "no"
    : "maybe";
}

function clean(use: CommandUse, { options }: ReadWords, machine: Machine): void {
  const cache = moduleCache(use, machine);
  if (cache !== undefined && (options.has("-modcache") || options.has("--modcache"))) machine.remove(cache);
}

function goPath(use: CommandUse, machine: Machine): string | undefined {
  const given = variableFor(use, machine, "GOPATH")?.split(":")[0];
  return given === undefined || given === "" ? undefined : machine.resolve(given);
}

function moduleCache(use: CommandUse, machine: Machine): string | undefined {
  const given = variableFor(use, machine, "GOMODCACHE");
  if (given !== undefined && given !== "") return machine.resolve(given);
  const path = goPath(use, machine);
  return path === undefined ? undefined : posix.join(path, "pkg/mod");
}
