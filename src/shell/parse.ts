import type { MappedText, Problem, Span } from "../base/index.ts";
import type { ShellCode } from "./codes.ts";
import { Conversion, TooDeep } from "./conversion.ts";
import { convertScript } from "./convert-list.ts";
import { parse } from "./parser.ts";
import { cutOffReason, tooDeep } from "./prescan.ts";
import type { ShellKind } from "./shell-kind.ts";
import { placedText, type ShellText, spanOf } from "./shell-text.ts";
import type { OpaqueScript, ShellScript } from "./tree.ts";

/** How shell text is to be read. */
export interface ParseShellOptions {
  /** The language, from `shellKind`: text in any other than `posix` is opaque. `posix` where it is missing. */
  readonly shell?: ShellKind;
  /**
   * The place of everything in the text, where the text is not written as it stands (a JSON string with
   * escapes); its own places are then not used.
   */
  readonly within?: Span;
}

/**
 * The tree of a shell text. Never throws: text that cannot be followed leaves `shell/syntax` problems and a
 * tree of what could be, text over the bounds is opaque with `shell/cut-off`. Text of another language is
 * opaque without a problem.
 *
 * POSIX shells are read with Bash's grammar, which is larger: what only Bash knows is read as Bash would.
 */
export function parseShell(mapped: MappedText, options: ParseShellOptions = {}): ShellScript {
  const source: ShellText =
    options.within === undefined
      ? placedText(mapped)
      : { kind: "unplaced", text: mapped.text, span: options.within };
  if ((options.shell ?? "posix") !== "posix") return { kind: "opaque", source, problems: [] };
  return parseText(source);
}

/** The same for a text whose places are already known. */
export function parseText(source: ShellText): ShellScript {
  const reason = cutOffReason(source.text);
  if (reason !== undefined) return cutOff(source, reason);
  try {
    const to = new Conversion(source, convertScript);
    const list = convertScript(to, parse(source.text));
    return { kind: "read", source, list, problems: to.problems };
  } catch (error) {
    // The parser is recursive, and a RangeError is how a full stack shows.
    if (error instanceof TooDeep || error instanceof RangeError) return cutOff(source, tooDeep);
    const cause = error instanceof Error ? error.message : String(error);
    return opaque(source, "shell/unreadable", `The shell parser failed on this text: ${cause}`);
  }
}

function cutOff(source: ShellText, reason: string): OpaqueScript {
  return opaque(source, "shell/cut-off", `This shell text was not judged: ${reason}`);
}

function opaque(source: ShellText, code: ShellCode, message: string): OpaqueScript {
  const problem: Problem = { code, message, span: spanOf(source, 0, source.text.length) };
  return { kind: "opaque", source, problems: [problem] };
}
