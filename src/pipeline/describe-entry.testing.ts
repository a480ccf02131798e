import type { BuildEntry, PipelineReading, Written } from "./build-entry.ts";

/** One line for an entry, so that tests are read as a table. A question mark is what is not known. */
export function describeEntry(entry: BuildEntry): string {
  const { context, dockerfile, target, buildArguments } = entry;
  const where =
    context.kind === "folder" || context.kind === "repository"
      ? `${context.kind === "repository" ? "commit:" : ""}${context.path || "/"}`
      : context.kind === "remote"
        ? context.url
        : "?";
  const file =
    dockerfile.kind === "path"
      ? `${dockerfile.from}:${dockerfile.path}`
      : dockerfile.kind === "default"
        ? dockerfile.names.join("|")
        : dockerfile.kind === "inline"
          ? "inline"
          : "?";
  const stage = target === undefined ? "" : ` -> ${describeWritten(target)}`;
  const given = buildArguments.map(({ name, value }) => ` ${name}=${describeWritten(value)}`).join("");
  return `${entry.name}: ${where} [${file}]${stage}${given}`;
}

/** The entries of a reading as lines, then the codes of its problems. */
export function describeReading(reading: PipelineReading): readonly string[] {
  return [...reading.entries.map(describeEntry), ...reading.problems.map((problem) => problem.code)];
}

function describeWritten(written: Written): string {
  return written.kind === "known" ? written.value : "?";
}
