import { posix } from "node:path";
import {
  type EvaluatedDockerfile,
  type EvaluatedStage,
  type StageState,
  whetherCommand,
} from "../../stage/index.ts";
import type { FoundFix } from "../define-rule.ts";
import { insertAbove } from "../edit/insert-lines.ts";
import { connectCommand, probeCommand, writeWords } from "./http-probe.ts";
import { isOwn, startCommands, startedProgram } from "./started.ts";

/** What is known of a server by the name of its program. */
interface Server {
  /** `http` where it speaks nothing else, `likely` where that depends on what it runs, `any` where nobody knows. */
  readonly speaks: "http" | "likely" | "any";
  /** The port it takes where nobody says one, and the variable that says one to it. */
  readonly port?: number;
  readonly variable?: string;
  /** Seconds that it may take to start. */
  readonly start?: number;
}

const SERVERS: ReadonlyMap<string, Server> = new Map<string, Server>([
  ["gunicorn", { speaks: "http", port: 8000, variable: "PORT" }],
  ["uvicorn", { speaks: "http", port: 8000, variable: "UVICORN_PORT" }],
  ["hypercorn", { speaks: "http", port: 8000 }],
  ["daphne", { speaks: "http", port: 8000 }],
  ["fastapi", { speaks: "http", port: 8000 }],
  ["flask", { speaks: "http", port: 5000, variable: "FLASK_RUN_PORT" }],
  ["streamlit", { speaks: "http", port: 8501, variable: "STREAMLIT_SERVER_PORT" }],
  ["puma", { speaks: "http" }],
  ["rails", { speaks: "http", port: 3000, variable: "PORT" }],
  ["rackup", { speaks: "http", port: 9292, variable: "PORT" }],
  ...["nginx", "httpd", "httpd-foreground", "apache2-foreground", "caddy"].map(http),
  ...["node", "nodejs", "npm", "yarn", "pnpm", "bun", "deno", "python", "python3", "ruby", "bundle"].map(
    likely,
  ),
  ["java", { speaks: "any", start: 60 }],
  ["dotnet", { speaks: "any" }],
  ["php-fpm", { speaks: "any" }],
]);

function http(name: string): readonly [string, Server] {
  return [name, { speaks: "http" }];
}

function likely(name: string): readonly [string, Server] {
  return [name, { speaks: "likely" }];
}

/** Servers of files: their root page is there, or they are of no use. */
const FILE_SERVERS = /^(?:nginx|httpd|httpd-foreground|caddy)$/;

/** Ports on which people let programs of their own speak HTTP. */
const HTTP_PORTS = /^(?:80|30[0-9]{2}|4000|4200|5000|5173|80[0-9]{2}|81[0-9]{2}|88[0-9]{2}|9080)$/;

/** Ports on which TLS is spoken: who only connects leaves a complaint in the log. */
const TLS_PORTS: ReadonlySet<number> = new Set([443, 465, 636, 993, 4443, 6443, 8443, 8883]);

/**
 * A check of the port that a stage exposes, with a tool that is in the image, above what starts the server. HTTP is
 * asked where the server surely or likely speaks it; else only whether the port takes connections.
 */
export function askServer(stage: EvaluatedStage, { dockerfile }: EvaluatedDockerfile): FoundFix | undefined {
  const started = startedProgram(stage);
  const words = started?.use.words.map(({ value }) => value) ?? [];
  const name = nameOf(words, stage.end);
  const port = name === undefined ? undefined : portOf(stage, SERVERS.get(name), words);
  const asked = name === undefined || port === undefined ? undefined : ask(stage, name, port, words);
  const own = startCommands(stage).filter((start) => isOwn(stage, start));
  const [first] = own
    .map(({ instruction }) => instruction)
    .sort((a, b) => a.syntax.span.start - b.syntax.span.start);
  if (asked === undefined || name === undefined || first === undefined || dockerfile.escape !== "\\")
    return undefined;
  const start = SERVERS.get(name)?.start ?? 15;
  const edit = insertAbove(dockerfile, first, [
    `HEALTHCHECK --interval=30s --timeout=5s --start-period=${start}s --retries=3 \\`,
    `  CMD ${writeWords(asked)}`,
  ]);
  if (edit === undefined) return undefined;
  return { title: `Ask port ${port} by ${asked[0]}`, applicability: "unsafe", edits: [edit] };
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
  const isConfigured =
    words.some((word) => /^(?:-c|-C|--config(?:=.*)?)$/.test(word)) || variables.length > 0;
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

function ask(
  { end }: EvaluatedStage,
  name: string,
  port: number,
  words: readonly string[],
): readonly string[] | undefined {
  if (name === "redis-server")
    return port === 6379 && whetherCommand(end, "redis-cli") === "yes" ? ["redis-cli", "ping"] : undefined;
  if (TLS_PORTS.has(port) || words.some((word) => /ssl|tls|cert|\.sock|^unix:|^--uds/i.test(word)))
    return undefined;
  const speaks = SERVERS.get(name)?.speaks ?? "any";
  if (speaks === "any" || (speaks === "likely" && !HTTP_PORTS.test(String(port))))
    return connectCommand(end, port)?.words;
  const probe = { host: "127.0.0.1", port, path: "/" };
  // What a program of one's own says of its root page is not known; a server of files has one.
  return (
    probeCommand(end, { ...probe, isStrict: false })?.words ??
    (FILE_SERVERS.test(name) ? probeCommand(end, { ...probe, isStrict: true })?.words : undefined) ??
    connectCommand(end, port)?.words
  );
}
