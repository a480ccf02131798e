import { goLower } from "../../dockerfile/index.ts";
import { type ExposedPort, readPort } from "../../stage/index.ts";
import { defineRule, type FoundFix, type Scope } from "../define-rule.ts";
import { isWrittenPlainly } from "../edit/written-word.ts";
import { placeAt } from "../place.ts";

/** Reports EXPOSE protocols in capitals. */
export const rule = defineRule({
  name: "port-protocol-casing",
  practice: "well-formed",
  severity: "information",
  fix: "sometimes",
  replaces: ["buildkit:ExposeProtoCasing"],

  instructions: ["expose"],
  onStep({ instruction, ports }, report, scope) {
    for (const port of ports) {
      const { protocol } = readPort(port.text);
      if (protocol === goLower(protocol)) continue;
      const at = placeAt(scope.file.evaluated.dockerfile, instruction, port.word.span);
      const message = `the protocol of port ${port.text} is not in lower case`;
      report({ at, message, fix: lowerProtocol(port, protocol, scope) });
    }
  },
});

function lowerProtocol({ text, word }: ExposedPort, protocol: string, { file }: Scope): FoundFix | undefined {
  if (!isWrittenPlainly(file.evaluated.dockerfile, word, text)) return undefined;
  const { end } = word.span;
  return {
    title: "Write the protocol in lower case",
    applicability: "safe",
    edits: [{ span: { start: end - protocol.length, end }, text: goLower(protocol) }],
  };
}
