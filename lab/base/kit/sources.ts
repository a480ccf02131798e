import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PackageSources } from "./definition.ts";

const FOLDER = "/etc/apt/sources.list.d";
/** What tells the archive of security updates from the main one: the name of its suite, or its path. */
const SECURITY = /-security\b|\/debian-security\b/;

/** Reads the machine's own sources of Debian packages; no address is part of the project. */
export function readPackageSources(): PackageSources {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).map((name) => join(FOLDER, name)) : [];
  const sources = ["/etc/apt/sources.list", ...files].filter(existsSync).flatMap((file) => {
    const text = readFileSync(file, "utf8");
    return file.endsWith(".sources") ? parseStanzas(text) : parseLines(text);
  });
  const security = sources.find((source) => SECURITY.test(`${source.uri} ${source.suites}`));
  const main = sources.find((source) => source !== security && !SECURITY.test(source.suites));
  if (main === undefined) throw new Error("This machine's apt names no source of Debian packages.");
  return { main: main.uri, security: security?.uri, settings: readSettings() };
}

interface Source {
  readonly uri: string;
  readonly suites: string;
}

function parseStanzas(text: string): readonly Source[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.+)$`, "mi").exec(stanza)?.[1]?.trim();
    const uri = field("URIs")?.split(/\s+/)[0];
    return uri === undefined ? [] : [{ uri, suites: field("Suites") ?? "" }];
  });
}

function parseLines(text: string): readonly Source[] {
  return [...text.matchAll(/^deb\s+(?:\[[^\]]*\]\s+)?(\S+)\s+(\S+)/gm)].map(([, uri = "", suites = ""]) => {
    return { uri, suites };
  });
}

function readSettings(): readonly string[] {
  const folder = "/etc/apt/apt.conf.d";
  const texts = existsSync(folder)
    ? readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"))
    : [];
  return texts
    .flatMap((text) => text.split("\n"))
    .filter((line) => /^\s*Acquire::Check-(Valid-Until|Date)\b/.test(line))
    .map((line) => line.trim());
}
