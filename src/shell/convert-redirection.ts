import type * as Unbash from "unbash";
import type { Conversion } from "./conversion.ts";
import { convertHeredocBody, convertWord } from "./convert-word.ts";
import type { Redirection } from "./tree.ts";

/** Turns a redirection of the parser into one of ours. */
export function convertRedirection(to: Conversion, node: Unbash.Redirection): Redirection {
  const span = to.span(node.pos, node.end);
  switch (node.type) {
    case "Redirect":
      return {
        kind: "file",
        operator: node.operator,
        descriptor: node.descriptor === undefined ? undefined : descriptorOf(node.descriptor),
        target: node.target === undefined ? undefined : convertWord(to, node.target),
        span,
      };
    case "HereString":
      return {
        kind: "here-string",
        content: node.target === undefined ? undefined : convertWord(to, node.target),
        span,
      };
    case "HereDoc":
      return {
        kind: "heredoc",
        name: node.delimiter?.value ?? "",
        quoted: node.delimiter?.quoted === true,
        chomp: node.operator === "<<-",
        body: convertHeredocBody(to, node),
        span,
      };
  }
}

function descriptorOf(descriptor: Unbash.RedirectDescriptor): number | string {
  return descriptor.type === "FileDescriptor" ? descriptor.value : descriptor.name;
}
