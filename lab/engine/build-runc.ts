import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { writeAside } from "../aside.ts";
import type { LabPaths } from "../folder.ts";
import { readText } from "../process.ts";
import { runcPath } from "./runc.ts";

/** Where a build step finds the certificates that this machine trusts: /dev is never part of a layer. */
const CERTIFICATES = "/dev/plimsoll-certificates.pem";
/** The bundles that systems keep their trusted certificates in. */
const BUNDLES = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];
/** Variables by which programs are told where certificates are. */
const CERTIFICATE_VARIABLES = [
  "NODE_EXTRA_CA_CERTS",
  "PIP_CERT",
  "REQUESTS_CA_BUNDLE",
  "CARGO_HTTP_CAINFO",
  "SSL_CERT_FILE",
];
/** Variables of this machine that say by which way the outside is reached; a step gets those that are set. */
const WAYS =
  /^((https?|all|ftp|no)_proxy|PIP_(INDEX_URL|EXTRA_INDEX_URL|DEFAULT_TIMEOUT)|UV_(DEFAULT_)?INDEX(_URL)?|npm_config_registry|GOPROXY|GOSUMDB|GONOSUMDB)$/i;

/**
 * Writes the program that builders start as runc for a build's steps, and returns its path. A shell passes
 * every call through; only the calls that start a step pay for Node.js.
 */
export function writeBuildRunc(paths: LabPaths): string {
  const settings = join(paths.run, "build-settings.json");
  const step = join(paths.bin, "build-step.mjs");
  const wrapper = join(paths.bin, "build-runc");
  const bundle = BUNDLES.find((path) => existsSync(path));
  const certificates = join(paths.run, "certificates.pem");
  writeAside(certificates, bundle === undefined ? "" : readFileSync(bundle, "utf8"));
  const variables = {
    ...Object.fromEntries(CERTIFICATE_VARIABLES.map((name) => [name, CERTIFICATES])),
    DENO_TLS_CA_STORE: "system",
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => WAYS.test(name))),
  };
  // The settings may hold a proxy's password.
  writeAside(
    settings,
    `${JSON.stringify({ certificates, inside: CERTIFICATES, variables }, undefined, 2)}\n`,
    0o600,
  );
  const source = readFileSync(fileURLToPath(new URL("build-step.ts", import.meta.url)), "utf8");
  // esbuild is started only when the source has changed.
  const mark = `// ${createHash("sha256").update(source).digest("hex")}\n`;
  if (!readText(step).startsWith(mark)) {
    writeAside(step, mark + transformSync(source, { loader: "ts", format: "esm" }).code);
  }
  const lines = [
    "#!/bin/sh",
    "# Written by the lab: runc for build steps. See lab/engine/build-step.ts.",
    "for word do",
    "  case $word in",
    `    run|create) ${quote(process.execPath)} ${quote(step)} ${quote(settings)} "$@" || exit 1; break ;;`,
    "  esac",
    "done",
    `exec ${quote(runcPath(paths))} "$@"`,
  ];
  writeAside(wrapper, `${lines.join("\n")}\n`, 0o755);
  return wrapper;
}

function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
