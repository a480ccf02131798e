import type { Applicability } from "../../base/index.ts";
import type { Dockerfile } from "../../dockerfile/index.ts";
import type { Found, RunStep } from "../define-rule.ts";
import { cleanUpAfter } from "./clean-up.ts";
import { type OsPackagesFact, placeOfCommand, subcommandOf } from "./left-cache.ts";

/** How a package manager takes away what it keeps for later calls. */
export interface OwnCleanUp {
  readonly manager: string;
  /** What is written behind the manager's name. */
  readonly words: string;
  /** The option that lets it work in a file system of its own, where the clean-up would not look. */
  readonly elsewhere: string;
  readonly applicability: Applicability;
}

/** What is said of a command whose manager keeps its metadata in the layer, and the clean-up that ends the RUN. */
export function metadataLeft(
  run: RunStep,
  found: OsPackagesFact,
  dockerfile: Dockerfile,
  { manager, words, elsewhere, applicability }: OwnCleanUp,
): Found {
  const name = found.use.name ?? manager;
  const command = `${name} ${words}`;
  const cleanUp = { command, title: `End the RUN with ${command}`, applicability };
  return {
    at: placeOfCommand(found),
    message: `${name} ${subcommandOf(found)} leaves its metadata in this layer`,
    fix: found.options.has(elsewhere) ? undefined : cleanUpAfter(run, found.use, dockerfile, cleanUp),
  };
}
