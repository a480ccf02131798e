import { type StageState, whetherCommand, whetherShell } from "../../stage/index.ts";

/** A port of the container; where a variable of the image says it, whoever starts the container may change it. */
export interface ProbedPort {
  readonly port: number;
  readonly variable?: string | undefined;
}

/** A question to a server in the container: where, and whether an answer that tells of an error is one. */
export interface HttpProbe extends ProbedPort {
  readonly host: string;
  readonly path: string;
  /** Whether an answer from 400 on fails; else only those from 500 on, or no answer at all. */
  readonly isStrict: boolean;
}

/** What asks in one image: the words of an exec form, and the tool's name. */
export interface ProbeCommand {
  readonly tool: string;
  readonly words: readonly string[];
}

/** An interpreter that can ask, by the name of its program. */
export type Asker = "node" | "python3" | "ruby" | "php";

/** The words by which a tool puts a question; undefined where it cannot put this one, or not in this image. */
type Asking<Question> = (question: Question, state: StageState) => readonly string[] | undefined;

/** A plain `http` address without anything that a shell or a program would replace; undefined for all else. */
export function readProbeUrl(url: string, isStrict: boolean): HttpProbe | undefined {
  const match = /^http:\/\/([a-z0-9.-]+)(?::([0-9]{1,5}))?(\/[\w./%=&?~+-]*)?$/i.exec(url);
  if (match === null) return undefined;
  const [, host = "", port = "80", path = "/"] = match;
  return { host, port: Number(port), path, isStrict };
}

/**
 * A command that asks with what certainly is in the image: the application's own interpreter, or the one that the base
 * is made for, then curl or BusyBox's wget; an interpreter that something else has brought comes last, as it may go with
 * it. Undefined where nothing is there. BusyBox's wget can ask strictly only.
 */
export function probeCommand(state: StageState, probe: HttpProbe, own?: Asker): ProbeCommand | undefined {
  return firstOf(HTTP, state, probe, own);
}

/**
 * A command that sees whether a port takes connections, with what certainly is in the image: for servers that may speak
 * anything. The tools come in the same order, BusyBox's nc and Bash among them. Undefined where nothing is there.
 */
export function connectCommand(state: StageState, port: ProbedPort, own?: Asker): ProbeCommand | undefined {
  return firstOf(CONNECT, state, port, own);
}

/** The words as a JSON list, spaced as people write it. */
export function writeWords(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}

function firstOf<Question>(
  tools: ReadonlyMap<string, Asking<Question>>,
  state: StageState,
  question: Question,
  own: Asker | undefined,
): ProbeCommand | undefined {
  for (const tool of [...(own === undefined ? [] : [own]), ...askersOf(state), ...tools.keys()]) {
    // A plain `python` may be Python 2, which has other modules.
    const words = whetherCommand(state, tool) === "yes" ? tools.get(tool)?.(question, state) : undefined;
    if (words !== undefined) return { tool, words };
  }
  return undefined;
}

/** The interpreters that an image is made for. */
function askersOf({ base }: StageState): readonly string[] {
  const languages = base.kind === "known" ? base.image.interpreters.map(({ language }) => language) : [];
  return languages.map((language) => (language === "python" ? "python3" : language));
}

const HTTP: ReadonlyMap<string, Asking<HttpProbe>> = new Map<string, Asking<HttpProbe>>([
  ["curl", curlWords],
  ["wget", wgetWords],
  ["node", (probe) => ["node", "-e", nodeText(probe)]],
  ["ruby", (probe) => ["ruby", "-rnet/http", "-e", rubyText(probe)]],
  ["python3", (probe) => ["python3", "-c", pythonText(probe)]],
]);

const CONNECT: ReadonlyMap<string, Asking<ProbedPort>> = new Map<string, Asking<ProbedPort>>([
  ["nc", (port, state) => (isBusyBox(state) ? inShell(["nc", "-z", "127.0.0.1"], port, state) : undefined)],
  // Of all shells only Bash opens connections by itself.
  ["bash", (port) => ["bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${inShellText(port)}`]],
  ["node", (port) => ["node", "-e", nodeConnectText(port)]],
  ["php", (port) => ["php", "-r", phpConnectText(port)]],
  ["python3", (port) => ["python3", "-c", pythonConnectText(port)]],
]);

function curlWords(probe: HttpProbe, state: StageState): readonly string[] | undefined {
  return inShell(["curl", probe.isStrict ? "-fsSo" : "-sSo", "/dev/null"], probe, state);
}

function wgetWords(probe: HttpProbe, state: StageState): readonly string[] | undefined {
  if (!probe.isStrict || !isBusyBox(state)) return undefined;
  return inShell(["wget", "-qO", "/dev/null"], probe, state);
}

/** A call with what it asks for behind it; where a variable says the port, only a shell puts it in. */
function inShell(
  words: readonly string[],
  asked: ProbedPort | HttpProbe,
  state: StageState,
): readonly string[] | undefined {
  const last = "path" in asked ? urlOf(asked) : inShellText(asked);
  if (asked.variable === undefined) return [...words, last];
  // Neither an address nor the number of a port has a blank for a shell to split at.
  return whetherShell(state) === "yes" ? ["/bin/sh", "-c", `exec ${words.join(" ")} ${last}`] : undefined;
}

function inShellText({ port, variable }: ProbedPort): string {
  return variable === undefined ? String(port) : `$${variable}`;
}

function urlOf(probe: HttpProbe): string {
  const isUsual = probe.port === 80 && probe.variable === undefined;
  return `http://${probe.host}${isUsual ? "" : `:${inShellText(probe)}`}${probe.path}`;
}

/** An address as a text of a program, in single quotes, with what reads the variable in between. */
function quotedUrl(probe: HttpProbe, variable: string): string {
  if (probe.variable === undefined) return `'${urlOf(probe)}'`;
  return `'http://${probe.host}:' + ${variable} + '${probe.path}'`;
}

/** Node looks `localhost` up as IPv6 first, where a server may not listen. */
function nodeText(probe: HttpProbe): string {
  const host = probe.host === "localhost" ? "127.0.0.1" : probe.host;
  const at =
    probe.variable === undefined
      ? `'http://${host}:${probe.port}${probe.path}'`
      : quotedUrl({ ...probe, host }, nodePort(probe));
  const limit = probe.isStrict ? 400 : 500;
  return `require('http').get(${at}, r => process.exit(r.statusCode < ${limit} ? 0 : 1)).on('error', () => process.exit(1))`;
}

function nodeConnectText(port: ProbedPort): string {
  return `require('net').connect(${nodePort(port)}, '127.0.0.1', () => process.exit(0)).on('error', () => process.exit(1))`;
}

function nodePort({ port, variable }: ProbedPort): string {
  return variable === undefined ? String(port) : `process.env.${variable}`;
}

function pythonText(probe: HttpProbe): string {
  const { host, path, isStrict, variable } = probe;
  if (isStrict) {
    const modules = variable === undefined ? "urllib.request as u" : "os, urllib.request as u";
    return `import ${modules}; u.urlopen(${quotedUrl(probe, pythonPort(probe))}, timeout=3)`;
  }
  const modules = variable === undefined ? "http.client as h" : "http.client as h, os";
  return `import ${modules}; c = h.HTTPConnection('${host}', ${pythonPort(probe)}, timeout=3); c.request('GET', '${path}'); raise SystemExit(c.getresponse().status >= 500)`;
}

function pythonConnectText(port: ProbedPort): string {
  const modules = port.variable === undefined ? "socket" : "os, socket";
  return `import ${modules}; socket.create_connection(('127.0.0.1', ${pythonPort(port)}), 3)`;
}

function pythonPort({ port, variable }: ProbedPort): string {
  return variable === undefined ? String(port) : `os.environ['${variable}']`;
}

function rubyText(probe: HttpProbe): string {
  const url = quotedUrl(probe, `ENV['${probe.variable}']`);
  return `exit Net::HTTP.get_response(URI(${url})).code.to_i < ${probe.isStrict ? 400 : 500}`;
}

function phpConnectText({ port, variable }: ProbedPort): string {
  const asked = variable === undefined ? String(port) : `getenv('${variable}')`;
  return `exit(@fsockopen('127.0.0.1', ${asked}) ? 0 : 1);`;
}

function isBusyBox({ base }: StageState): boolean {
  if (base.kind !== "known") return false;
  const { distribution } = base.image.os;
  return distribution === "alpine" || distribution === "busybox";
}
