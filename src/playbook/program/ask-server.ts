import { posix } from "node:path";
import {
  type EvaluatedDockerfile,
  type EvaluatedStage,
  type StageState,
  whetherCommand,
} from "../../stage/index.ts";
import type { FoundFix } from "../define-rule.ts";
import { continuationIndent } from "../edit/continuation-indent.ts";
import { insertAbove } from "../edit/insert-lines.ts";
import type { ContextView } from "../subject.ts";
import {
  type Asker,
  connectCommand,
  type ProbeCommand,
  type ProbedPort,
  probeCommand,
  writeWords,
} from "./http-probe.ts";
import { isOwn, startCommands, startedProgram } from "./started.ts";
import { type ServerTexts, serverTexts } from "./started-text.ts";

/** What is known of a server by the name of its program. */
interface Server {
  /** `http` where it speaks nothing else, `likely` where that depends on what it runs, `any` where nobody knows. */
  readonly speaks: "http" | "likely" | "any";
  /** The port it takes where nobody says one, and the variable that says one to it. */
  readonly port?: number;
  readonly variable?: string;
  /** The interpreter that runs it. */
  readonly by?: Asker;
  /** Seconds that it may take to start. */
  readonly start?: number;
}

const SERVERS: ReadonlyMap<string, Server> = new Map<string, Server>([
  ["gunicorn", { speaks: "http", port: 8000, variable: "PORT", by: "python3" }],
  ["uvicorn", { speaks: "http", port: 8000, variable: "UVICORN_PORT", by: "python3" }],
  ["hypercorn", { speaks: "http", port: 8000, by: "python3" }],
  ["daphne", { speaks: "http", port: 8000, by: "python3" }],
  ["fastapi", { speaks: "http", port: 8000, by: "python3" }],
  ["flask", { speaks: "http", port: 5000, variable: "FLASK_RUN_PORT", by: "python3" }],
  ["streamlit", { speaks: "http", port: 8501, variable: "STREAMLIT_SERVER_PORT", by: "python3" }],
  ["puma", { speaks: "http", by: "ruby" }],
  ["rails", { speaks: "http", port: 3000, variable: "PORT", by: "ruby" }],
  ["rackup", { speaks: "http", port: 9292, variable: "PORT", by: "ruby" }],
  ...["nginx", "httpd", "httpd-foreground", "apache2-foreground", "caddy"].map(http),
  ...["node", "nodejs", "npm", "yarn", "pnpm"].map((name) => likely(name, "node")),
  ...["bun", "deno"].map((name) => likely(name)),
  ...["python", "python3"].map((name) => likely(name, "python3")),
  ...["ruby", "bundle"].map((name) => likely(name, "ruby")),
  ["java", { speaks: "any", start: 60 }],
  ["dotnet", { speaks: "any" }],
  ["php-fpm", { speaks: "any", by: "php" }],
]);

function http(name: string): readonly [string, Server] {
  return [name, { speaks: "http" }];
}

function likely(name: string, by?: Asker): readonly [string, Server] {
  return [name, by === undefined ? { speaks: "likely" } : { speaks: "likely", by }];
}

/** Servers of files: their root page is there, or they are of no use. */
const FILE_SERVERS = /^(?:nginx|httpd|httpd-foreground|caddy)$/;

/** Ports on which people let programs of their own speak HTTP. */
const HTTP_PORTS = /^(?:80|30[0-9]{2}|4000|4200|5000|5173|80[0-9]{2}|81[0-9]{2}|88[0-9]{2}|9080)$/;

/** Options that name a file of settings, which may say another port. */
const SETTINGS_OPTION = /^(?:-c|-C|--config(?:=.*)?)$/;

/** Ports on which TLS is spoken: who only connects leaves a complaint in the log. */
const TLS_PORTS: ReadonlySet<number> = new Set([443, 465, 636, 993, 4443, 6443, 8443, 8883]);

/** A server, the port it is asked on, and what else is known of it. */
interface Asked extends ProbedPort {
  readonly name: string;
  readonly words: readonly string[];
  readonly texts: ServerTexts;
}

/**
 * A check of the port that a stage exposes, with a tool that is in the image, above what starts the server. HTTP is
 * asked where the server surely or likely speaks it; else only whether the port takes connections. A port that the
 * server takes from a variable of the image is asked for by that variable.
 */
export function askServer(
  stage: EvaluatedStage,
  evaluated: EvaluatedDockerfile,
  context: ContextView,
): FoundFix | undefined {
  const { dockerfile } = evaluated;
  const use = startedProgram(stage)?.use;
  const words = use?.words.map(({ value }) => value) ?? [];
  const name = nameOf(words, stage.end);
  const port = name === undefined ? undefined : portOf(stage, SERVERS.get(name), words);
  if (use === undefined || name === undefined || port === undefined) return undefined;
  const texts = serverTexts(use, stage.end, evaluated, context);
  const variable = variableOf(stage.end, port, words, SERVERS.get(name), texts);
  const asked = ask(stage.end, { name, port, variable, words, texts });
  const own = startCommands(stage).filter((start) => isOwn(stage, start));
  const [first] = own
    .map(({ instruction }) => instruction)
    .sort((a, b) => a.syntax.span.start - b.syntax.span.start);
  if (asked === undefined || first === undefined || dockerfile.escape !== "\\") return undefined;
  const start = SERVERS.get(name)?.start ?? 15;
  const edit = insertAbove(dockerfile, first, [
    `HEALTHCHECK --interval=30s --timeout=5s --start-period=${start}s --retries=3 \\`,
    `${continuationIndent(dockerfile)}CMD ${writeWords(asked.words)}`,
  ]);
  if (edit === undefined) return undefined;
  const shown = variable === undefined ? port : `$${variable}`;
  return { title: `Ask port ${shown} by ${asked.tool}`, applicability: "unsafe", edits: [edit] };
}

/** The server's name in the table, `own` for a program that the build has made; undefined where it is not known. */
function nameOf(words: readonly string[], { files, workdir }: StageState): string | undefined {
  const [first = "", second = "", third = ""] = words;
  const name = posix.basename(first).replace(/^python[0-9.]+$/, "python3");
  if (/^python3?$/.test(name) && second === "-m" && SERVERS.has(third)) return third;
  if (name === "bundle" && second === "exec" && SERVERS.has(posix.basename(third)))
    return posix.basename(third);
  if (name === "redis-server" || SERVERS.has(name)) return name;
  if (!first.includes("/") || /\.\w+$|entry|start|init|run$/.test(first)) return undefined;
  if (!first.startsWith("/") && workdir === undefined) return undefined;
  const { exists, step } = files.lookUp(posix.resolve(workdir ?? "/", first));
  return exists === "yes" && step >= 0 ? "own" : undefined;
}

/** The one port that the server certainly listens on; undefined where something tells of another. */
function portOf(
  { end }: EvaluatedStage,
  server: Server | undefined,
  words: readonly string[],
): number | undefined {
  const exposed = end.configuration.ports.map(({ text }) => /^([0-9]+)(?:\/tcp)?$/.exec(text)?.[1]);
  const said = saidPorts(words);
  const [only] = said.length > 0 ? said : exposed.map(Number);
  if (only === undefined || !exposed.includes(String(only)) || said.length > 1) return undefined;
  if (said.length === 1) return only;
  if (exposed.length !== 1) return undefined;
  // Where nobody says a port, the server takes its own, whatever is exposed.
  const variables = ["PORT", server?.variable ?? "PORT"].flatMap((name) => end.environment.get(name) ?? []);
  if (variables.some((value) => value !== String(only))) return undefined;
  const isConfigured = words.some((word) => SETTINGS_OPTION.test(word)) || variables.length > 0;
  return server?.port === undefined || server.port === only || isConfigured ? only : undefined;
}

/** The ports that the words of a command name. */
function saidPorts(words: readonly string[]): readonly number[] {
  const ports = words.flatMap((word, at) => {
    const before = words[at - 1] ?? "";
    const isPort =
      /^[\w.*[\]]*:[0-9]{2,5}$/.test(word) ||
      /^--?(?:[\w.]*port|p|bind|b|listen)=/.test(word) ||
      /^--?(?:[\w.]*port|p|bind|b|listen)$/.test(before);
    const port = /(?:^|[ :=])([0-9]{2,5})$/.exec(word)?.[1];
    return isPort && port !== undefined ? [Number(port)] : [];
  });
  return [...new Set(ports)];
}

/**
 * The variable of the image that says the port, where the command, the text of what is started or the server's own custom
 * takes it from there: a container that is started with another value is then asked there. Undefined where none does.
 */
function variableOf(
  { configuration: { environment } }: StageState,
  port: number,
  words: readonly string[],
  server: Server | undefined,
  { text }: ServerTexts,
): string | undefined {
  const inWords = words.flatMap((word) => [...word.matchAll(/\$\{?((?:[A-Z][A-Z0-9]*_)*PORT)\b/g)]);
  const isSaid = (name: string | undefined) => name !== undefined && environment.get(name) === String(port);
  const named = inWords.map(([, name]) => name).find(isSaid);
  if (named !== undefined || saidPorts(words).length > 0) return named;
  const readsVariables = /\benv|environ|\$\{/i.test(text);
  const inText = readsVariables ? [...text.matchAll(/\b((?:[A-Z][A-Z0-9]*_)*PORT)\b/g)] : [];
  const custom = words.some((word) => SETTINGS_OPTION.test(word)) ? undefined : server?.variable;
  return [...inText.map(([, name]) => name), custom].find(isSaid);
}

function ask(end: StageState, { name, words, texts, ...port }: Asked): ProbeCommand | undefined {
  if (name === "redis-server") {
    const hasClient = port.port === 6379 && whetherCommand(end, "redis-cli") === "yes";
    return hasClient ? { tool: "redis-cli", words: ["redis-cli", "ping"] } : undefined;
  }
  if (TLS_PORTS.has(port.port) || words.some((word) => /ssl|tls|cert|\.sock|^unix:|^--uds/i.test(word)))
    return undefined;
  const server = SERVERS.get(name);
  const speaks = texts.spring === undefined ? (server?.speaks ?? "any") : "http";
  if (speaks === "any" || (speaks === "likely" && !HTTP_PORTS.test(String(port.port))))
    return connectCommand(end, port, server?.by);
  const probe = { ...port, host: "127.0.0.1", path: healthPath(texts) };
  // What a program of one's own says of its root page is not known; a server of files has one.
  const isCertain = texts.spring?.health !== undefined;
  return (
    probeCommand(end, { ...probe, isStrict: isCertain }, server?.by) ??
    (FILE_SERVERS.test(name) ? probeCommand(end, { ...probe, isStrict: true }, server?.by) : undefined) ??
    connectCommand(end, port, server?.by)
  );
}

/** The path of a page about the server's health that the texts name, else the root page. */
function healthPath({ text, spring }: ServerTexts): string {
  return spring?.health ?? /["'`](\/healthz?)["'`]/.exec(text)?.[1] ?? "/";
}
