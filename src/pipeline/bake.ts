import { limits, type Problem, type SourceText, type Span } from "../base/index.ts";
import {
  type BuildArgument,
  type BuildEntry,
  DEFAULT_DOCKERFILE,
  isRemoteContext,
  known,
  type PipelineReading,
  unknown,
  type Written,
  type WrittenContext,
  type WrittenDockerfile,
} from "./build-entry.ts";
import { type HclField, type HclValue, parseHcl, parseHclJson } from "./hcl.ts";
import { addEntry, unreadableProblem } from "./readable.ts";

/** A target as the files together say it; `isNamed` is false for one that only a later file mentions. */
interface Target {
  readonly name: string;
  readonly path: string;
  readonly span: Span;
  readonly fields: ReadonlyMap<string, HclValue>;
}

/** Values that a target gets from its own block and from those it inherits. */
type Fields = ReadonlyMap<string, HclValue>;

/**
 * Reads the targets of bake files that are used together, in the order in which bake lays them over each other
 * (`docker-bake.json`, `.hcl`, then the overrides). Inheritance is resolved; what holds a variable, a function
 * or a condition is unknown. Never throws. Spec: Buildx, bake file reference.
 */
export function parseBake(sources: readonly SourceText[]): PipelineReading {
  const problems: Problem[] = [];
  const targets = new Map<string, Target>();
  for (const source of sources) {
    const unreadable = unreadableProblem(source);
    if (unreadable !== undefined) problems.push(unreadable);
    else for (const target of readTargets(source, problems)) layOver(targets, target);
  }
  const inherited = new Set<string>();
  for (const target of targets.values()) for (const name of parentsOf(target)) inherited.add(name);
  const inheritance: Inheritance = { targets, resolved: new Map(), visits: limits.pipelineVisits };
  const entries: BuildEntry[] = [];
  for (const target of targets.values()) {
    // A target that only lends its arguments to others is built by nobody.
    if (inherited.has(target.name) && !target.fields.has("context") && !target.fields.has("dockerfile"))
      continue;
    addEntry(entries, problems, entryOf(target, resolve(inheritance, target, 0)));
  }
  const [first] = sources;
  if (inheritance.visits < 0 && first !== undefined) {
    const message = "The targets inherit from each other more often than we follow.";
    problems.push({ code: "pipeline/too-many", path: first.path, message });
  }
  return { entries, problems };
}

function readTargets(source: SourceText, problems: Problem[]): readonly Target[] {
  const { path, text } = source;
  if (!path.endsWith(".json")) {
    const { value: blocks, problems: found } = parseHcl(path, text);
    problems.push(...found);
    return blocks.flatMap(({ type, labels, span, fields }) => {
      const [name] = labels;
      return type === "target" && name !== undefined ? [{ name, path, span, fields: valuesOf(fields) }] : [];
    });
  }
  const { value, problems: found } = parseHclJson(path, text);
  problems.push(...found);
  const targets = value.kind === "object" ? value.fields.get("target")?.value : undefined;
  if (targets?.kind !== "object") return [];
  return [...targets.fields].flatMap(([name, { span, value: body }]) =>
    body.kind === "object" ? [{ name, path, span, fields: valuesOf(body.fields) }] : [],
  );
}

function valuesOf(fields: ReadonlyMap<string, HclField>): Fields {
  return new Map([...fields].map(([name, field]) => [name, field.value]));
}

function layOver(targets: Map<string, Target>, target: Target): void {
  const below = targets.get(target.name);
  if (below === undefined) targets.set(target.name, target);
  else targets.set(target.name, { ...below, fields: mergeFields(below.fields, target.fields) });
}

/** Later values win; arguments are joined name by name. */
function mergeFields(below: Fields, above: Fields): Fields {
  if (below.size === 0) return above;
  const merged = new Map(below);
  for (const [name, value] of above) {
    const under = below.get(name);
    const isJoined = name === "args" && under?.kind === "object" && value.kind === "object";
    if (isJoined) merged.set(name, { kind: "object", fields: new Map([...under.fields, ...value.fields]) });
    else merged.set(name, value);
  }
  return merged;
}

function parentsOf(target: Target): readonly string[] {
  const inherits = target.fields.get("inherits");
  if (inherits?.kind !== "list") return [];
  return inherits.items.flatMap((item) => (item.kind === "text" ? [item.text] : []));
}

const UNKNOWN: HclValue = { kind: "unknown", written: "" };

/** Everything could come from a parent that we cannot name. */
const UNKNOWN_PARENT: Fields = new Map([
  ["context", UNKNOWN],
  ["dockerfile", UNKNOWN],
  ["target", UNKNOWN],
]);

interface Inheritance {
  readonly targets: ReadonlyMap<string, Target>;
  readonly resolved: Map<string, Fields>;
  /** Values left to look at: inheriting repeats a target's values at no cost to the author of the file. */
  visits: number;
}

function resolve(inheritance: Inheritance, target: Target, depth: number): Fields {
  const { targets, resolved } = inheritance;
  const done = resolved.get(target.name);
  if (done !== undefined) return done;
  // Stands in while the parents are read, so that a circle ends.
  resolved.set(target.name, target.fields);
  const inherits = target.fields.get("inherits");
  const isKnown = inherits === undefined || (inherits.kind === "list" && depth < limits.pipelineDepth);
  let fields: Fields = isKnown ? new Map() : UNKNOWN_PARENT;
  for (const item of isKnown && inherits?.kind === "list" ? inherits.items : []) {
    const parent = item.kind === "text" ? targets.get(item.text) : undefined;
    const lent = parent === undefined ? UNKNOWN_PARENT : resolve(inheritance, parent, depth + 1);
    inheritance.visits -= sizeOf(fields) + sizeOf(lent);
    if (inheritance.visits < 0) return UNKNOWN_PARENT;
    fields = mergeFields(fields, lent);
  }
  fields = mergeFields(fields, target.fields);
  resolved.set(target.name, fields);
  return fields;
}

function sizeOf(fields: Fields): number {
  const args = fields.get("args");
  return fields.size + (args?.kind === "object" ? args.fields.size : 0);
}

function entryOf(target: Target, fields: Fields): BuildEntry {
  const stage = writtenOf(fields.get("target"));
  return {
    source: "bake",
    path: target.path,
    span: target.span,
    name: target.name,
    base: "working-folder",
    context: contextOf(writtenOf(fields.get("context"))),
    dockerfile: dockerfileOf(fields),
    ...(stage === undefined ? {} : { target: stage }),
    buildArguments: argumentsOf(fields.get("args")),
  };
}

function contextOf(written: Written | undefined): WrittenContext {
  if (written === undefined) return { kind: "folder", path: ".", written: "." };
  if (written.kind === "unknown") {
    return { kind: "unknown", reason: `the context ${written.written} depends on variables` };
  }
  // "cwd://" says that a folder is meant even where the bake file itself comes from elsewhere.
  const path = written.value.replace(/^cwd:\/\//, "");
  if (isRemoteContext(path)) return { kind: "remote", url: path };
  return { kind: "folder", path: path === "" ? "." : path, written: written.value };
}

function dockerfileOf(fields: Fields): WrittenDockerfile {
  const inline = fields.get("dockerfile-inline");
  if (inline !== undefined && inline.kind !== "null") return { kind: "inline" };
  const written = writtenOf(fields.get("dockerfile"));
  if (written === undefined) return DEFAULT_DOCKERFILE;
  if (written.kind === "unknown") {
    return { kind: "unknown", reason: `the Dockerfile ${written.written} depends on variables` };
  }
  const { value } = written;
  if (value.startsWith("cwd://")) return { kind: "path", path: value.slice(6), from: "base", written: value };
  return { kind: "path", path: value, from: "context", written: value };
}

function argumentsOf(args: HclValue | undefined): readonly BuildArgument[] {
  if (args?.kind !== "object") return [];
  return [...args.fields].flatMap(([name, { value }]) => {
    const written = writtenOf(value);
    return written === undefined ? [] : [{ name, value: written }];
  });
}

/** A text is known, null is as if it was not there, and all else is unknown. */
function writtenOf(value: HclValue | undefined): Written | undefined {
  if (value === undefined || value.kind === "null") return undefined;
  if (value.kind === "text") return known(value.text);
  return unknown(value.kind === "unknown" ? value.written : "");
}
