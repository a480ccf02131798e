import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDockerfile } from "../src/dockerfile/index.ts";
import { evaluateDockerfile } from "../src/stage/index.ts";
import { corpusDocuments, hasCorpus } from "../tests/conformance/documents.ts";

/** Dockerfiles laid out below a folder, each in one of its own as in repositories. */
export interface Corpus {
  readonly name: string;
  readonly folder: string;
  /** Relative to the folder. */
  readonly paths: readonly string[];
  /** Those of them that builders accept. */
  readonly accepted: readonly string[];
}

/** A Dockerfile that is judged alone. */
export interface Single {
  readonly name: string;
  readonly path: string;
}

/**
 * Lays out the real Dockerfiles of the open corpus; where it does not lie beside the checkout, the examples'
 * own, which `say` is told. With `count` the files are repeated, in other folders, until there are so many.
 */
export function layOutCorpus(
  root: string,
  folder: string,
  say: (text: string) => void,
  count?: number,
): Corpus {
  const texts = hasCorpus() ? corpusDocuments().map(({ bytes }) => bytes) : exampleTexts(root);
  if (!hasCorpus()) say("the corpus ../shared/corpus/dockerfiles-open.jsonl.gz is absent: examples only\n");
  const wanted = count ?? texts.length;
  const isAccepted = texts.map(whetherAccepted);
  const paths: string[] = [];
  const accepted: string[] = [];
  for (let at = 0; at < wanted; at++) {
    const bytes = texts[at % texts.length];
    if (bytes === undefined) break;
    const name = String(at).padStart(5, "0");
    const path = `${name}/Dockerfile`;
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, path), bytes);
    paths.push(path);
    if (isAccepted[at % texts.length] === true) accepted.push(path);
  }
  return { name: hasCorpus() ? "open corpus" : "examples", folder, paths, accepted };
}

/** The files that are judged alone: an example's, and the corpus's file of the middle size. */
export function chooseSingles(root: string, corpus: Corpus): readonly Single[] {
  const sized = corpus.accepted
    .map((path) => ({
      path: join(corpus.folder, path),
      bytes: readFileSync(join(corpus.folder, path)).length,
    }))
    .sort((a, b) => a.bytes - b.bytes);
  const middle = sized[sized.length >> 1];
  const example = {
    name: "examples/flask-pip/Dockerfile",
    path: join(root, "examples/flask-pip/Dockerfile"),
  };
  if (middle === undefined) return [example];
  return [
    example,
    { name: `a middling file of the ${corpus.name} (${middle.bytes} bytes)`, path: middle.path },
  ];
}

function exampleTexts(root: string): readonly Buffer[] {
  const paths = globSync("examples/**/{Dockerfile,*.Dockerfile,Dockerfile.good}", { cwd: root }).sort();
  return paths.map((path) => readFileSync(join(root, path)));
}

function whetherAccepted(bytes: Buffer): boolean {
  const dockerfile = parseDockerfile("Dockerfile", bytes.toString("utf8"));
  return dockerfile.problems.length === 0 && evaluateDockerfile(dockerfile).problems.length === 0;
}
