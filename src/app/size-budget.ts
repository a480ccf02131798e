import type { Dockerfile, StageSection } from "../dockerfile/index.ts";

/** How large an image of a stack should be at most. */
export interface SizeBudget {
  readonly stack: string;
  /** Bytes on disk. */
  readonly bytes: number;
}

const MEGABYTE = 1000 * 1000;

/** The targets of the practice `size-budget`, by what the shipped stage stands on. */
const BY_BASE: readonly (readonly [RegExp, SizeBudget])[] = [
  [/(?:^|\/)python|\/python3-/, { stack: "Python", bytes: 150 * MEGABYTE }],
  [/(?:^|\/)node(?:js)?(?:[\d:@-]|$)/, { stack: "Node.js", bytes: 200 * MEGABYTE }],
  [
    /(?:^|\/)(?:java|eclipse-temurin|openjdk|amazoncorretto|maven|gradle|tomcat|jetty)/,
    { stack: "Java", bytes: 400 * MEGABYTE },
  ],
];

/** Of programs that bring all they need: what matters is the compiler of another stage. */
const STATIC_BASE = /^scratch$|\/distroless\/(?:static|base)|\/static(?:[:@]|$)/;
const BY_COMPILER: readonly (readonly [RegExp, SizeBudget])[] = [
  [/(?:^|\/)golang(?:[:@]|$)/, { stack: "Go", bytes: 20 * MEGABYTE }],
  [/(?:^|\/)rust(?:[:@]|$)/, { stack: "Rust", bytes: 25 * MEGABYTE }],
];

/** The size budget of the image that a build of `target` makes; undefined where its stack has none. */
export function sizeBudget({ stages }: Dockerfile, target: string | undefined): SizeBudget | undefined {
  const named = stages.findLast(({ from }) => from.name?.value === target?.toLowerCase());
  const shipped = target === undefined ? stages.at(-1) : named;
  if (shipped === undefined) return undefined;
  const base = baseOf(shipped, stages);
  const byBase = BY_BASE.find(([name]) => name.test(base))?.[1];
  if (byBase !== undefined) return byBase;
  if (!STATIC_BASE.test(base)) return undefined;
  return BY_COMPILER.find(([name]) => stages.some(({ from }) => name.test(from.image.value)))?.[1];
}

/** The image that a stage stands on in the end. */
function baseOf(stage: StageSection, stages: readonly StageSection[]): string {
  let current = stage;
  for (const below of stages.slice(0, stage.index).toReversed()) {
    if (below.from.name?.value === current.from.image.value.toLowerCase()) current = below;
  }
  return current.from.image.value;
}
