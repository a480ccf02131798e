import type { EvaluatedStage } from "../../stage/index.ts";
import { buildsOf, stagesOf } from "../install/build-tools.ts";

/** Cargo's folders for what it builds, with the target that was asked for, and the one for what it installs. */
const BUILT = /\/target\/(?:([a-z0-9_]+-[a-z0-9_]+-linux-[a-z0-9]+)\/)?(?:release|debug)\/[^/*?[]+$/;
const INSTALLED = /^\/usr\/local\/cargo\/bin\/[^/*?[]+$/;

/**
 * Whether a path of a stage is a program of Rust that is linked with glibc. Without a target of its own, Cargo builds
 * for the system it runs on, and links its C library as it is there.
 */
export function isLinkedWithGlibc(path: string, from: EvaluatedStage): boolean {
  const match = BUILT.exec(path);
  if (match === null && !INSTALLED.test(path)) return false;
  if (!stagesOf(from).some((part) => buildsOf(part).some(({ tool }) => tool === "cargo"))) return false;
  const target = match?.[1];
  if (target !== undefined ? !target.endsWith("-gnu") : !isOnGlibc(from)) return false;
  return !stagesOf(from).some(asksForAnother);
}

function isOnGlibc({ start }: EvaluatedStage): boolean {
  return start.base.kind === "known" && start.base.image.libc === "glibc";
}

/** Whether a step or a variable has to do with how C's library is linked. */
function asksForAnother({ steps, section }: EvaluatedStage): boolean {
  const words = /crt-static|musl|CARGO_BUILD_TARGET|cross\b|zigbuild/i;
  if (words.test(section.from.image.value)) return true;
  return steps.some(({ instruction, run, valueOf }) => {
    if (instruction.kind === "env") {
      return instruction.pairs.some(({ name, value }) => words.test(`${name.value} ${valueOf(value)}`));
    }
    if (instruction.kind === "arg")
      return instruction.arguments.some(({ name, value }) =>
        words.test(`${name.value} ${value?.value ?? ""}`),
      );
    return run?.commands.some(({ node }) => {
      const assigned = node.assignments.map(({ name, value }) => `${name} ${value?.raw ?? ""}`);
      return words.test([...assigned, ...node.words.map(({ raw }) => raw)].join(" "));
    });
  });
}
