import type { FlagReader, Refuse } from "./flag-reader.ts";
import { chompBody, readHeredocWord } from "./heredoc.ts";
import type { InlineFile } from "./instruction.ts";
import type { Heredoc, InstructionSyntax, Word } from "./tree.ts";

/** What COPY and ADD share: sources, files written out, destination and flags. */
export interface TransferParts {
  readonly sources: readonly Word[];
  readonly files: readonly InlineFile[];
  readonly destination: Word | undefined;
  readonly chown: Word | undefined;
  readonly chmod: Word | undefined;
  readonly link: boolean;
  readonly exclude: readonly Word[];
}

/** Reads sources and destination; a source that opens a heredoc is a file whose text stands below. */
export function readTransfer(syntax: InstructionSyntax, flags: FlagReader, refuse: Refuse): TransferParts {
  const { args } = syntax;
  const shared = {
    chown: flags.text("chown"),
    chmod: flags.text("chmod"),
    link: flags.boolean("link") ?? false,
    exclude: flags.texts("exclude"),
  };
  const destination = args.length < 2 ? undefined : args.at(-1);
  if (destination === undefined) {
    const message = `${syntax.name} requires at least two arguments, but only one was provided. Destination could not be determined`;
    refuse("dockerfile/arguments-missing", message, syntax.keyword.span);
    return { ...shared, sources: args, files: [], destination };
  }
  if (readHeredocWord(destination.value).kind === "opening") {
    const message = `${syntax.name} cannot accept a heredoc as a destination`;
    refuse("dockerfile/heredoc-as-destination", message, destination.span);
  }
  // Two heredocs of one name: the builder gives both files the body of the last.
  const bodies = new Map<string, Heredoc>(syntax.heredocs.map((heredoc) => [heredoc.name, heredoc]));
  const sources: Word[] = [];
  const files: InlineFile[] = [];
  for (const source of args.slice(0, -1)) {
    const read = readHeredocWord(source.value);
    if (read.kind !== "opening") {
      sources.push(source);
      continue;
    }
    const { name, chomp, expand } = read.opening;
    const body = bodies.get(name)?.content ?? "";
    files.push({ name, content: chomp ? chompBody(body) : body, expand, span: source.span });
  }
  return { ...shared, sources, files, destination };
}
