import type { Problem, SourceText, Span } from "../base/index.ts";
import {
  type BuildArgument,
  type BuildEntry,
  DEFAULT_DOCKERFILE,
  isRemoteContext,
  known,
  type PipelineReading,
  parseBuildArgument,
  unknown,
  type Written,
  type WrittenContext,
  type WrittenDockerfile,
} from "./build-entry.ts";
import { addEntry, unreadableProblem } from "./readable.ts";
import { readYaml, type YamlView } from "./yaml-view.ts";

// The files that are read without being named; any other is usually laid over one of them.
const BASE_NAME = /^(?:docker-)?compose\.ya?ml$/;

/** What `extends` brings stands in another service, perhaps in another file. */
const EXTENDED = "the service extends another";

/** What the context of a file laid over another may be. */
const OVERRIDDEN = "the file names no context, and another compose file may";

/**
 * Reads the services of a compose file that are built. A value with an interpolation is unknown, even one with
 * a default, because the environment and `.env` come first. Never throws.
 * Spec: Compose specification, build.
 */
export async function parseCompose(source: SourceText): Promise<PipelineReading> {
  const unreadable = unreadableProblem(source);
  if (unreadable !== undefined) return { entries: [], problems: [unreadable] };
  // Most compose files build nothing or are not for us; the YAML library is not worth loading for them.
  if (!/build|extends/.test(source.text)) return { entries: [], problems: [] };
  const { roots, problems } = await readYaml(source.path, source.text);
  const entries: BuildEntry[] = [];
  for (const root of roots) readServices(source, root, entries, problems);
  return { entries, problems };
}

function readServices(source: SourceText, root: YamlView, entries: BuildEntry[], problems: Problem[]): void {
  const services = root.get("services");
  if (services === undefined || !services.isMap) return;
  for (const { key, keySpan, value } of services.entries()) {
    const entry = readService(source, key, keySpan, value);
    if (entry !== undefined) addEntry(entries, problems, entry);
  }
}

function readService(
  source: SourceText,
  name: string,
  span: Span,
  service: YamlView,
): BuildEntry | undefined {
  const build = service.get("build");
  const isExtended = service.get("extends") !== undefined;
  const isBuilt = build !== undefined && (build.isMap || build.text !== undefined);
  if (!isBuilt && !isExtended) return undefined;
  const start = { source: "compose", path: source.path, span, name, base: "file-folder" } as const;
  if (!isBuilt) {
    const rest = { kind: "unknown", reason: EXTENDED } as const;
    return { ...start, context: rest, dockerfile: rest, buildArguments: [] };
  }
  if (!build.isMap) {
    const context = readContext(interpolated(build.text ?? ""));
    return {
      ...start,
      context,
      dockerfile: isExtended ? unknownFrom(EXTENDED) : DEFAULT_DOCKERFILE,
      buildArguments: [],
    };
  }
  const missing = isExtended ? EXTENDED : BASE_NAME.test(baseName(source.path)) ? undefined : OVERRIDDEN;
  const context = build.get("context")?.text;
  const target = build.get("target")?.text;
  return {
    ...start,
    context: context === undefined ? missingContext(missing) : readContext(interpolated(context)),
    dockerfile: readDockerfile(build, isExtended),
    ...(target === undefined || target === "" ? {} : { target: interpolated(target) }),
    buildArguments: readArguments(build.get("args")),
  };
}

function missingContext(reason: string | undefined): WrittenContext {
  return reason === undefined ? { kind: "folder", path: ".", written: "." } : { kind: "unknown", reason };
}

function readContext(written: Written): WrittenContext {
  if (written.kind === "unknown") {
    return { kind: "unknown", reason: `the context ${written.written} depends on the environment` };
  }
  if (isRemoteContext(written.value)) return { kind: "remote", url: written.value };
  return { kind: "folder", path: written.value === "" ? "." : written.value, written: written.value };
}

function readDockerfile(build: YamlView, isExtended: boolean): WrittenDockerfile {
  if (build.get("dockerfile_inline")?.text !== undefined) return { kind: "inline" };
  const text = build.get("dockerfile")?.text;
  if (text === undefined || text === "") return isExtended ? unknownFrom(EXTENDED) : DEFAULT_DOCKERFILE;
  const written = interpolated(text);
  if (written.kind === "unknown") return unknownFrom(`the Dockerfile ${text} depends on the environment`);
  return { kind: "path", path: written.value, from: "context", written: text };
}

function unknownFrom(reason: string): WrittenDockerfile {
  return { kind: "unknown", reason };
}

/** Arguments are a list of `NAME=value` or a map; null means that the environment has the value. */
function readArguments(args: YamlView | undefined): readonly BuildArgument[] {
  if (args === undefined) return [];
  const found: BuildArgument[] = [];
  for (const item of args.items()) {
    if (item.text !== undefined) found.push(parseBuildArgument(item.text, interpolated));
  }
  for (const { key, value } of args.entries()) {
    found.push({ name: key, value: value.text === undefined ? unknown("") : interpolated(value.text) });
  }
  return found;
}

/** A value of a compose file: `$$` is a dollar, and any other `$NAME` or `${…}` depends on the environment. */
function interpolated(text: string): Written {
  if (!text.includes("$")) return known(text);
  const plain = text.replaceAll("$$", "");
  return /\$(?:\{|[A-Za-z_])/.test(plain) ? unknown(text) : known(text.replaceAll("$$", "$"));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
