import { posix } from "node:path";
import type { Dockerfile, Word } from "../../dockerfile/index.ts";
import type { StageState } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { imageName, isWrittenIn } from "../image/image-name.ts";
import { settingPlace } from "../user/runtime-user.ts";

/** Reports a CMD that names the interpreter which the base's ENTRYPOINT already starts: it is taken for a file. */
export const rule = defineRule({
  name: "interpreter-doubled",
  practice: "works",
  severity: "error",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const { command, entrypoint } = stage.end.configuration;
    if (stage.role !== "shipped" || command === undefined || entrypoint !== undefined) return;
    if (command.command.form !== "exec") return;
    const [first] = command.command.words;
    const interpreter = interpreterOf(stage.end);
    if (first === undefined || interpreter === undefined || !isSame(first.value, interpreter)) return;
    const at = isWrittenIn(stage, command.instruction) ? first.span : undefined;
    report({
      at: settingPlace(evaluated.dockerfile, stage, command, at),
      message: `${imageName(stage)} starts ${interpreter} already, which would look for a file called ${posix.basename(first.value)}`,
      about: [command.instruction],
      fix:
        at === undefined || command.triggeredAt !== undefined
          ? undefined
          : takeOut(evaluated.dockerfile, command.command.words),
    });
  },
});

/** The interpreter that the base image's ENTRYPOINT is, where it is one and nothing else. */
function interpreterOf({ base }: StageState): string | undefined {
  if (base.kind !== "known") return undefined;
  const [path, ...rest] = base.image.entrypoint ?? [];
  if (path === undefined || rest.length > 0) return undefined;
  return INTERPRETER.test(posix.basename(path)) ? posix.basename(path) : undefined;
}

const INTERPRETER = /^(?:node|nodejs|python[0-9.]*|ruby|php|deno|bun)$/;

/** Whether a word means the interpreter: `python` and `python3` mean `python3.13` as well. */
function isSame(word: string, interpreter: string): boolean {
  const plain = (name: string) => name.replace(/js$|[0-9.]+$/, "");
  const name = posix.basename(word);
  return INTERPRETER.test(name) && plain(name) === plain(interpreter);
}

/** Removes the first of the words, where another one follows on the same line. */
function takeOut({ text }: Dockerfile, [first, second]: readonly Word[]): FoundFix | undefined {
  if (first === undefined || second === undefined) return undefined;
  const span = { start: first.span.start, end: second.span.start };
  if (!/^\s*,[ \t]*$/.test(text.slice(first.span.end, span.end))) return undefined;
  return {
    title: `Leave ${first.value} to the base's ENTRYPOINT`,
    applicability: "unsafe",
    edits: [{ span, text: "" }],
  };
}
