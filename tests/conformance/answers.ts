import { decodeSource, lineStarts, positionAt } from "../../src/base/index.ts";
import { parseDockerfile } from "../../src/dockerfile/index.ts";
import { judge, type RuleDefinition, rules } from "../../src/playbook/index.ts";
import { shapeTree } from "../../src/report/index.ts";
import { evaluateDockerfile } from "../../src/stage/index.ts";
import { type Document, digestOf } from "./documents.ts";
import { shapeInstructions, withoutNothing } from "./instruction-shape.ts";

/** What one side says of one Dockerfile: digests of trees, and findings in full. */
export interface Answer {
  /** Digest of the tree, or `refused` where the parser gives up. */
  readonly tree: string;
  /** Digest of the typed instructions, or `refused`. */
  readonly instructions: string;
  /** Whether a build is refused, by whatever part. */
  readonly isRefused: boolean;
  /** `line:Rule` of each warning of the builder's own checks, sorted. */
  readonly lint: readonly string[];
}

/** The builder's checks that need the base image's own data, which neither side has here. */
const NEEDS_IMAGE: ReadonlySet<string> = new Set(["InvalidBaseImagePlatform"]);

/** Our answer, in the builder's names. */
export function ourAnswer(document: Document): Answer {
  const text = decodeSource(document.bytes);
  const dockerfile = parseDockerfile(document.name, text);
  const evaluated = evaluateDockerfile(dockerfile);
  const problems = [...dockerfile.problems, ...evaluated.problems];
  const isParsed = !problems.some(({ phase }) => phase === "parser");
  const isRead = isParsed && !problems.some(({ phase }) => phase === "instructions");
  const context = { kind: "unknown", reason: "not compared here" } as const;
  const { findings } = judge({ path: document.name, evaluated, context, isDevelopment: false }, rules);
  const starts = lineStarts(text);
  const lint = findings.flatMap(({ replaces, span }) => {
    const names = replaces
      .filter((name) => name.startsWith("buildkit:"))
      .map((name) => name.slice("buildkit:".length));
    return names.map((name) => `${positionAt(starts, span.start).line}:${name}`);
  });
  return {
    tree: isParsed ? digestOf(withoutNothing(shapeTree(dockerfile).instructions)) : "refused",
    instructions: isRead
      ? digestOf(withoutNothing(JSON.parse(JSON.stringify(shapeInstructions(dockerfile)))))
      : "refused",
    isRefused: problems.length > 0,
    lint: lint.sort(),
  };
}

/** The builder's checks that a rule of ours stands for. */
export function comparedChecks(): ReadonlySet<string> {
  const all = rules.flatMap(({ replaces }: RuleDefinition) => replaces);
  return new Set(
    all.flatMap((name) => (name.startsWith("buildkit:") ? [name.slice("buildkit:".length)] : [])),
  );
}

/** What the oracle printed of one Dockerfile, as far as it is compared. */
export interface OracleAnswer {
  readonly tree: { readonly error?: string; readonly instructions?: unknown };
  readonly instructions: { readonly error?: string; readonly [key: string]: unknown };
  readonly lint: {
    readonly error?: string;
    readonly warnings?: readonly { readonly rule: string; readonly startLine?: number }[];
    readonly buildError?: { readonly message: string };
  };
}

/** The oracle's answer in the same shape. */
export function oracleAnswer({ tree, instructions, lint }: OracleAnswer): Answer {
  const { id: _, ...typed } = instructions;
  const warnings = (lint.warnings ?? []).filter(({ rule }) => !NEEDS_IMAGE.has(rule));
  const refusal = lint.buildError?.message ?? lint.error;
  return {
    tree: tree.error === undefined ? digestOf(withoutNothing(tree.instructions)) : "refused",
    instructions:
      instructions.error === undefined ? digestOf(withoutNothing(dropMountErrors(typed))) : "refused",
    // With check=error=true a warning fails the build: that is the user's wish, not a flaw of the file.
    isRefused: refusal !== undefined && !refusal.startsWith("lint violation found"),
    lint: warnings.map(({ rule, startLine }) => `${startLine ?? 0}:${rule}`).sort(),
  };
}

/** The oracle says why a mount will be refused later; the typed instruction is the same all the same. */
function dropMountErrors(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropMountErrors);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === "mountsError" ? [] : [[key, dropMountErrors(inner)]],
    ),
  );
}

/**
 * How two answers differ, in words; empty where they agree. Where the builder refuses a file it stops looking,
 * and we do not: there we may say more, never less.
 */
export function differences(ours: Answer, theirs: Answer): readonly string[] {
  const found: string[] = [];
  if (ours.tree !== theirs.tree) found.push(`tree: ${ours.tree}, the builder ${theirs.tree}`);
  if (ours.instructions !== theirs.instructions && theirs.tree !== "refused") {
    found.push(`instructions: ${ours.instructions}, the builder ${theirs.instructions}`);
  }
  if (ours.isRefused !== theirs.isRefused)
    found.push(`refused: ${ours.isRefused}, the builder ${theirs.isRefused}`);
  const missing = subtract(theirs.lint, ours.lint);
  const surplus = theirs.isRefused ? [] : subtract(ours.lint, theirs.lint);
  for (const each of missing) found.push(`not found by us: ${each}`);
  for (const each of surplus) found.push(`not found by the builder: ${each}`);
  return found;
}

function subtract(from: readonly string[], what: readonly string[]): readonly string[] {
  const left = [...what];
  return from.filter((each) => {
    const at = left.indexOf(each);
    if (at === -1) return true;
    left.splice(at, 1);
    return false;
  });
}
