import { type StageState, whetherCommand } from "../../stage/index.ts";

/** A question to a server in the container: where, and whether an answer that tells of an error is one. */
export interface HttpProbe {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Whether an answer from 400 on fails; else only those from 500 on, or no answer at all. */
  readonly isStrict: boolean;
}

/** What asks in one image: the words of an exec form, and the tool's name. */
export interface ProbeCommand {
  readonly tool: string;
  readonly words: readonly string[];
}

/** A plain `http` address without anything that a shell or a program would replace; undefined for all else. */
export function readProbeUrl(url: string, isStrict: boolean): HttpProbe | undefined {
  const match = /^http:\/\/([a-z0-9.-]+)(?::([0-9]{1,5}))?(\/[\w./%=&?~+-]*)?$/i.exec(url);
  if (match === null) return undefined;
  const [, host = "", port = "80", path = "/"] = match;
  return { host, port: Number(port), path, isStrict };
}

/**
 * A command that asks with what certainly is in the image: an interpreter, else curl, else BusyBox's wget.
 * Undefined where nothing is there. BusyBox's wget can ask strictly only.
 */
export function probeCommand(state: StageState, probe: HttpProbe): ProbeCommand | undefined {
  const has = (name: string) => whetherCommand(state, name) === "yes";
  const url = `http://${probe.host}${probe.port === 80 ? "" : `:${probe.port}`}${probe.path}`;
  if (has("node")) return { tool: "node", words: ["node", "-e", nodeText(probe)] };
  // A plain `python` may be Python 2, which has other modules.
  if (has("python3")) return { tool: "python3", words: ["python3", "-c", pythonText(probe, url)] };
  if (has("ruby")) return { tool: "ruby", words: ["ruby", "-rnet/http", "-e", rubyText(probe, url)] };
  if (has("curl"))
    return { tool: "curl", words: ["curl", probe.isStrict ? "-fsSo" : "-sSo", "/dev/null", url] };
  if (probe.isStrict && has("wget") && isBusyBox(state))
    return { tool: "wget", words: ["wget", "-qO", "/dev/null", url] };
  return undefined;
}

/**
 * A command that sees whether a port takes connections, with what certainly is in the image: for servers that may speak
 * anything. Undefined where nothing is there.
 */
export function connectCommand(state: StageState, port: number): ProbeCommand | undefined {
  const has = (name: string) => whetherCommand(state, name) === "yes";
  if (has("node")) {
    const text = `require('net').connect(${port}, '127.0.0.1', () => process.exit(0)).on('error', () => process.exit(1))`;
    return { tool: "node", words: ["node", "-e", text] };
  }
  if (has("python3")) {
    const text = `import socket; socket.create_connection(('127.0.0.1', ${port}), 3)`;
    return { tool: "python3", words: ["python3", "-c", text] };
  }
  if (has("php")) {
    const text = `exit(@fsockopen('127.0.0.1', ${port}) ? 0 : 1);`;
    return { tool: "php", words: ["php", "-r", text] };
  }
  if (isBusyBox(state) && has("nc")) return { tool: "nc", words: ["nc", "-z", "127.0.0.1", String(port)] };
  // Of all shells only Bash opens connections by itself.
  if (has("bash")) return { tool: "bash", words: ["bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${port}`] };
  return undefined;
}

/** The words as a JSON list, spaced as people write it. */
export function writeWords(words: readonly string[]): string {
  return `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}

/** Node looks `localhost` up as IPv6 first, where a server may not listen. */
function nodeText({ host, port, path, isStrict }: HttpProbe): string {
  const at = `http://${host === "localhost" ? "127.0.0.1" : host}:${port}${path}`;
  const limit = isStrict ? 400 : 500;
  return `require('http').get('${at}', r => process.exit(r.statusCode < ${limit} ? 0 : 1)).on('error', () => process.exit(1))`;
}

function pythonText({ host, port, path, isStrict }: HttpProbe, url: string): string {
  if (isStrict) return `import urllib.request as u; u.urlopen('${url}', timeout=3)`;
  return `import http.client as h; c = h.HTTPConnection('${host}', ${port}, timeout=3); c.request('GET', '${path}'); raise SystemExit(c.getresponse().status >= 500)`;
}

function rubyText({ isStrict }: HttpProbe, url: string): string {
  return `exit Net::HTTP.get_response(URI('${url}')).code.to_i < ${isStrict ? 400 : 500}`;
}

function isBusyBox({ base }: StageState): boolean {
  if (base.kind !== "known") return false;
  const { distribution } = base.image.os;
  return distribution === "alpine" || distribution === "busybox";
}
