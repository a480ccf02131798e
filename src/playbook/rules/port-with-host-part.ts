import { type ExposedPort, readPort } from "../../stage/index.ts";
import { defineRule, type FoundFix, type Scope } from "../define-rule.ts";
import { isWrittenPlainly } from "../edit/written-word.ts";
import { placeAt } from "../place.ts";

/** Reports EXPOSE with a port or an address of the host, which the builder drops. */
export const rule = defineRule({
  name: "port-with-host-part",
  practice: "well-formed",
  severity: "warning",
  fix: "sometimes",
  replaces: ["buildkit:ExposeInvalidFormat"],

  instructions: ["expose"],
  onStep({ instruction, ports }, report, scope) {
    for (const port of ports) {
      const read = readPort(port.text);
      if (!read.hasHostPart) continue;
      const at = placeAt(scope.file.evaluated.dockerfile, instruction, port.word.span);
      const fix = read.kind === "port" ? dropHostPart(port, scope) : undefined;
      report({
        at,
        message: `EXPOSE publishes nothing: what stands for the host in ${port.text} is dropped`,
        fix,
      });
    }
  },
});

/** The builder keeps what stands behind the last colon, so that the image is the same without the rest. */
function dropHostPart({ text, word }: ExposedPort, { file }: Scope): FoundFix | undefined {
  if (!isWrittenPlainly(file.evaluated.dockerfile, word, text)) return undefined;
  const { start } = word.span;
  return {
    title: "Keep the container's port only",
    applicability: "safe",
    edits: [{ span: { start, end: start + text.lastIndexOf(":") + 1 }, text: "" }],
  };
}
