/** Codes of problems in the files around an image, each with its sentence. They never change meaning. */
export const pipelineCodes = {
  "pipeline/not-text": "The file is no UTF-8 text, so nothing of it was read.",
  "pipeline/malformed": "The file breaks the syntax of its format; what could be read of it was used.",
  "pipeline/too-large": "The file is larger than we read, so nothing of it was used.",
  "pipeline/too-many": "The file holds more entries, or more repetitions through aliases, than we follow.",
  "pipeline/unreadable": "The file or folder could not be read for the reason that the message quotes.",
} as const satisfies Readonly<Record<string, string>>;

/** A code of this folder. */
export type PipelineCode = keyof typeof pipelineCodes;
