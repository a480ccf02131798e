import { posix } from "node:path";
import { limits, type Whether } from "../../base/index.ts";
import type { ContextView } from "../subject.ts";

/**
 * Whether the text of a file of Node.js, or of one that it requires by a relative path, sets what is to happen on
 * SIGTERM. As process 1 it is ended by that signal in no other way. "maybe" where the text is not at hand.
 */
export function whetherNodeHandles(path: string, context: ContextView): Whether {
  const text = textOf(path, context);
  if (text === undefined) return "maybe";
  if (handlesInNode(text)) return "yes";
  return requiredBy(text, path).some((other) => handlesInNode(textOf(other, context) ?? "")) ? "yes" : "no";
}

/** Whether the text of a file of Python sets what is to happen on SIGTERM, or starts a server that does. */
export function whetherPythonHandles(path: string, context: ContextView): Whether {
  const text = context.kind === "known" ? context.textOf(path)?.slice(0, limits.startedText) : undefined;
  if (text === undefined) return "maybe";
  const code = text.replace(/^[ \t]*#.*$/gm, "");
  return IN_PYTHON.some((pattern) => pattern.test(code)) ? "yes" : "no";
}

/** Whether a program of a Python environment is known to end on SIGTERM as process 1. */
export function isHandlingServer(name: string | undefined): boolean {
  return name !== undefined && SERVERS.has(name);
}

const SERVERS: ReadonlySet<string> = new Set(["gunicorn", "uvicorn", "hypercorn", "daphne"]);

const IN_PYTHON: readonly RegExp[] = [
  // The default and "ignore" both come to nothing in process 1.
  /\b(?:signal|add_signal_handler)\(\s*(?:signal\.)?SIGTERM\s*,(?!\s*(?:signal\.)?SIG_(?:DFL|IGN)\b)/,
  /\bfor \w+ in [[(][^\][()]{0,200}\bSIGTERM\b[\s\S]{0,200}?\b(?:signal|add_signal_handler)\(\s*\w+\s*,/,
  /\buvicorn\.run\(/,
];

/** Packages that listen for SIGTERM unless they are told otherwise. */
const LISTENING =
  "@godaddy/terminus close-with-grace http-graceful-shutdown fastify-graceful-shutdown lightship";

const IN_NODE: readonly RegExp[] = [
  /\bprocess\.(?:on|once|addListener)\(\s*["'`]SIGTERM["'`]\s*,/,
  new RegExp(`(?:\\brequire\\(|\\bfrom|\\bimport)\\s*["'](?:${LISTENING.replaceAll(" ", "|")})["']`),
];

/** Signals in a list, of which each is listened for. */
const LISTED = /\[[^\][]{0,200}["'`]SIGTERM["'`]/;
const EACH = /\bprocess\.(?:on|once|addListener)\(\s*[\w$]+\s*,/;

function handlesInNode(text: string): boolean {
  return IN_NODE.some((pattern) => pattern.test(text)) || (LISTED.test(text) && EACH.test(text));
}

/** The text of a script without its comments. */
function textOf(path: string, context: ContextView): string | undefined {
  const text = context.kind === "known" ? context.textOf(path) : undefined;
  // A string is read first, as `//` may stand in one.
  return text
    ?.slice(0, limits.startedText)
    .replace(
      /((["'`])(?:\\[\s\S]?|(?!\2)[^\\\n])*(?:\2|$))|\/\/.*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|$(?![\s\S]))/gm,
      (_, kept: string | undefined) => kept ?? " ",
    );
}

/** Where the files lie that a script requires by relative paths. */
function requiredBy(text: string, path: string): readonly string[] {
  const names = new Set<string>();
  const required = /(?:\brequire\(|\bimport\(|\bfrom|\bimport)\s*["'](\.\.?\/[^"'\n]{1,200})["']/g;
  for (const [, written = ""] of text.matchAll(required)) {
    const name = posix.join(posix.dirname(path), written);
    if (name.startsWith("../")) continue;
    for (const each of /\.[cm]?[jt]s$/.test(name) ? [name] : [`${name}.js`, `${name}/index.js`])
      names.add(each);
    if (names.size >= limits.requiredTexts) break;
  }
  return [...names].slice(0, limits.requiredTexts);
}
