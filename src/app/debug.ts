import { displayText, lineStarts, positionAt } from "../base/index.ts";
import { loadBaseImages } from "../base-image/index.ts";
import { type Dockerfile, parseDockerfile, type Token, tokenize } from "../dockerfile/index.ts";
import type { Host } from "../host/index.ts";
import { type EvaluatedDockerfile, evaluateDockerfile } from "../stage/index.ts";
import { ContextFinder } from "./find-context.ts";
import { findContextView } from "./find-context-view.ts";
import { FolderLists } from "./folder-lists.ts";
import { judgeFile } from "./judge-file.ts";
import { readDockerfile } from "./read-dockerfile.ts";

/** Reads a Dockerfile and parses it; what the conversion into build steps refuses is among its problems. */
export async function readTree(host: Host, path: string): Promise<Dockerfile> {
  const { path: shown, text } = await readDockerfile(host, path);
  const dockerfile = parseDockerfile(shown, text);
  const { problems } = evaluateDockerfile(dockerfile);
  return { ...dockerfile, problems: [...dockerfile.problems, ...problems] };
}

/** Reads a Dockerfile and evaluates its stages as a check does: with the tables of bases and its context. */
export async function readStages(host: Host, path: string): Promise<EvaluatedDockerfile> {
  const { path: shown, text } = await readDockerfile(host, path);
  const finder = new ContextFinder(host.files, new FolderLists(host.files));
  const { subject } = await judgeFile(parseDockerfile(shown, text), {
    path: shown,
    isDevelopment: false,
    options: { bases: await loadBaseImages() },
    selection: {},
    today: host.today(),
    findContext: (evaluated, asked) => {
      return findContextView(host.files, finder, {
        dockerfile: shown,
        explicit: undefined,
        evaluated,
        asked,
      });
    },
  });
  return subject.evaluated;
}

/** A token with its place for people, line and column from 1, and its text. */
export interface PlacedToken {
  readonly kind: Token["kind"];
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** The tokens that tile a Dockerfile. */
export async function readTokens(host: Host, path: string): Promise<readonly PlacedToken[]> {
  const { path: shown, text } = await readDockerfile(host, path);
  const starts = lineStarts(text);
  return tokenize(parseDockerfile(shown, text)).map(({ kind, span }) => {
    return { kind, ...positionAt(starts, span.start), text: displayText(text.slice(span.start, span.end)) };
  });
}
