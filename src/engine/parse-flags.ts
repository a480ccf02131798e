import type { BuildOutput, BuildSecret } from "./build-request.ts";
import { parseCsvFields } from "./csv.ts";

/** What a flag says, or what is wrong with it. */
export type ReadFlag<Value> =
  | { readonly kind: "value"; readonly value: Value }
  | { readonly kind: "wrong"; readonly message: string };

/**
 * Reads a secret as builders spell it: `id=NAME,src=FILE`, `id=NAME,env=VARIABLE`, or `id=NAME` alone for the
 * variable of that name where there is one, and the file of that name else.
 */
export function parseSecret(
  text: string,
  environment: Readonly<Record<string, string | undefined>>,
): ReadFlag<BuildSecret> {
  const fields = readFields(text);
  if (typeof fields === "string") return { kind: "wrong", message: fields };
  const unknown = [...fields.keys()].find((name) => !["id", "src", "source", "env", "type"].includes(name));
  if (unknown !== undefined) return { kind: "wrong", message: `${unknown} is nothing that a secret has` };
  const id = fields.get("id") ?? "";
  if (id === "") return { kind: "wrong", message: "it has no id" };
  const source = fields.get("src") ?? fields.get("source");
  const isVariable = fields.get("type") === "env";
  const variable = fields.get("env") ?? (isVariable ? (source ?? id) : undefined);
  if (variable !== undefined) return { kind: "value", value: { kind: "environment", id, variable } };
  if (source !== undefined) return { kind: "value", value: { kind: "file", id, path: source } };
  if (fields.get("type") !== "file" && environment[id] !== undefined) {
    return { kind: "value", value: { kind: "environment", id, variable: id } };
  }
  return { kind: "value", value: { kind: "file", id, path: id } };
}

/** Reads an output as buildx spells it: `type=oci,dest=FILE[,tar=false]`, `type=docker,dest=FILE`, a folder alone. */
export function parseOutput(text: string): ReadFlag<BuildOutput> {
  if (text !== "" && !text.includes("=")) return { kind: "value", value: { kind: "local", path: text } };
  const fields = readFields(text);
  if (typeof fields === "string") return { kind: "wrong", message: fields };
  const path = fields.get("dest") ?? "";
  const type = fields.get("type") ?? "";
  const output = outputOf(type, path, fields.get("tar") !== "false");
  if (output !== undefined) return { kind: "value", value: output };
  if (!["oci", "docker", "local"].includes(type)) {
    return { kind: "wrong", message: "its type is none of oci, docker, local, registry, image" };
  }
  return { kind: "wrong", message: "it has no dest, and standard output is for the report" };
}

function outputOf(type: string, path: string, isArchive: boolean): BuildOutput | undefined {
  if (type === "registry") return { kind: "registry" };
  if (type === "image" || (type === "docker" && path === "")) return { kind: "store" };
  if (path === "" || path === "-") return undefined;
  if (type === "oci") return { kind: isArchive ? "oci-archive" : "oci-layout", path };
  if (type === "docker") return { kind: "docker-archive", path };
  return type === "local" ? { kind: "local", path } : undefined;
}

function readFields(text: string): ReadonlyMap<string, string> | string {
  const fields = new Map<string, string>();
  for (const field of parseCsvFields(text)) {
    const equals = field.indexOf("=");
    // The field itself is not quoted: it may be the secret, written where it does not belong.
    if (equals < 1) return "a field is not written name=value";
    fields.set(field.slice(0, equals).trim().toLowerCase(), field.slice(equals + 1).trim());
  }
  return fields;
}
