import { decodeSource, displayText, limits, PlimsollError } from "../base/index.ts";
import type { Host } from "../host/index.ts";
import type { BuildRequest, BuildSecret } from "./build-request.ts";
import { engineError } from "./call.ts";
import { csvFields } from "./csv.ts";
import { Redactor } from "./redact.ts";

/** Reads the values of a build's secrets, so that they can be kept out of what is shown. Throws `engine/secret-unreadable`. */
export async function readSecrets(host: Host, { secrets = [] }: BuildRequest): Promise<Redactor> {
  if (secrets.length > limits.secrets) {
    throw engineError("engine/secret-unreadable", `a build takes at most ${limits.secrets} secrets`);
  }
  const values: string[] = [];
  for (const secret of secrets) values.push(await readSecret(host, secret));
  return new Redactor(values);
}

/** A secret as builders take it on their command line: where it is, never what it is. */
export function secretFlag(secret: BuildSecret): string {
  const source = secret.kind === "file" ? `src=${secret.path}` : `env=${secret.variable}`;
  return csvFields([`id=${secret.id}`, source]);
}

/** A secret as it is shown: its name alone. */
export function shownSecret(secret: BuildSecret): string {
  return csvFields([`id=${secret.id}`]);
}

async function readSecret(host: Host, secret: BuildSecret): Promise<string> {
  const name = `the secret ${displayText(secret.id)}`;
  if (secret.kind === "environment") {
    const value = host.environment[secret.variable];
    if (value !== undefined) return value;
    throw engineError(
      "engine/secret-unreadable",
      `${name} is to come from the variable ${displayText(secret.variable)}, which is not set`,
      "set it for this call, or name a file with src=",
    );
  }
  try {
    return decodeSource(await host.files.read(secret.path, limits.secretBytes));
  } catch (error) {
    if (!(error instanceof PlimsollError)) throw error;
    throw engineError("engine/secret-unreadable", `${name}: ${error.message}`, error.hint, error);
  }
}
