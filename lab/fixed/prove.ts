import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../src/engine/index.ts";
import type { Host } from "../../src/host/index.ts";
import { isDeclared, readDeclaredPaths } from "../../tests/pages/declared-paths.ts";
import { basesOf } from "../outcome/bases.ts";
import type { OutcomeDefinition } from "../outcome/definition.ts";
import { type BuildEnd, buildOutcome, describeRun, type RunEnd, runOutcome } from "../outcome/happen.ts";
import { type ImageConfig, type RealImage, readImageConfig, readRealImage } from "../outcome/image.ts";
import { judgeOutcome } from "../outcome/judge.ts";
import { run } from "../process.ts";
import { compareAnswers, judgeAnswer } from "./compare-answers.ts";
import { compareBuilds } from "./compare-builds.ts";
import { compareConfiguration } from "./compare-configuration.ts";
import { noiseOf, sortDifferences } from "./compare-trees.ts";
import {
  type CopiedContext,
  copyContext,
  digestOfFolder,
  type MendedContext,
  mendCopy,
} from "./mend-copy.ts";
import type { ProvedFixes, ProvedWay, Way } from "./proved.ts";
import { readNoise, recordNoise } from "./record.ts";
import type { Tree } from "./tree.ts";

/** What all definitions are tried with. */
export interface FixBench {
  readonly host: Host;
  readonly engine: Engine;
  /** Names of base images that the lab knows and has not made. */
  readonly unmade: ReadonlySet<string>;
  /** The ways that are tried; of the others nothing is told. */
  readonly ways: readonly Way[];
}

/** How often the file before its fixes is built anew, where more than what is declared differs. */
const NEW_BUILDS = 2;
/** How often the image before the fixes is started where it says something else than the one after. */
const STARTS = 3;

/** Mends a definition's Dockerfile, and compares what is built from it before and after. */
export async function proveFixes(bench: FixBench, definition: OutcomeDefinition): Promise<ProvedFixes> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-fixed-"));
  const trial = new Trial(bench, definition, folder);
  try {
    const proved = await trial.prove();
    const { name, about } = definition;
    return { name, about, ways: bench.ways, ...proved, seconds: (performance.now() - started) / 1000 };
  } finally {
    await trial.clean();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One definition, with what is built of it on the way. */
class Trial {
  readonly #bench: FixBench;
  readonly #definition: OutcomeDefinition;
  readonly #folder: string;
  readonly #images: string[] = [];
  #before: { readonly end: BuildEnd; readonly image: string; readonly text: string } | undefined;
  readonly #starts: RunEnd[] = [];

  constructor(bench: FixBench, definition: OutcomeDefinition, folder: string) {
    this.#bench = bench;
    this.#definition = definition;
    this.#folder = folder;
  }

  async prove(): Promise<Pick<ProvedFixes, "missingBases" | "safe" | "unsafe">> {
    const untouched = copyContext(this.#definition, join(this.#folder, "before"));
    const text = readFileSync(untouched.dockerfile, "utf8");
    const { host } = this.#bench;
    const safe = await mendCopy(host, this.#definition, "safe", join(this.#folder, "safe"));
    const unsafe = await mendCopy(host, this.#definition, "unsafe", join(this.#folder, "unsafe"));
    const isTried = (way: Way): boolean => this.#bench.ways.includes(way);
    const ways = {
      safe: isTried("safe") && safe.applied.length > 0 ? safe : undefined,
      unsafe: isTried("unsafe") && unsafe.texts !== safe.texts ? unsafe : undefined,
    };
    const missingBases = new Set<string>();
    for (const one of [untouched, ways.safe, ways.unsafe]) {
      for (const name of one === undefined ? [] : await this.#missing(one)) missingBases.add(name);
    }
    if (missingBases.size > 0 || (ways.safe === undefined && ways.unsafe === undefined)) {
      return { missingBases: [...missingBases], safe: undefined, unsafe: undefined };
    }
    const { end, image } = await this.#build(untouched, "before");
    this.#before = { end, image, text };
    return {
      missingBases: [],
      safe: ways.safe === undefined ? undefined : await this.#proveWay("safe", ways.safe, untouched),
      unsafe: ways.unsafe === undefined ? undefined : await this.#proveWay("unsafe", ways.unsafe, untouched),
    };
  }

  /** Takes away what was built; never throws. */
  async clean(): Promise<void> {
    if (this.#images.length === 0) return;
    await run("docker", ["image", "rm", "--force", ...this.#images]).catch(() => {});
  }

  async #missing({ context, dockerfile }: CopiedContext): Promise<readonly string[]> {
    const { evaluated } = await judgeOutcome(this.#bench.host, { ...this.#definition, context, dockerfile });
    return basesOf(evaluated).filter((name) => this.#bench.unmade.has(name));
  }

  async #build(copied: CopiedContext, as: string, noCache = false) {
    const image = `plimsoll-fixed-${this.#definition.name}-${as}-${process.pid}`;
    this.#images.push(image);
    const source = { context: copied.context, dockerfile: copied.dockerfile, noCache };
    return { image, end: await buildOutcome(this.#bench.engine, source, image) };
  }

  async #proveWay(way: Way, mended: MendedContext, untouched: CopiedContext): Promise<ProvedWay> {
    const { applied, others, problems } = mended;
    const differences = [...problems];
    const before = this.#before;
    if (before === undefined) throw new Error("nothing was built before the fixes");
    const after = await this.#build(mended, way);
    const text = readFileSync(mended.dockerfile, "utf8");
    const ended = compareBuilds(before, { end: after.end, text });
    const isNamed = way === "unsafe" && this.#definition.unsafe !== undefined;
    const build = isNamed && ended === "ends otherwise" ? "ends otherwise, as a page names" : ended;
    if (build === "ends otherwise")
      differences.push(`the build ${told(before.end)} before, and now ${told(after.end)}`);
    const nothing = { answer: undefined, isHealthy: undefined, paths: 0, declared: 0, noise: 0 };
    if (after.end.kind === "failed") return { applied, others, build, ...nothing, differences };
    if (before.end.kind === "failed") {
      const answer = await this.#judgeAlone(after.image, differences);
      return { applied, others, build, ...nothing, answer, differences };
    }
    const trees = way === "safe" ? await this.#compareImages(mended, after.image, untouched) : undefined;
    const isKnown = (text: string) => this.#definition.fixed?.find((one) => text.includes(one.text));
    const known: { readonly text: string; readonly why: string }[] = [];
    for (const text of trees?.differences ?? []) {
      const why = isKnown(text)?.why;
      if (why === undefined) differences.push(text);
      else known.push({ text, why });
    }
    const answer = await this.#compareAnswers(way, after.image, differences);
    const isHealthy = await this.#whetherHealthy(after.image, differences, isNamed);
    const { paths = 0, declared = 0, noise = 0 } = trees ?? {};
    return { applied, others, build, answer, isHealthy, paths, declared, noise, differences, known };
  }

  async #compareImages({ applied, digests }: MendedContext, image: string, untouched: CopiedContext) {
    const rules = new Set(applied.map(({ rule }) => rule));
    const [before, after] = [await this.#read(this.#before?.image ?? ""), await this.#read(image)];
    const differences = [...compareConfiguration(before.config, after.config, rules)];
    const declared = [...rules].flatMap(readDeclaredPaths);
    const variables = new Map((before.config.Env ?? []).map((one) => splitAtEquals(one)));
    const [old, now] = [before.files.files, after.files.files];
    const { name } = this.#definition;
    const of = digestOfFolder(untouched.context);
    const noise = new Set(readNoise(name, of));
    const sort = () =>
      sortDifferences(old, now, {
        isDeclared: (path) => isDeclared(path, declared, (name) => variables.get(name)),
        noise,
        fixed: digests,
      });
    let sorted = sort();
    const same: Tree[] = [old];
    for (let at = 1; at <= NEW_BUILDS && sorted.left.length > 0; at++) {
      const again = await this.#build(untouched, `again-${at}`, true);
      if (again.end.kind === "failed") throw new Error(`${name} does not build again`);
      const tree = (await this.#read(again.image)).files.files;
      for (const other of same) for (const key of noiseOf(other, tree)) noise.add(key);
      same.push(tree);
      sorted = sort();
      recordNoise(name, of, noise);
    }
    differences.push(...sorted.left.map(({ words }) => words));
    const paths = new Set([...old.keys(), ...now.keys()]).size;
    return { differences, paths, declared: countPaths(sorted.declared), noise: countPaths(sorted.noise) };
  }

  #read(image: string): Promise<RealImage> {
    return readRealImage(image, true);
  }

  /** What an image does that did not exist before: as the definition tells nothing of it, it may do anything but fail. */
  async #judgeAlone(image: string, differences: string[]): Promise<ProvedWay["answer"]> {
    const { run: expected } = this.#definition;
    if (expected === undefined) return undefined;
    const end = await runOutcome(this.#bench.engine, image, expected);
    const answer = judgeAnswer(expected, { kind: "refused", message: "it was not built" }, end);
    if (answer === "otherwise") differences.push(`it now ${describeRun(end)}`);
    return answer === "the same" ? "as expected" : answer;
  }

  async #compareAnswers(way: Way, image: string, differences: string[]): Promise<ProvedWay["answer"]> {
    const { run: expected } = this.#definition;
    const before = this.#before;
    if (expected === undefined || before === undefined) return undefined;
    const { engine } = this.#bench;
    const start = async (): Promise<RunEnd> => runOutcome(engine, before.image, expected);
    if (this.#starts.length === 0) this.#starts.push(await start());
    const end = await runOutcome(engine, image, expected);
    let same = compareAnswers(this.#starts, end);
    if (way === "safe") {
      while (same === undefined && this.#starts.length < STARTS) {
        this.#starts.push(await start());
        same = compareAnswers(this.#starts, end);
      }
    }
    if (same !== undefined) return same;
    const [first] = this.#starts;
    const answer = way === "safe" || first === undefined ? "otherwise" : judgeAnswer(expected, first, end);
    if (answer === "otherwise" && way === "unsafe" && this.#definition.unsafe !== undefined)
      return "as a page names";
    if (answer === "otherwise" && first !== undefined) {
      differences.push(
        `before, it ${describeRun(first)}${saying(first)}; now it ${describeRun(end)}${saying(end)}`,
      );
    }
    return answer;
  }

  /** A health check that was not there before has to come to good, unless a page names what goes wrong. */
  async #whetherHealthy(
    image: string,
    differences: string[],
    isNamed: boolean,
  ): Promise<boolean | undefined> {
    const before = this.#before;
    if (before === undefined || !hasHealthcheck(await readImageConfig(image))) return undefined;
    if (hasHealthcheck(await readImageConfig(before.image))) return undefined;
    const end = await runOutcome(this.#bench.engine, image, { health: "healthy" });
    const isHealthy = end.kind === "health" && end.verdict === "healthy";
    if (!isHealthy && !isNamed)
      differences.push(`the new health check should come to good, and ${describeRun(end)}`);
    return isHealthy;
  }
}

function told(end: BuildEnd): string {
  if (end.kind === "built") return "went well";
  return `failed at line ${end.line ?? "?"} (${end.message}: ${end.log.slice(-3).join(" / ")})`;
}

function saying(end: RunEnd): string {
  if (end.kind === "answered") return ` with ${JSON.stringify(end.body.slice(0, 200))}`;
  return end.kind === "exited" ? ` (${JSON.stringify(end.log.slice(-200))})` : "";
}

function hasHealthcheck({ Healthcheck }: ImageConfig): boolean {
  const [kind] = Healthcheck?.Test ?? [];
  return kind !== undefined && kind !== "NONE";
}

function countPaths(differences: readonly { readonly path: string }[]): number {
  return new Set(differences.map(({ path }) => path)).size;
}

function splitAtEquals(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
