import type { CommandUse, ShellWord } from "../../shell/index.ts";
import { findCredential, isPlaceholder } from "./credential.ts";

/** A secret in a command: the word that it stands in, and what it is, in words that go into a message. */
export interface CommandSecret {
  readonly word: ShellWord;
  readonly kind: string;
}

/** The secrets that are written out in a command, at most one for each word. Values of variables are none. */
export function findCommandSecrets(use: CommandUse): readonly CommandSecret[] {
  const found: CommandSecret[] = [];
  const words = use.environment.length === 0 ? use.words : [...use.words, ...use.environment];
  words.forEach((word, at) => {
    const kind = formatOf(word) ?? optionSecret(use, word, words[at - 1]);
    if (kind !== undefined) found.push({ word, kind });
  });
  for (const { value } of use.node.assignments) {
    const kind = value === undefined ? undefined : formatOf(value);
    if (value !== undefined && kind !== undefined) found.push({ word: value, kind });
  }
  return found;
}

function formatOf(word: ShellWord): string | undefined {
  const text = word.literal ?? word.value;
  const kind = findCredential(text)?.kind;
  if (kind !== undefined || text.length < 14 || !/auth|token:|api-key:/i.test(text)) return kind;
  const header = /\b(?:authorization:\s*(?:bearer|token|basic)|private-token:|x-api-key:)\s+(\S{8,})/i.exec(
    text,
  )?.[1];
  if (header !== undefined && isLiteral(header)) return "a token in a header";
  const token = /_auth(?:Token)?["']?[=:\s]+["']?([^\s"']{12,})/.exec(text)?.[1];
  return token !== undefined && isLiteral(token) ? "a token for a registry" : undefined;
}

/** Options that take a password or token, of any program. */
const PASSWORD_OPTION =
  /^--(?:password|passwd|pass|passphrase|http-password|proxy-password|ftp-password|token|auth-token|access-token|api-key|apikey|secret|secret-key|client-secret|oauth-token)$/;

/** Options of one program. */
const OWN_OPTIONS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["curl", new Set(["-u", "--user", "-U", "--proxy-user"])],
  ["sshpass", new Set(["-p"])],
  ["docker", new Set(["-p"])],
  ["svn", new Set(["--password"])],
]);

/** Programs for which a password protects nothing but what they make on the spot, or is public by custom. */
const LOCAL: ReadonlySet<string> = new Set([
  "keytool",
  "openssl",
  "htpasswd",
  "adduser",
  "echo",
  "printf",
  "gpg",
]);

function optionSecret(use: CommandUse, word: ShellWord, before: ShellWord | undefined): string | undefined {
  const name = use.name ?? "";
  if (LOCAL.has(name)) return undefined;
  const equals = word.value.indexOf("=");
  if (word.value.startsWith("--") && equals !== -1) {
    const option = word.value.slice(0, equals);
    const value = word.value.slice(equals + 1);
    return isSecretOption(name, option) && isSecretValue(name, option, value) ? kindOf(option) : undefined;
  }
  const option = before?.value ?? "";
  if (!option.startsWith("-") || word.literal === undefined || word.value.startsWith("-")) return undefined;
  return isSecretOption(name, option) && isSecretValue(name, option, word.literal)
    ? kindOf(option)
    : undefined;
}

function isSecretOption(name: string, option: string): boolean {
  return PASSWORD_OPTION.test(option) || OWN_OPTIONS.get(name)?.has(option) === true;
}

function isSecretValue(name: string, option: string, value: string): boolean {
  if (name !== "curl" || PASSWORD_OPTION.test(option)) return isLiteral(value);
  const colon = value.indexOf(":");
  return (
    colon !== -1 && isLiteral(value.slice(colon + 1)) && !/^(?:anonymous|ftp)$/i.test(value.slice(0, colon))
  );
}

function kindOf(option: string): string {
  return /token|key/.test(option) ? "a token" : "a password";
}

function isLiteral(value: string): boolean {
  return (
    value !== "" &&
    !/[$`]/.test(value) &&
    !isPlaceholder(value) &&
    !/^(?:true|false|yes|no|none|null|public|anonymous|guest)$/i.test(value)
  );
}
