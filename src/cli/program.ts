import { Command, Option } from "commander";
import type { Host } from "../host/index.ts";
import type { ExitStatus } from "./exit-status.ts";
import { version } from "./generated/version.ts";

/** Says with which status the program ends. */
export type End = (status: ExitStatus) => void;

/** The command line: what there is to ask for. What a command does is loaded when it is run. */
export function createProgram(host: Host, end: End): Command {
  const program = new Command("plimsoll")
    .description("Makes container images small, fast to rebuild and secure, and proves it.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help of a command")
    .showHelpAfterError("(plimsoll --help lists commands and options)")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.output.write(text),
      writeErr: (text) => host.errors.write(text),
      getOutHelpWidth: () => host.output.columns,
      getErrHelpWidth: () => host.errors.columns,
    })
    .addHelpText("after", EXAMPLES);
  addCheck(program, host, end);
  addFix(program, host, end);
  addExplain(program, host, end);
  addContext(program, host, end);
  addBuild(program, host, end);
  addEngines(program, host, end);
  addDebug(program, host, end);
  return program;
}

const EXAMPLES = `
Examples:
  plimsoll                          check every Dockerfile below this folder
  plimsoll check services/api       check one folder
  plimsoll fix --diff               what the safe fixes would change
  plimsoll --format json > out.json machine output, schema in schemas/
  plimsoll explain DL3006           what a rule means, also by another tool's name
  plimsoll context --list .         what a build of this folder would send
  plimsoll build -t shop/api .      check, then build with the engine that is there

Exit status: 0 nothing at or above --fail-on, 1 findings, 2 wrong call, 3 a file or an engine failed, 4 our bug.`;

function addCheck(program: Command, host: Host, end: End): void {
  program
    .command("check", { isDefault: true })
    .description(
      "find Dockerfiles and judge them: a checklist, and findings in the text (the default command)",
    )
    .argument("[path...]", "files or folders; - reads one Dockerfile from standard input", ["."])
    .option("--stdin-filename <path>", "the path that standard input stands for", "Dockerfile")
    .option("--context <folder>", "the build context of every file that is judged")
    .option("--target <stage>", "judge a build of this stage")
    .option("--build-arg <name=value>", "a build argument (may stand several times)", collector(), [])
    .option("--platform <os/arch>", "the platform that is built for")
    .addOption(
      new Option("--format <format>", "how to print")
        .choices(["terminal", "json", "sarif", "github"])
        .default("terminal"),
    )
    .option("--output <file>", "write to a file instead of standard output")
    .addOption(
      new Option("--fail-on <level>", "exit with 1 when a finding of this level or above remains")
        .choices(["error", "warning", "information", "never"])
        .default("warning"),
    )
    .option("--select <names>", "only these rules or practices, separated by commas", nameCollector(), [])
    .option("--ignore <names>", "all but these rules or practices", nameCollector(), [])
    .addOption(new Option("--color <when>", "colour").choices(["auto", "always", "never"]).default("auto"))
    .option("-q, --quiet", "findings only: no checklist", false)
    .action(async (paths: readonly string[], options: unknown) => {
      const { runCheck } = await import("./commands/check.ts");
      end(await runCheck(host, paths, options));
    });
}

function addFix(program: Command, host: Host, end: End): void {
  program
    .command("fix")
    .description("mend Dockerfiles: show what changes and write it; safe fixes unless more is asked for")
    .argument("[path...]", "files or folders; - reads standard input and prints the mended file", ["."])
    .option("--diff", "only show what would change: write nothing, and exit with 1 if something would", false)
    .option(
      "--unsafe",
      "also apply fixes that may change behaviour in ways that the rule's page names",
      false,
    )
    .option("--restructure", "also apply fixes that add or split stages or exchange bases", false)
    .option("--stdin-filename <path>", "the path that standard input stands for", "Dockerfile")
    .option("--context <folder>", "the build context of every file")
    .option("--target <stage>", "judge a build of this stage")
    .option("--build-arg <name=value>", "a build argument (may stand several times)", collector(), [])
    .option("--platform <os/arch>", "the platform that is built for")
    .addOption(
      new Option("--format <format>", "how to print").choices(["terminal", "json"]).default("terminal"),
    )
    .addOption(
      new Option("--fail-on <level>", "exit with 1 when a finding of this level or above is left")
        .choices(["error", "warning", "information", "never"])
        .default("warning"),
    )
    .option("--select <names>", "only these rules or practices, separated by commas", nameCollector(), [])
    .option("--ignore <names>", "all but these rules or practices", nameCollector(), [])
    .addOption(new Option("--color <when>", "colour").choices(["auto", "always", "never"]).default("auto"))
    .option("-q, --quiet", "what changes only: nothing about what is left", false)
    .action(async (paths: readonly string[], options: unknown) => {
      const { runFix } = await import("./commands/fix.ts");
      end(await runFix(host, paths, options));
    });
}

function addExplain(program: Command, host: Host, end: End): void {
  program
    .command("explain")
    .description("print the page of a rule, a practice, an error code, or another tool's identifier")
    .argument(
      "[name]",
      "such as shell-form-command, DL3006, StageNameCasing, pinned-base; all names without one",
    )
    .addOption(new Option("--color <when>", "colour").choices(["auto", "always", "never"]).default("auto"))
    .action(async (name: string | undefined, options: unknown) => {
      const { runExplain } = await import("./commands/explain.ts");
      end(await runExplain(host, name, options));
    });
}

function addContext(program: Command, host: Host, end: End): void {
  program
    .command("context")
    .description("what a build would send of a folder")
    .argument("[folder]", "the build context", ".")
    .option("--list", "print every path, one a line, sorted by bytes; folders end in /", false)
    .option(
      "--file <dockerfile>",
      "the Dockerfile, whose own ignore file comes first (default: Dockerfile in the folder)",
    )
    .action(async (folder: string, options: unknown) => {
      const { runContext } = await import("./commands/context.ts");
      end(await runContext(host, folder, options));
    });
}

function addBuild(program: Command, host: Host, end: End): void {
  const many = collector;
  program
    .command("build")
    .description(
      "check a Dockerfile, build it with Docker, BuildKit, podman or buildah, and say what came out",
    )
    .argument("[folder]", "the build context", ".")
    .option("-t, --tag <name>", "the image's name and tag (may stand several times)", many(), [])
    .option("-f, --file <dockerfile>", "the Dockerfile (default: Dockerfile in the folder)")
    .option("--target <stage>", "build this stage")
    .option("--platform <os/arch>", "the platforms to build for (may stand several times)", many(), [])
    .option("--build-arg <name=value>", "a build argument (may stand several times)", many(), [])
    .option("--secret <id=name,src=file>", "a secret, from a file or, with env=, a variable", many(), [])
    .option("--ssh <id>", "an SSH agent to hand on: default, or id=socket", many(), [])
    .option("--label <name=value>", "a label of the image", many(), [])
    .option("--build-context <name=folder>", "a named context", many(), [])
    .option("--cache-from <type=…>", "where to take cached steps from", many(), [])
    .option("--cache-to <type=…>", "where to leave them", many(), [])
    .option("--push", "push the image to its registry", false)
    .option("--output <type=…,dest=…>", "write an OCI layout, an archive or a folder")
    .addOption(new Option("--provenance <level>", "provenance attestation").choices(["min", "max", "off"]))
    .option("--sbom", "attest the packages that the image holds", false)
    .option("--no-cache", "run every step again")
    .option("--pull", "look for newer bases", false)
    .option(
      "--engine <name>",
      "docker-buildx, docker, buildctl, podman or buildah (default: the first that answers)",
    )
    .option("--builder <name>", "a builder of buildx, or the address of a BuildKit daemon")
    .option("--no-check", "build in spite of errors that the check finds")
    .addOption(
      new Option("--format <format>", "how to print").choices(["terminal", "json"]).default("terminal"),
    )
    .addOption(new Option("--color <when>", "colour").choices(["auto", "always", "never"]).default("auto"))
    .action(async (folder: string, options: unknown) => {
      const { runBuild } = await import("./commands/build.ts");
      end(await runBuild(host, folder, options));
    });
}

function addEngines(program: Command, host: Host, end: End): void {
  program
    .command("engines")
    .description("the container engines there are, and what each can do")
    .addOption(
      new Option("--format <format>", "how to print").choices(["terminal", "json"]).default("terminal"),
    )
    .addOption(new Option("--color <when>", "colour").choices(["auto", "always", "never"]).default("auto"))
    .action(async (options: unknown) => {
      const { runEngines } = await import("./commands/engines.ts");
      end(await runEngines(host, options));
    });
}

function addDebug(program: Command, host: Host, end: End): void {
  const debug = program.command("debug").description("what each part of Plimsoll saw in a file");
  debug
    .command("tree")
    .description("the syntax tree, in the shape of the builder's own")
    .argument("<file...>", "Dockerfiles; - is standard input")
    .addOption(
      new Option("--format <format>", "json: indented, one file; jsonl: a line for each file")
        .choices(["json", "jsonl"])
        .default("json"),
    )
    .action(async (paths: readonly string[], options: unknown) => {
      const { runDebugTree } = await import("./commands/debug.ts");
      end(await runDebugTree(host, paths, options));
    });
  debug
    .command("stages")
    .description("what the interpreter knows before and after every step")
    .argument("<file>", "a Dockerfile; - is standard input")
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"))
    .action(async (path: string, options: unknown) => {
      const { runDebugStages } = await import("./commands/debug.ts");
      end(await runDebugStages(host, path, options));
    });
  debug
    .command("tokens")
    .description("the tokens that tile a file: kind, place, text")
    .argument("<file>", "a Dockerfile; - is standard input")
    .action(async (path: string) => {
      const { runDebugTokens } = await import("./commands/debug.ts");
      end(await runDebugTokens(host, path));
    });
  debug
    .command("base")
    .description("what the tables of base images know of one, and where each fact comes from")
    .argument("<reference>", "such as python:3.13-slim")
    .addOption(new Option("--format <format>", "how to print").choices(["text", "json"]).default("text"))
    .action(async (reference: string, options: unknown) => {
      const { runDebugBase } = await import("./commands/debug-base.ts");
      end(await runDebugBase(host, reference, options));
    });
}

/** Gathers an option that stands several times. A list that is copied each time takes minutes over 100,000. */
function collector(): (value: string) => readonly string[] {
  const values: string[] = [];
  return (value) => {
    values.push(value);
    return values;
  };
}

function nameCollector(): (value: string) => readonly string[] {
  const all: string[] = [];
  return (value) => {
    for (const name of value.split(",")) if (name.trim() !== "") all.push(name.trim());
    return all;
  };
}
