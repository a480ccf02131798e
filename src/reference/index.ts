/**
 * How things are named: image references and platforms, as text and as values.
 *
 * It knows the grammar, the defaults a short name stands for, and which spellings mean the same. It
 * deliberately does not know whether anything of that name exists, which registries are trusted, what a tag
 * promises, or what machine it runs on: a default platform is given by the caller.
 */
export {
  familiarText,
  type ImageReference,
  normalisedText,
  repositoryName,
  resolvedText,
} from "./image-reference.ts";
export {
  type InvalidReference,
  type InvalidReferenceReason,
  type ParsedReference,
  parseReference,
} from "./parse-reference.ts";
export {
  DEFAULT_PLATFORM,
  formatPlatform,
  type InvalidPlatform,
  normalisePlatform,
  type ParsedPlatform,
  type Platform,
  parsePlatform,
} from "./platform.ts";
