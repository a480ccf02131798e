import { type BaseImages, loadBaseImages } from "./base-images.ts";
import type { KnownBase } from "./known-base.ts";

/** The tables, loaded once for all tests of a file. */
export const tables: BaseImages = await loadBaseImages();

/** What the tables know of a reference that is written in short, `python:3.13-slim`, or with its registry. */
export function lookUpShort(reference: string, at?: string): KnownBase | undefined {
  if (reference === "scratch") return tables.lookUp({ domain: "", path: "scratch" });
  const [name = "", digest] = reference.split("@");
  const colon = name.lastIndexOf(":");
  const hasTag = colon > name.lastIndexOf("/");
  const repository = hasTag ? name.slice(0, colon) : name;
  const [first = "", ...rest] = repository.split("/");
  const isHub = !first.includes(".");
  const path = isHub ? (rest.length === 0 ? `library/${first}` : repository) : rest.join("/");
  return tables.lookUp(
    {
      domain: isHub ? "docker.io" : first,
      path,
      ...(hasTag && { tag: name.slice(colon + 1) }),
      ...(digest !== undefined && { digest }),
    },
    at === undefined ? {} : { at },
  );
}

/** The same, where the tables must know it. */
export function knownBase(reference: string, at?: string): KnownBase {
  const found = lookUpShort(reference, at);
  if (found === undefined) throw new Error(`the tables do not know ${reference}`);
  return found;
}
