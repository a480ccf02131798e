import { readCsvFields } from "./csv.ts";
import { parseByteSize, parseGoBool, parseGoUint32 } from "./go-number.ts";
import type { Device, Mount } from "./instruction.ts";

/** A mount, or why the builder refuses it. */
export type ReadMount =
  | { readonly kind: "mount"; readonly mount: Mount }
  | { readonly kind: "refused"; readonly reason: string };

/** Puts values in place of variables; a refusal says why it cannot. */
export type Expand = (word: string) => { kind: "value"; value: string } | { kind: "refused"; reason: string };

type Draft = { -readonly [Key in keyof Mount]: Mount[Key] } & { readOnlyGiven: boolean };

const TYPES = ["bind", "cache", "tmpfs", "secret", "ssh"] as const;
const SHARING = ["shared", "private", "locked"] as const;

/**
 * What the builder's parser refuses about a mount before it knows any variable: broken CSV, and a variable
 * in `from`. All else waits for the build. Undefined where nothing is refused.
 */
export function refuseMountEarly(text: string): string | undefined {
  const split = readCsvFields(text);
  if (split.kind === "refused") return `failed to parse csv mounts: ${split.reason}`;
  for (const field of split.fields) {
    const equals = field.indexOf("=");
    if (equals === -1 || field.slice(0, equals).toLowerCase() !== "from") continue;
    const value = field.slice(equals + 1);
    const dollar = value.indexOf("$");
    if (dollar === -1 || dollar === value.length - 1) continue;
    return "'from' doesn't support variable expansion, define alias stage instead";
  }
  return undefined;
}

/** Reads the value of `--mount`. Spec: BuildKit instructions, parseMount. */
export function readMount(text: string, expand: Expand): ReadMount {
  const split = readCsvFields(text);
  if (split.kind === "refused")
    return { kind: "refused", reason: `failed to parse csv mounts: ${split.reason}` };
  const draft = emptyMount();
  for (const field of split.fields) {
    const reason = readField(draft, field, expand);
    if (reason !== undefined) return { kind: "refused", reason };
  }
  const reason = refuseTogether(draft);
  if (reason !== undefined) return { kind: "refused", reason };
  const { readOnlyGiven, ...mount } = draft;
  const readOnly = readOnlyGiven ? mount.readOnly : mount.type !== "cache" && mount.type !== "tmpfs";
  return { kind: "mount", mount: { ...mount, readOnly } };
}

function emptyMount(): Draft {
  return {
    type: "bind",
    from: "",
    source: "",
    target: "",
    readOnly: false,
    readOnlyGiven: false,
    sizeLimit: 0,
    id: "",
    sharing: "",
    required: false,
    env: undefined,
    mode: undefined,
    uid: undefined,
    gid: undefined,
  };
}

function readField(draft: Draft, field: string, expand: Expand): string | undefined {
  const equals = field.indexOf("=");
  const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
  if (equals === -1) return readBareField(draft, key, field);
  const expanded = expand(field.slice(equals + 1));
  if (expanded.kind === "refused") return expanded.reason;
  const setter = SETTERS[key];
  if (setter === undefined || !Object.hasOwn(SETTERS, key)) return `unexpected key '${key}' in '${field}'`;
  return setter(draft, expanded.value, key);
}

function readBareField(draft: Draft, key: string, field: string): string | undefined {
  if (key === "readonly" || key === "ro" || key === "readwrite" || key === "rw") {
    draft.readOnly = key === "readonly" || key === "ro";
    draft.readOnlyGiven = true;
    return undefined;
  }
  if (key !== "required") return `invalid field '${field}' must be a key=value pair`;
  return setRequired(draft, true, key);
}

type Setter = (draft: Draft, value: string, key: string) => string | undefined;

const SETTERS: Readonly<Record<string, Setter>> = {
  type: (draft, value) => {
    const type = TYPES.find((known) => known === value.toLowerCase());
    if (type === undefined) return `unsupported mount type ${JSON.stringify(value)}`;
    draft.type = type;
    return undefined;
  },
  from: (draft, value) => assign(draft, { from: value }),
  source: (draft, value) => assign(draft, { source: value }),
  src: (draft, value) => assign(draft, { source: value }),
  target: (draft, value) => assign(draft, { target: value }),
  dst: (draft, value) => assign(draft, { target: value }),
  destination: (draft, value) => assign(draft, { target: value }),
  readonly: (draft, value, key) => setReadOnly(draft, value, key, false),
  ro: (draft, value, key) => setReadOnly(draft, value, key, false),
  readwrite: (draft, value, key) => setReadOnly(draft, value, key, true),
  rw: (draft, value, key) => setReadOnly(draft, value, key, true),
  required: (draft, value, key) => setRequired(draft, parseGoBool(value), key, value),
  size: setSize,
  id: (draft, value) => assign(draft, { id: value }),
  sharing: (draft, value) => {
    const sharing = SHARING.find((known) => known === value.toLowerCase());
    if (sharing === undefined) return `unsupported sharing value ${JSON.stringify(value)}`;
    draft.sharing = sharing;
    return undefined;
  },
  mode: (draft, value) => setNumber(draft, "mode", value, 8),
  uid: (draft, value) => setNumber(draft, "uid", value, 10),
  gid: (draft, value) => setNumber(draft, "gid", value, 10),
  env: (draft, value) => assign(draft, { env: value }),
};

function assign(draft: Draft, part: Partial<Draft>): undefined {
  Object.assign(draft, part);
  return undefined;
}

function setReadOnly(draft: Draft, value: string, key: string, inverted: boolean): string | undefined {
  const given = parseGoBool(value);
  if (given === undefined) return `invalid value for ${key}: ${value}`;
  draft.readOnly = given !== inverted;
  draft.readOnlyGiven = true;
  return undefined;
}

function setRequired(
  draft: Draft,
  required: boolean | undefined,
  key: string,
  value = "",
): string | undefined {
  if (draft.type !== "secret" && draft.type !== "ssh") {
    return `unexpected key '${key}' for mount type '${draft.type}'`;
  }
  if (required === undefined) return `invalid value for ${key}: ${value}`;
  draft.required = required;
  return undefined;
}

function setSize(draft: Draft, value: string, key: string): string | undefined {
  if (draft.type !== "tmpfs") return `unexpected key '${key}' for mount type '${draft.type}'`;
  const size = parseByteSize(value);
  if (size === undefined) return `invalid value for ${key}: ${value}`;
  draft.sizeLimit = size;
  return undefined;
}

function setNumber(
  draft: Draft,
  key: "mode" | "uid" | "gid",
  value: string,
  base: 8 | 10,
): string | undefined {
  const number = parseGoUint32(value, base);
  if (number === undefined) return `invalid value ${value} for ${key}`;
  draft[key] = number;
  return undefined;
}

function refuseTogether(draft: Draft): string | undefined {
  const { type } = draft;
  if (type === "bind" || type === "tmpfs") {
    for (const key of ["mode", "uid", "gid"] as const) {
      if (draft[key] !== undefined) return `${key} not allowed for "${type}" type mounts`;
    }
  }
  if (type === "secret") {
    if (draft.from !== "") return "secret mount should not have a from";
    if (draft.sharing !== "") return "secret mount should not define sharing";
    if (draft.source === "" && draft.target === "" && draft.id === "") {
      return "invalid secret mount. one of source, target required";
    }
    if (draft.source !== "" && draft.id !== "") return "both source and id can't be set";
  }
  if (draft.sharing !== "" && type !== "cache") return `invalid cache sharing set for ${type} mount`;
  return undefined;
}

/** A device, or why the builder refuses it. */
export type ReadDevice =
  | { readonly kind: "device"; readonly device: Device }
  | { readonly kind: "refused"; readonly reason: string };

/** Reads the value of `--device`. Spec: BuildKit instructions, ParseDevice. */
export function readDevice(text: string): ReadDevice {
  const split = readCsvFields(text);
  if (split.kind === "refused")
    return { kind: "refused", reason: `failed to parse csv devices: ${split.reason}` };
  let name = "";
  let required = false;
  for (const field of split.fields) {
    const equals = field.indexOf("=");
    const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
    const value = equals === -1 ? undefined : field.slice(equals + 1);
    if (key === "required") {
      const given = value === undefined ? true : parseGoBool(value);
      if (given === undefined) return { kind: "refused", reason: `invalid value for required: ${value}` };
      required = given;
    } else if (key === "name" && value !== undefined) {
      if (name !== "") return { kind: "refused", reason: `device name already set to ${name}` };
      name = value;
    } else if (name === "") name = field;
    else if (value === undefined) {
      return { kind: "refused", reason: `invalid field '${field}' must be a key=value pair` };
    } else return { kind: "refused", reason: `unexpected key '${key}' in '${field}'` };
  }
  return { kind: "device", device: { name, required } };
}
