import type { KnownBase } from "../../base-image/index.ts";
import type { EvaluatedDockerfile, EvaluatedStage } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { bottomStage, imageName } from "../image/image-name.ts";
import { placeAt, placeOfKeyword } from "../place.ts";

/** Reports shipped stages on a variant that is made for looking around or for building: it has a shell and more. */
export const rule = defineRule({
  name: "debug-variant-shipped",
  practice: "minimal-base",
  severity: "warning",
  fix: "sometimes",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    const bottom = bottomStage(stage);
    if (stage.role !== "shipped" || bottom.base.kind !== "image") return;
    const { domain, path, tag = "" } = bottom.base.reference;
    const variant = variantOf(`${domain}/${path}`, tag);
    if (variant === undefined) return;
    const { from } = stage.section;
    const { dockerfile } = evaluated;
    report({
      at: bottom === stage ? placeAt(dockerfile, from, from.image.span) : placeOfKeyword(dockerfile, from),
      message: `${imageName(stage)} is the variant ${variant}, and it is shipped`,
      fix: bottom === stage ? takePlain(stage, evaluated) : undefined,
    });
  },
});

function variantOf(repository: string, tag: string): string | undefined {
  if (/^gcr\.io\/distroless\//.test(repository)) {
    return /(?:^|-)debug(?:-|$)/.test(tag) ? "with a shell, for debugging" : undefined;
  }
  if (/^cgr\.dev\/|^dhi\.io\//.test(repository)) {
    return /-dev$/.test(tag) ? "with a shell and a package manager, for building" : undefined;
  }
  return undefined;
}

/** The tag without `debug`, where the tables know the image, and nothing in the stage needs what it lacks. */
function takePlain(
  stage: EvaluatedStage,
  { options, dockerfile }: EvaluatedDockerfile,
): FoundFix | undefined {
  const { base, start, section } = stage;
  const { value, span } = section.from.image;
  const [, name, written] = /^([^$@]+):([\w.-]+)$/.exec(value) ?? [];
  if (base.kind !== "image" || start.base.kind !== "known" || name === undefined || written === undefined)
    return undefined;
  const parts = written.split("-").filter((part) => part !== "debug" && part !== "dev");
  const tag = parts.length === 0 ? "latest" : parts.join("-");
  const image = options.bases?.lookUp({ ...base.reference, tag });
  if (image === undefined || dockerfile.problems.length > 0) return undefined;
  if (!needsNothing(stage, start.base.image, image)) return undefined;
  const text = `${name}:${tag}`;
  return { title: `Take ${text} as the base`, applicability: "unsafe", edits: [{ span, text }] };
}

/** Whether a stage runs nothing while it is built, and what it starts is not one of the tools that go. */
function needsNothing({ steps, end }: EvaluatedStage, debug: KnownBase, plain: KnownBase): boolean {
  const { entrypoint, command, healthcheck } = end.configuration;
  if (steps.some(({ instruction: { kind } }) => kind === "run" || kind === "onbuild" || kind === "shell"))
    return false;
  if (entrypoint === undefined && debug.entrypoint?.join(" ") !== plain.entrypoint?.join(" ")) return false;
  // Behind an entry point of the base, CMD gives it arguments.
  const isProgram = entrypoint === undefined && (plain.entrypoint ?? []).length === 0;
  const started = [entrypoint, isProgram ? command : undefined].filter((each) => each !== undefined);
  if (entrypoint === undefined && command === undefined) return false;
  const all = healthcheck === undefined ? started : [...started, healthcheck];
  if (command?.command.form === "shell") return false;
  return all.every(({ command: line }) => {
    if (line.form === "none") return true;
    const program = line.form === "exec" ? line.words[0]?.value : undefined;
    return program !== undefined && isOther(program, debug, plain);
  });
}

/** Whether a program is there without the tools for debugging, and is no script for their shell. */
function isOther(program: string, debug: KnownBase, plain: KnownBase): boolean {
  if (program.includes("/")) return !/^\/busybox\/|^\/(?:usr\/)?s?bin\/(?:ba|da|a)?sh$|\.sh$/.test(program);
  return plain.whetherCommand(program) === "yes" || debug.whetherCommand(program) === "no";
}
