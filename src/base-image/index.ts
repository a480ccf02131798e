/**
 * What well-known base images contain: commands, users, packages, interpreters, what their configuration sets,
 * how large they are and what is smaller. It answers from a table that is part of the program, made of public
 * records; `data/README.md` says how.
 *
 * It knows how the tags of each family of images are read and on which release they stand. It deliberately does
 * not know how references are parsed, what a Dockerfile adds, what a registry holds now, or what day it is. An
 * image that is not in the table is unknown, and an answer about what is not recorded is "maybe".
 */
export { type BaseImages, loadBaseImages } from "./base-images.ts";
export type { Contents } from "./contents.ts";
export type { Environment } from "./environment.ts";
export type { ImageRole, ImageSize, ImageStatus, Interpreter } from "./image-entry.ts";
export type {
  BaseReference,
  ExposedPort,
  FactName,
  KnownBase,
  OperatingSystem,
  Origin,
  PossibleRelease,
  RelatedImage,
} from "./known-base.ts";
export type { Account } from "./layer.ts";
export type { Libc } from "./system.ts";
