import type { Dockerfile } from "../../dockerfile/index.ts";
import type { CommandUse } from "../../shell/index.ts";
import type { BaseKnowledge } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { insertAbove } from "../edit/insert-lines.ts";
import { isOwn, type Started, startedProgram } from "../program/started.ts";

/** Reports programs as process 1 that certainly do nothing on SIGTERM, so that each stop waits for the kill. */
export const rule = defineRule({
  name: "init-missing",
  practice: "clean-shutdown",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const { entrypoint, stopSignal } = stage.end.configuration;
    if (stage.role !== "shipped" || stopSignal !== undefined) return;
    // The base's own entry point may be an init; only where the stage sets one, or nobody does, that is known.
    if (entrypoint === undefined && hasEntrypoint(stage.end.base)) return;
    const started = startedProgram(stage);
    const word = started?.use.words[0];
    if (started === undefined || word === undefined || !isOwn(stage, started.start)) return;
    const name = deafProgram(started.use);
    if (name === undefined) return;
    report({
      at: word.span,
      message: `${name} does nothing on SIGTERM as process 1, so that every stop waits until it is killed`,
      fix: stopOtherwise(started, evaluated.dockerfile),
    });
  },
});

/** A signal that the program handles as process 1; else only advice, as what ships would get another program. */
function stopOtherwise({ start, use }: Started, dockerfile: Dockerfile): FoundFix {
  const isHandling = /^python3?(?:\.[0-9]+)?$/.test(use.name ?? "") && HTTP_SERVER.test(wordsOf(use));
  const edit =
    isHandling && start.command.form === "exec" && use.through.length === 0 && use.inside.length === 0
      ? insertAbove(dockerfile, start.instruction, ["STOPSIGNAL SIGINT"])
      : undefined;
  if (edit !== undefined)
    return { title: "Stop it with SIGINT, on which it ends", applicability: "unsafe", edits: [edit] };
  return {
    title:
      'Start it behind an init: docker run --init, init: true in compose, or ENTRYPOINT ["tini", "--"] with the package tini',
    applicability: "display-only",
    edits: [],
  };
}

function wordsOf({ words }: CommandUse): string {
  return words.map(({ value }) => value).join(" ");
}

/** Python's web server of its own, which catches the interrupt and leaves with status 0. */
const HTTP_SERVER = /^\S+(?: -[uBEIsO]+)* -m http\.server(?: |$)/;

/** Whether the base image may bring an entry point, which what is started stands behind. */
function hasEntrypoint(base: BaseKnowledge): boolean {
  if (base.kind === "empty") return false;
  return base.kind === "unknown" || base.image.entrypoint !== undefined || base.image.role === undefined;
}

/** Programs without a handler for SIGTERM, whose default the kernel does not apply to process 1. */
function deafProgram({ name, words }: CommandUse): string | undefined {
  const texts = words.slice(1).map(({ value }) => value);
  if (name === "sleep") return "sleep";
  if (name === "tail")
    return texts.some((text) => /^-[a-z0-9]*[fF]|^--follow/.test(text)) ? "tail" : undefined;
  if (name === "php") return texts.some((text) => text === "-S") ? "php -S" : undefined;
  if (name === undefined || !/^python[23]?(?:\.[0-9]+)?$/.test(name)) return undefined;
  const module = texts[texts.indexOf("-m") + 1] ?? "";
  const isServer = texts.includes("-m") && (module === "http.server" || module === "SimpleHTTPServer");
  return isServer ? `${name} -m ${module}` : undefined;
}
