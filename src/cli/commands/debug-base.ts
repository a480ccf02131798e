import { type BaseDescription, describeBase, type RelatedDescription } from "../../app/index.ts";
import type { Host } from "../../host/index.ts";
import { EXIT, type ExitStatus } from "../exit-status.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

const NAME_WIDTH = 18;
const MEGABYTE = 1_000_000;

/** `debug base`: what the tables know of a base image, each fact with the record that says it. */
export async function runDebugBase(host: Host, reference: string, given: unknown): Promise<ExitStatus> {
  const { format } = readOptions(given, { format: "string" });
  const described = await describeBase(reference);
  if (described.kind === "invalid") {
    throw new UsageError(`${JSON.stringify(reference)} is no image reference`, described.message);
  }
  if (format === "json") {
    const value =
      described.kind === "unknown" ? { reference: described.reference, known: false } : described.base;
    host.output.write(`${JSON.stringify(value, undefined, 2)}\n`);
    return EXIT.fine;
  }
  host.output.write(
    described.kind === "unknown"
      ? `${described.reference} is in no table: every answer about it is maybe\n`
      : renderBase(described.base),
  );
  return EXIT.fine;
}

function renderBase(base: BaseDescription): string {
  const { releases, facts, commands, packages, users, notes } = base;
  const stands = releases.map(({ name, since }) => (since === null ? name : `${name} (since ${since})`));
  const ids = users.map(({ name, uid }) => `${name}(${uid ?? "?"})`);
  return [
    base.reference,
    line("variant", base.variant === "" ? "plain" : base.variant),
    line("version", base.version ?? "none in the tag"),
    line("stands on", stands.length === 0 ? "no release that the table tells" : stands.join(" or ")),
    ...facts.map(({ name, value, from }) => line(name, value, from)),
    line("commands", `${commands.length}, ${base.complete ? "all there are" : "there may be others"}`),
    line("packages", String(packages.length)),
    line("users", ids.join(" ")),
    ...base.slimmer.map((related) => line("smaller", relatedText(related))),
    ...base.distroless.map((related) => {
      return line("distroless", `${relatedText(related)}, same version: ${related.sameVersion}`);
    }),
    ...notes.map((note) => line("note", note)),
    ...base.sources.flatMap(({ record, source }) => source.map((text) => line("source", text, record))),
    "",
  ].join("\n");
}

function line(name: string, value: string, from = ""): string {
  return `  ${name.padEnd(NAME_WIDTH)}${value}${from === "" ? "" : `  [${from}]`}`;
}

function relatedText({ reference, compressedBytes, uncompressedBytes }: RelatedDescription): string {
  const size = compressedBytes ?? uncompressedBytes;
  if (size === null) return reference;
  const kind = compressedBytes === null ? "unpacked" : "compressed";
  return `${reference}, about ${Math.round(size / MEGABYTE)} MB ${kind}`;
}
