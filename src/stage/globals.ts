import type { ArgInstruction, Dockerfile } from "../dockerfile/index.ts";
import { DEFAULT_PLATFORM, formatPlatform, type Platform } from "../reference/index.ts";
import { Expander, type Refuse, type SubstitutionBudget } from "./expander.ts";
import { LayeredMap } from "./layered-map.ts";
import type { BuildOptions } from "./model.ts";
import { initialState, type StageState } from "./state.ts";

/** The variables that FROM sees. */
export interface Globals {
  readonly values: LayeredMap<string>;
  /** Names that an ARG before the first FROM declares, with or without a value. */
  readonly declared: ReadonlySet<string>;
  /** Whether a word could not be replaced, so that the builder stops here. */
  readonly hasRefused: boolean;
}

/** Evaluates the ARGs before the first FROM on top of the platform's own variables. */
export function evaluateGlobals(
  dockerfile: Dockerfile,
  options: BuildOptions,
  targetName: string,
  budget: SubstitutionBudget,
  refuse: Refuse,
): Globals {
  let values = platformArguments(options, targetName);
  const declared = new Set<string>();
  let hasRefused = false;
  for (const instruction of dockerfile.globalArguments) {
    const expander = new Expander(stateOf(values), dockerfile.escape, budget, refuse);
    for (const argument of instruction.arguments) {
      const given = options.buildArguments?.get(argument.name.value);
      const value = given ?? (argument.value === undefined ? undefined : expander.expand(argument.value));
      declared.add(argument.name.value);
      if (value === undefined) continue;
      values = values.with(argument.name.value, value);
      expander.proceed(stateOf(values));
    }
    hasRefused ||= expander.hasRefused;
  }
  return { values, declared, hasRefused };
}

/** The state in which a word of FROM is read: global arguments only. */
export function stateOf(values: LayeredMap<string>): StageState {
  return { ...initialState(), environment: values, declared: LayeredMap.empty<true>() };
}

/** All global ARG instructions that declare a name. */
export function findGlobal(dockerfile: Dockerfile, name: string): ArgInstruction | undefined {
  return dockerfile.globalArguments.findLast((instruction) =>
    instruction.arguments.some((argument) => argument.name.value === name),
  );
}

function platformArguments(options: BuildOptions, targetName: string): LayeredMap<string> {
  const target = options.platform ?? DEFAULT_PLATFORM;
  // One machine builds: without a platform for it, it is the one that is built for.
  const entries = [
    ...describePlatform("BUILD", target),
    ...describePlatform("TARGET", target),
    ["TARGETSTAGE", targetName === "" ? "default" : targetName],
  ] as const;
  const given = options.buildArguments;
  return LayeredMap.of(entries.map(([name, value]) => [name, given?.get(name) ?? value] as const));
}

function describePlatform(prefix: string, platform: Platform): readonly (readonly [string, string])[] {
  return [
    [`${prefix}PLATFORM`, formatPlatform(platform)],
    [`${prefix}OS`, platform.os],
    [`${prefix}OSVERSION`, platform.osVersion ?? ""],
    [`${prefix}ARCH`, platform.architecture],
    [`${prefix}VARIANT`, platform.variant ?? ""],
  ];
}
