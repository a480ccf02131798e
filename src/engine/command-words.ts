import type { BuildRequest, BuildSecret, NamedValue } from "./build-request.ts";
import { secretFlag, shownSecret } from "./secrets.ts";

/** How a command line is written: to be run, with files for what the engine tells us; or to be shown. */
export interface WordsOptions {
  /** Where the engine writes what it made. */
  readonly resultFile: string;
  /** Leaves out where secrets come from. */
  readonly isShown: boolean;
}

/** A flag in front of each value. */
export function flagEach(flag: string, values: readonly string[] = []): readonly string[] {
  return values.flatMap((value) => [flag, value]);
}

/** `name=value`, or the name alone where there is no value. */
export function assignment({ name, value }: NamedValue): string {
  return value === undefined ? name : `${name}=${value}`;
}

/** A path that no command line takes for an option, or for standard input. */
export function pathWord(path: string): string {
  return path.startsWith("-") ? `./${path}` : path;
}

/** The flags that buildx, podman and buildah write alike. */
export function commonFlags(request: BuildRequest, options: WordsOptions): readonly string[] {
  const secret = (one: BuildSecret): string => (options.isShown ? shownSecret(one) : secretFlag(one));
  return [
    ...["--file", pathWord(request.dockerfile)],
    ...(request.target === undefined ? [] : ["--target", request.target]),
    ...flagEach("--build-arg", request.arguments?.map(assignment)),
    ...flagEach("--secret", request.secrets?.map(secret)),
    ...flagEach("--ssh", request.ssh),
    ...flagEach("--label", request.labels?.map(assignment)),
    ...flagEach("--build-context", request.contexts?.map(assignment)),
    ...(request.network === undefined ? [] : ["--network", request.network]),
    ...(request.noCache === true ? ["--no-cache"] : []),
    ...(request.pull === true ? ["--pull"] : []),
  ];
}
