import { limits } from "../../base/index.ts";
import type { EvaluatedStage } from "../../stage/index.ts";
import { type EvaluatedDockerfile, whetherCommand } from "../../stage/index.ts";
import { defineRule, type FoundFix } from "../define-rule.ts";
import { probeCommand, writeWords } from "../http-probe.ts";
import { insertAbove } from "../insert-lines.ts";
import { placeOfKeyword } from "../place.ts";
import { settingInstruction } from "../runtime-user.ts";
import { isOwn, startCommands, startedProgram } from "../started.ts";

/**
 * Reports shipped stages that start something, say that it listens, and have no HEALTHCHECK. Silent where the
 * base may bring one, and where nothing in the image could run it.
 */
export const rule = defineRule({
  name: "healthcheck-missing",
  practice: "healthcheck",
  severity: "information",
  fix: "sometimes",
  replaces: ["hadolint:DL3057", "trivy:DS-0026", "dockle:CIS-DI-0006"],

  onStage(stage, report, { evaluated }) {
    if (stage.role !== "shipped" || stage.platform?.os === "windows") return;
    const { healthcheck, ports, entrypoint, command } = stage.end.configuration;
    const port = ports[0];
    if (healthcheck !== undefined || port === undefined) return;
    if (entrypoint === undefined && command === undefined) return;
    if (!hasToolsAndNoCheck(stage)) return;
    report({
      at: placeOfKeyword(evaluated.dockerfile, settingInstruction(stage, port)),
      message: `port ${port.text} is exposed, and no HEALTHCHECK tells whether anything answers there`,
      fix: askServer(stage, evaluated),
    });
  },
});

/** Official images bring no check of their own; those without a shell have no tool to check with. */
function hasToolsAndNoCheck(stage: EvaluatedStage): boolean {
  let below = stage;
  for (let depth = 0; depth < limits.stageDepth; depth++) {
    if (below.base.kind === "image") {
      const { domain, path } = below.base.reference;
      return domain === "docker.io" ? path.startsWith("library/") : domain === "mcr.microsoft.com";
    }
    if (below.base.kind !== "stage") return false;
    below = below.base.stage;
  }
  return false;
}

/** Servers that speak HTTP, or run a program that surely does where a port is exposed for it. */
const HTTP_SERVERS =
  /^(?:node|nodejs|npm|yarn|pnpm|python[0-9.]*|gunicorn|uvicorn|hypercorn|daphne|flask|fastapi|streamlit|nginx|httpd|httpd-foreground|apache2-foreground|caddy)$/;

/** Ports on which HTTP alone is not spoken, or something else. */
const OTHER_PORTS: ReadonlySet<number> = new Set([
  21, 22, 25, 53, 443, 1883, 4443, 5432, 5672, 6379, 8443, 9000, 50051,
]);

/** A check of the one exposed port, with a tool that is in the image, above what starts the server. */
function askServer(stage: EvaluatedStage, { dockerfile }: EvaluatedDockerfile): FoundFix | undefined {
  const started = startedProgram(stage);
  const name = started?.use.name;
  const { ports } = stage.end.configuration;
  const port = /^([0-9]+)(?:\/tcp)?$/.exec(ports[0]?.text ?? "")?.[1];
  if (started === undefined || name === undefined || port === undefined || ports.length !== 1)
    return undefined;
  const words = askWords(
    stage,
    name,
    Number(port),
    started.use.words.map(({ value }) => value),
  );
  const own = startCommands(stage).filter((start) => isOwn(stage, start));
  const [first] = own
    .map(({ instruction }) => instruction)
    .sort((a, b) => a.syntax.span.start - b.syntax.span.start);
  if (words === undefined || first === undefined || dockerfile.escape !== "\\") return undefined;
  const edit = insertAbove(dockerfile, first, [
    "HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \\",
    `  CMD ${writeWords(words)}`,
  ]);
  if (edit === undefined) return undefined;
  return { title: `Ask port ${port} by ${words[0]}`, applicability: "unsafe", edits: [edit] };
}

function askWords(
  stage: EvaluatedStage,
  name: string,
  port: number,
  words: readonly string[],
): readonly string[] | undefined {
  if (name === "redis-server" && port === 6379 && whetherCommand(stage.end, "redis-cli") === "yes")
    return ["redis-cli", "ping"];
  if (!HTTP_SERVERS.test(name) || OTHER_PORTS.has(port)) return undefined;
  // The command says itself where it listens, and that is elsewhere.
  const said = /(?:^|[ :=])(?:--?(?:port|p)[= ])?[\w.*]*:?([0-9]{2,5})$/;
  const others = words.flatMap((word, at) => {
    const isPort =
      /:[0-9]{2,5}$|^--?(?:port|p|bind|b|listen)=/.test(word) || /^--?(?:port|p)$/.test(words[at - 1] ?? "");
    return isPort ? [Number(said.exec(word)?.[1] ?? port)] : [];
  });
  if (others.some((other) => other !== port)) return undefined;
  const isKept = words.some((word) => /ssl|tls|cert|\.sock|^unix:/i.test(word));
  if (isKept) return undefined;
  const ask = (isStrict: boolean) =>
    probeCommand(stage.end, { host: "127.0.0.1", port, path: "/", isStrict })?.words;
  // What a program of one's own says of its root page is not known; a server of files has one.
  return ask(false) ?? (FILE_SERVERS.test(name) ? ask(true) : undefined);
}

const FILE_SERVERS = /^(?:nginx|httpd|httpd-foreground|caddy)$/;
