import { posix } from "node:path";
import { contextPath, type EvaluatedStage, type RunFact, type Step, stepSources } from "../../stage/index.ts";
import type { CopiedFromStage } from "../context/copied-from-stages.ts";
import { stagesOf } from "../install/build-tools.ts";
import type { ContextView } from "../subject.ts";
import { startCommands } from "./started.ts";

/** What a program of Go is linked with, and why it certainly is. */
export interface GoLinking {
  readonly libc: "glibc" | "musl";
  /** Whether its own code needs C; what only uses the network can do without. */
  readonly needsC: boolean;
}

/**
 * What a program of Go that is copied to a stage is linked with; undefined where that is nothing, or not certain.
 * Go links the C library wherever it finds a compiler, for programs that use the network or C.
 */
export function goLinking(
  copied: CopiedFromStage,
  stage: EvaluatedStage,
  context: ContextView,
): GoLinking | undefined {
  const { from } = copied;
  if (!isBuiltByGo(copied)) return undefined;
  const asked = settingsOf(from);
  if (asked === undefined) return undefined;
  const libc = compilerLibrary(from);
  if (libc === undefined) return undefined;
  const modules = modulesOf(from, context);
  if (asked === "1" || modules.some((name) => C_MODULES.has(name))) return { libc, needsC: true };
  const usesNetwork =
    modules.some((name) => NETWORK_MODULES.test(name)) ||
    (stage.end.configuration.ports.length > 0 && isStarted(copied, stage));
  return usesNetwork ? { libc, needsC: false } : undefined;
}

/** Whether the only thing that can have made a file is `go build` or `go install`. */
function isBuiltByGo({ path, from }: CopiedFromStage): boolean {
  const facts = stagesOf(from).flatMap(({ steps }) =>
    steps.flatMap((step) => (step.run?.facts ?? []).map((fact) => ({ fact, step }))),
  );
  const builds = facts.filter(
    ({ fact }) => fact.kind === "build" && fact.tool === "go" && fact.runs === "yes",
  );
  const { content } = from.end.files.lookUp(path);
  if (content?.kind === "binary" && content.language === "go") return builds.length > 0;
  if (builds.some(({ fact }) => fact.kind === "build" && fact.output === path)) return true;
  if (/^\/go\/bin\/[^/*?[]+$/.test(path)) return facts.some(({ fact }) => isInstall(fact));
  // Without `-o` the program lies in the working folder, under the module's name.
  const [only] = builds;
  if (builds.length !== 1 || only === undefined || only.fact.use.words.some(({ value }) => value === "-o"))
    return false;
  return posix.dirname(path) === only.step.before.workdir && /^[A-Za-z0-9_-]+$/.test(posix.basename(path));
}

function isInstall(fact: RunFact): boolean {
  return (
    fact.kind === "language-packages" &&
    fact.manager === "go" &&
    fact.action === "install" &&
    fact.runs === "yes"
  );
}

/** Words with which programs come out static, or for another platform, for which Go uses no C unless told. */
const OTHERWISE =
  /static|netgo|osusergo|GOARCH|TARGET|BUILDPLATFORM|GOFLAGS|GOOS=(?!linux\b)|musl-gcc|\bzig\b|\bxx-|goreleaser|\bmake\b/;

/** `1` or nothing for what CGO_ENABLED is set to; undefined where the program may be linked otherwise. */
function settingsOf(from: EvaluatedStage): "1" | "" | undefined {
  const { base } = from.start;
  if (base.kind === "known" && base.image.environment.get("CGO_ENABLED") !== undefined) return undefined;
  let asked: "1" | "" = "";
  for (const text of stagesOf(from).flatMap(({ steps }) => steps.flatMap(wordsOf))) {
    if (OTHERWISE.test(text)) return undefined;
    for (const [, value] of text.matchAll(/CGO_ENABLED(?:[= ]|$)["']?([^\s"']*)/g)) {
      if (value !== "1") return undefined;
      asked = "1";
    }
  }
  return asked;
}

function wordsOf({ instruction, run, valueOf }: Step): readonly string[] {
  if (instruction.kind === "env") {
    return instruction.pairs.map(({ name, value }) => `${name.value}=${valueOf(value)}`);
  }
  if (instruction.kind === "arg") {
    return instruction.arguments.map(({ name, value }) => `${name.value}=${value?.value ?? ""}`);
  }
  return (run?.commands ?? []).flatMap(({ node }) => [
    ...node.assignments.map(({ name, value }) => `${name}=${value?.raw ?? ""}`),
    ...node.words.map(({ raw }) => raw),
  ]);
}

/** The C library for which a stage certainly has a compiler. */
function compilerLibrary(from: EvaluatedStage): "glibc" | "musl" | undefined {
  const { base } = from.start;
  if (base.kind !== "known" || base.image.repository !== "docker.io/library/golang") return undefined;
  // All of Go's official images but those on Alpine come with gcc.
  if (base.image.libc === "glibc") return "glibc";
  if (base.image.libc !== "musl") return undefined;
  const installed = new Set(
    stagesOf(from).flatMap(({ steps }) =>
      steps.flatMap(({ run }) =>
        (run?.facts ?? []).flatMap((fact) => {
          const isInstalled = fact.kind === "os-packages" && fact.action === "install" && fact.runs === "yes";
          return isInstalled ? fact.packages.map(({ name }) => name) : [];
        }),
      ),
    ),
  );
  const hasCompiler = installed.has("gcc") && (installed.has("musl-dev") || installed.has("libc-dev"));
  return hasCompiler || installed.has("build-base") || installed.has("alpine-sdk") ? "musl" : undefined;
}

/** Modules that are bindings of C libraries, and do not build without. */
const C_MODULES: ReadonlySet<string> = new Set(
  (
    "github.com/mattn/go-sqlite3 gorm.io/driver/sqlite github.com/confluentinc/confluent-kafka-go " +
    "github.com/confluentinc/confluent-kafka-go/v2 github.com/h2non/bimg github.com/davidbyttow/govips/v2 " +
    "gopkg.in/gographics/imagick.v2 gopkg.in/gographics/imagick.v3 github.com/godror/godror gocv.io/x/gocv " +
    "github.com/linxGnu/grocksdb github.com/tecbot/gorocksdb github.com/marcboeker/go-duckdb " +
    "github.com/marcboeker/go-duckdb/v2 github.com/chai2010/webp github.com/uber/h3-go/v4"
  ).split(" "),
);

/** Modules that serve or call over the network, and nothing else. */
const NETWORK_MODULES =
  /^(?:github\.com\/(?:gin-gonic\/gin|labstack\/echo|gofiber\/fiber|go-chi\/chi|gorilla\/mux|julienschmidt\/httprouter|jackc\/pgx|lib\/pq|go-sql-driver\/mysql|(?:go-)?redis\/(?:go-)?redis|nats-io\/nats\.go|aws\/aws-sdk-go(?:-v2\/config)?)|google\.golang\.org\/grpc|go\.mongodb\.org\/mongo-driver)(?:\/v[0-9]+)?$/;

/** The modules that `go.mod` of the build context asks for by itself. */
function modulesOf(from: EvaluatedStage, context: ContextView): readonly string[] {
  if (context.kind === "unknown") return [];
  const paths = new Set(
    stagesOf(from).flatMap(({ steps }) =>
      steps.flatMap(stepSources).flatMap(({ path }) => {
        if (posix.basename(path) === "go.mod") return [path];
        return context.whetherFolder(path) === "yes" ? [contextPath(posix.join(path, "go.mod"))] : [];
      }),
    ),
  );
  const text = paths.size === 1 ? context.textOf([...paths][0] ?? "") : undefined;
  return (text ?? "").split("\n").flatMap((line) => {
    const match = /^\s*(?:require\s+)?([a-z][\w.-]*\.[\w.-]+\/\S+)\s+v[0-9]\S*(?!.*\bindirect\b)/.exec(line);
    return match?.[1] === undefined ? [] : [match[1]];
  });
}

/** Whether the copied program is what a container starts. */
function isStarted({ place }: CopiedFromStage, stage: EvaluatedStage): boolean {
  if (place === undefined) return false;
  return startCommands(stage).some((start) => {
    const [use] = start.commands().commands;
    const name = use?.words[0]?.literal;
    if (name === undefined) return false;
    return name.includes("/")
      ? posix.resolve(stage.end.workdir ?? "/", name) === place
      : name === posix.basename(place);
  });
}
