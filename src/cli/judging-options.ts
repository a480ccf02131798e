import type { CheckRequest } from "../app/index.ts";
import type { Options } from "./read-options.ts";

/** The options of all commands that judge Dockerfiles. */
export const JUDGING_OPTIONS = {
  stdinFilename: "string",
  context: "string",
  target: "string",
  buildArg: "list",
  platform: "string",
  format: "string",
  failOn: "string",
  select: "list",
  ignore: "list",
  color: "string",
  quiet: "boolean",
} as const;

/** What is to be judged, and how, as these options say. */
export function judgingRequest(
  paths: readonly string[],
  options: Options<typeof JUDGING_OPTIONS>,
): CheckRequest {
  const { context, target, platform, select, ignore } = options;
  return {
    paths,
    inputName: options.stdinFilename ?? "Dockerfile",
    context,
    target,
    buildArguments: options.buildArg,
    platform,
    select,
    ignore,
  };
}
