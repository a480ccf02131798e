/**
 * Measures Plimsoll beside the linters that people use today, all in one run on the same machine, and writes
 * what came out into `docs/benchmarks.md`: one file as a whole process, thousands of files in one run, and
 * mending them. Each part is measured and written by itself.
 *
 *   --only PART      measures one part alone: one, many or mend
 *   --rounds N       how many runs of each short command count (25)
 *   --skip-rivals    measures Plimsoll alone
 *   --print          prints the tables and leaves the page as it is
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chooseSingles, layOutCorpus, type Single } from "./corpus.ts";
import { type InstalledPackage, installPackage } from "./install-package.ts";
import { type Command, compareShort, measureLong, measuresMemory } from "./measure.ts";
import { type Row, renderBulk, renderFacts, renderShort, replaceMeasured } from "./page.ts";
import { type Found, findRival, RIVALS } from "./rivals.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const page = join(root, "docs", "benchmarks.md");
const { values: options } = parseArgs({
  options: {
    only: { type: "string" },
    rounds: { type: "string", default: "25" },
    "skip-rivals": { type: "boolean", default: false },
    print: { type: "boolean", default: false },
  },
});

/** Long runs are few: ours are short enough for several, the others' take minutes. */
const OUR_LONG_RUNS = 5;
const OUR_FIX_RUNS = 3;
const RIVAL_LONG_RUNS = 1;
/** After this a tool is told to have taken too long, and the rest goes on. */
const LONG_TIMEOUT = 10 * 60_000;
/** As many files as `check` is to take within 200 MB. */
const MANY = 10_000;

/** The row that others are compared with. */
const FIX = "plimsoll fix";
/** So many files of the corpus are mended by us and by others beside each other. */
const MENDED_BESIDE = 600;

/** The parts, by the names of their markers in the page. */
const PARTS: Readonly<Record<string, (installed: InstalledPackage, rivals: readonly Found[]) => string>> = {
  one: measureOne,
  many: measureMany,
  mend: measureMend,
};

const wanted = Object.keys(PARTS).filter((name) => options.only === undefined || options.only === name);
if (wanted.length === 0) throw new Error(`there is no part ${options.only}; name one, many or mend`);
const folder = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
try {
  const rivals = options["skip-rivals"]
    ? []
    : RIVALS.map((rival) => findRival(rival, join(root, "bench", ".rivals"), write));
  write("packing and installing plimsoll\n");
  const installed = installPackage(root, folder);
  for (const name of wanted) {
    // What others were doing on the machine when this began.
    const [load = 0] = loadavg();
    const measured = [renderFacts(facts(rivals, load)), PARTS[name]?.(installed, rivals)].join("\n");
    write(`\n${measured}\n`);
    if (!options.print) writeFileSync(page, replaceMeasured(readFileSync(page, "utf8"), name, measured));
  }
} finally {
  rmSync(folder, { recursive: true });
}

function measureOne(installed: InstalledPackage, rivals: readonly Found[]): string {
  const corpus = layOutCorpus(root, join(folder, "one"), write);
  return chooseSingles(root, corpus)
    .map((single) => measureSingle(single, installed, rivals))
    .join("\n");
}

function measureMany(installed: InstalledPackage, rivals: readonly Found[]): string {
  const corpus = layOutCorpus(root, join(folder, "corpus"), write);
  const bulk = measureBulk(corpus.paths, corpus.accepted, installed, rivals);
  const many = layOutCorpus(root, join(folder, "many"), write, MANY);
  return renderBulk({
    title: `${corpus.paths.length.toLocaleString("en")} files of the ${corpus.name} in one run`,
    base: "plimsoll",
    rows: [...bulk, ...measureTenThousand(many.paths.length, installed)],
  });
}

function measureMend(installed: InstalledPackage, rivals: readonly Found[]): string {
  const ours = renderBulk({
    title: `Mending ${MANY.toLocaleString("en")} files until nothing changes`,
    base: FIX,
    rows: measureFix(installed),
  });
  const beside = renderBulk({
    title: `Mending ${MENDED_BESIDE} files that builders accept`,
    base: FIX,
    rows: measureFixBeside(installed, rivals),
  });
  return `${ours}\n${beside}`;
}

function measureSingle(single: Single, installed: InstalledPackage, rivals: readonly Found[]): string {
  write(`judging ${single.name}\n`);
  const { environment } = installed;
  const common = { folder: root, environment, output: "pipe", good: [0, 1] } as const;
  const commands: Command[] = [
    { ...common, name: "node -e 0", program: process.execPath, words: ["-e", "0"] },
    { ...common, name: "plimsoll", program: installed.program, words: ["check", single.path] },
    {
      ...common,
      name: "plimsoll, nothing compiled before",
      program: installed.program,
      words: ["check", single.path],
      environment: { ...environment, NODE_DISABLE_COMPILE_CACHE: "1" },
    },
    {
      ...common,
      name: "plimsoll fix --diff",
      program: installed.program,
      words: ["fix", "--diff", single.path],
    },
  ];
  for (const found of rivals) {
    if (found.kind === "absent") continue;
    const { rival, program } = found;
    commands.push({ ...common, name: rival.name, program, words: [...rival.terminal, single.path] });
  }
  const { summaries, failures } = compareShort(commands, Number(options.rounds));
  const rows = commands.map(({ name }): Row => {
    const summary = summaries.get(name);
    if (summary !== undefined) return { name, result: { kind: "measured", summary, files: 1 } };
    return { name, result: { kind: "failed", reason: failures.get(name) ?? "no run" } };
  });
  return renderShort({ title: single.name, base: "node -e 0", rows: [...rows, ...absentRows(rivals)] });
}

function measureBulk(
  paths: readonly string[],
  accepted: readonly string[],
  installed: InstalledPackage,
  rivals: readonly Found[],
): readonly Row[] {
  const { environment } = installed;
  const common = { folder: join(folder, "corpus"), environment, output: "null", good: [0, 1] } as const;
  const ours = { ...common, program: installed.program, files: paths.length };
  const json = ["check", "--format", "json", "."];
  const rows = [
    bulkRow({ ...ours, name: "plimsoll", words: json }, OUR_LONG_RUNS),
    bulkRow({ ...ours, name: "plimsoll, for a terminal", words: ["check", "."] }, OUR_LONG_RUNS),
  ];
  if (existsSync("/usr/bin/taskset")) {
    const pinned = { ...ours, program: "/usr/bin/taskset", words: ["-c", "0", installed.program, ...json] };
    rows.push(bulkRow({ ...pinned, name: "plimsoll, on one core" }, OUR_LONG_RUNS));
  }
  for (const found of rivals) {
    if (found.kind === "absent") continue;
    const { rival, program } = found;
    const named = rival.stopsAtRefused ? accepted : paths;
    const command = { ...common, name: rival.name, program, words: [...rival.json, ...named] };
    rows.push(bulkRow({ ...command, files: named.length }, RIVAL_LONG_RUNS));
  }
  return [...rows, ...absentRows(rivals)];
}

function measureTenThousand(files: number, { environment, program }: InstalledPackage): readonly Row[] {
  const where = { folder: join(folder, "many"), environment, output: "null", good: [0, 1] } as const;
  const common = { ...where, program, files };
  const name = `plimsoll, ${files.toLocaleString("en")} files`;
  return [
    bulkRow({ ...common, name, words: ["check", "--format", "json", "."] }, OUR_LONG_RUNS),
    bulkRow({ ...common, name: `${name}, for a terminal`, words: ["check", "."] }, OUR_LONG_RUNS),
  ];
}

/** Every run mends files that nobody has mended before, so that there is one of each; only looking takes several. */
function measureFix({ environment, program }: InstalledPackage): readonly Row[] {
  const layOut = (name: string) => layOutCorpus(root, join(folder, name), write, MANY);
  const common = { environment, output: "null", good: [0, 1], files: MANY } as const;
  const fix = { ...common, program, folder: join(folder, "fix") };
  layOut("fix");
  const words = ["fix", "--diff", "--format", "json", "."];
  const rows = [
    bulkRow({ ...fix, name: `${FIX} --diff`, words }, OUR_FIX_RUNS),
    bulkRow({ ...fix, name: FIX, words: ["fix", "."] }, 1),
    bulkRow({ ...fix, name: `${FIX}, nothing left to mend`, words: ["fix", "."] }, OUR_FIX_RUNS),
  ];
  if (!existsSync("/usr/bin/taskset")) return rows;
  layOut("fix-one-core");
  const pinned = { ...common, program: "/usr/bin/taskset", folder: join(folder, "fix-one-core") };
  const pinnedWords = ["-c", "0", program, "fix", "."];
  return [...rows, bulkRow({ ...pinned, name: `${FIX}, on one core`, words: pinnedWords }, 1)];
}

/** Each tool has a copy of its own; those that builders refuse are left out, as they end a rival's whole run. */
function measureFixBeside(installed: InstalledPackage, rivals: readonly Found[]): readonly Row[] {
  const { environment } = installed;
  const mend = (name: string, program: string, words: readonly string[]) => {
    const where = join(folder, `beside-${name.replace(/ .*/, "")}`);
    const { accepted } = layOutCorpus(root, where, write, MENDED_BESIDE + 40);
    const paths = accepted.slice(0, MENDED_BESIDE);
    const common = { environment, output: "null", good: [0, 1], files: paths.length } as const;
    return bulkRow({ ...common, folder: where, name, program, words: [...words, ...paths] }, 1);
  };
  const rows = [mend(FIX, installed.program, ["fix"])];
  for (const found of rivals) {
    if (found.kind === "absent" || found.rival.fix === undefined) continue;
    rows.push(mend(`${found.rival.name} --fix`, found.program, found.rival.fix));
  }
  return [...rows, ...absentRows(rivals.filter(({ rival }) => rival.fix !== undefined))];
}

function bulkRow(command: Command & { readonly files: number }, runs: number): Row {
  const { name, files } = command;
  write(`judging ${files} files: ${name}\n`);
  const outcome = measureLong(command, runs, LONG_TIMEOUT);
  if (outcome.kind === "failed") return { name, result: outcome };
  return { name, result: { kind: "measured", summary: outcome.summary, files } };
}

function absentRows(rivals: readonly Found[]): readonly Row[] {
  return rivals.flatMap((found) =>
    found.kind === "here"
      ? []
      : [{ name: found.rival.name, result: { kind: "failed", reason: found.reason } } as const],
  );
}

function facts(rivals: readonly Found[], load: number): readonly string[] {
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const commit = git("rev-parse", "--short", "HEAD");
  const state =
    git("status", "--porcelain", "--", "src", "bin", "tools") === "" ? "" : ", with changes not committed";
  return [
    `${process.platform} ${process.arch}, ${availableParallelism()} cores, ${gigabytes} GB; Node.js ${process.version}`,
    `plimsoll ${commit === undefined ? "from an archive" : `at ${commit}${state}`}`,
    ...rivals.map(({ kind, rival: { name, version, remark } }) => {
      return `${name} ${version}${kind === "absent" ? " (absent)" : ""}${remark === "" ? "" : `: it ${remark}`}`;
    }),
    `${options.rounds} rounds in turns for one file; ${OUR_LONG_RUNS} runs of ours (${OUR_FIX_RUNS} of fix) and ${RIVAL_LONG_RUNS} of each other tool over many`,
    `the load before the first run was ${load.toFixed(1)}: above a few tenths, absolute times are too long`,
    ...(measuresMemory ? [] : ["GNU time is absent: no memory and no processor time was measured"]),
  ];
}

/** What git says, or undefined where this is no checkout. */
function git(...words: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync("git", words, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

function write(text: string): void {
  process.stdout.write(text);
}
