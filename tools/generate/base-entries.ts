import { field, fields, type Json, keep, list, text, textList } from "./json.ts";

type Fields = { readonly [name: string]: Json };

/**
 * The described images by their identifiers. One that resembles an earlier one names it as `like` and says
 * only what differs: a hundred of them are the same image under other tags.
 */
export function compactImages(images: Json | undefined): readonly (readonly [string, Json])[] {
  const earlier: Compared[] = [];
  return list(images).map((image) => {
    const id = text(field(image, "id"));
    const value = compactImage(image);
    const own = new Map(Object.entries(value).map(([name, said]) => [name, JSON.stringify(said)]));
    let model: Compared | undefined;
    let cost = [...own].reduce((sum, [name, said]) => sum + name.length + said.length, 0);
    for (const candidate of earlier) {
      const difference = differenceCost(own, candidate, cost);
      if (difference < cost) [model, cost] = [candidate, difference];
    }
    earlier.push({ id, own });
    return [id, model === undefined ? value : differ(value, own, model)];
  });
}

/** An image and the JSON text of each of its fields. */
interface Compared {
  readonly id: string;
  readonly own: ReadonlyMap<string, string>;
}

/** About how many characters it takes to say how an image differs from a model; stops at `most`. */
function differenceCost(own: ReadonlyMap<string, string>, model: Compared, most: number): number {
  let cost = model.id.length + 10;
  for (const name of model.own.keys()) if (!own.has(name)) cost += name.length + 1;
  for (const [name, said] of own) {
    if (cost >= most) return cost;
    if (model.own.get(name) !== said) cost += name.length + said.length + 4;
  }
  return cost;
}

function differ(value: Fields, own: ReadonlyMap<string, string>, model: Compared): Fields {
  const changed = Object.entries(value).filter(([name]) => model.own.get(name) !== own.get(name));
  const without = [...model.own.keys()].filter((name) => !own.has(name));
  return keep({ like: model.id, ...Object.fromEntries(changed), without: without.join(" ") });
}

/** The fields without those that are not established, lists as words, and what only serves people left out. */
function compactImage(image: Json): Fields {
  const shell = field(image, "shell");
  const size = field(image, "size");
  const said = Object.fromEntries(
    fields(image).filter(([name, value]) => PLAIN_FIELDS.has(name) && value !== null),
  );
  return keep({
    ...said,
    repository: field(field(image, "match"), "repository"),
    tag: field(field(image, "match"), "tag"),
    example: list(field(image, "examples"))[0],
    // False is "no shell"; absent is "not established".
    shell: field(shell, "present") === false ? false : (field(shell, "path") ?? undefined),
    shells: textList(field(shell, "others")).join(" "),
    users: list(field(image, "users")).map((user) => {
      return ["name", "uid", "gid", "home", "shell"].map((name) => field(user, name) ?? "").join(":");
    }),
    tools: toolWords(field(image, "tools"), true),
    no_tools: toolWords(field(image, "tools"), false),
    interpreters: list(field(image, "interpreters")).map(compactInterpreter),
    slimmer: textList(field(image, "slimmer")).join(" "),
    distroless: textList(field(image, "distroless")).join(" "),
    size: [field(size, "compressed_mb") ?? null, field(size, "uncompressed_mb") ?? null].some(
      (mb) => mb !== null,
    )
      ? ["compressed_mb", "uncompressed_mb", "source"].map((name) => field(size, name) ?? null)
      : undefined,
  });
}

const PLAIN_FIELDS = new Set(
  (
    "os_family os_release libc package_manager default_user ca_certificates entrypoint cmd workdir stopsignal " +
    "exposed_ports env role status eol notes source"
  ).split(" "),
);

function toolWords(tools: Json | undefined, present: boolean): string {
  return fields(tools)
    .filter(([, value]) => value === present)
    .map(([name]) => name)
    .join(" ");
}

function compactInterpreter(interpreter: Json): Json {
  return keep({
    name: field(interpreter, "name"),
    // The version that was seen says nothing about another tag.
    version:
      field(interpreter, "version_from_tag") === true ? "*" : (field(interpreter, "version") ?? undefined),
    path: field(interpreter, "path") ?? undefined,
    aliases: textList(field(interpreter, "aliases")).join(" "),
  });
}
