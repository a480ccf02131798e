/** Codes of problems in Dockerfile text, each with its sentence. They never change meaning. */
export const codes = {
  "dockerfile/empty": "The file holds no instruction, so there is nothing to build.",
  "dockerfile/directive-repeated": "A parser directive stands twice; the builder takes each once.",
  "dockerfile/escape-invalid":
    "The escape directive names a character that is neither a backslash nor a backtick.",
  "dockerfile/line-too-long": "A line is longer than the builder reads (65,535 bytes).",
  "dockerfile/heredoc-open": "A heredoc has no line that ends it.",
  "dockerfile/heredoc-name-open": "The name of a heredoc has a quote that does not close.",
  "dockerfile/heredoc-as-destination": "A heredoc stands where the destination of a copy belongs.",
  "dockerfile/json-not-strings": "A JSON form holds something other than strings.",
  "dockerfile/instruction-unknown": "The builder does not know this instruction.",
  "dockerfile/arguments-missing": "An instruction has fewer arguments than it needs.",
  "dockerfile/arguments-surplus": "An instruction has more arguments than it takes.",
  "dockerfile/name-blank": "A name in front of = is empty.",
  "dockerfile/equals-missing": "A word of ENV or LABEL has no = although the first one has.",
  "dockerfile/flag-unknown": "The instruction has no such flag.",
  "dockerfile/flag-repeated": "A flag that may stand once stands twice.",
  "dockerfile/flag-value": "A flag has no value, or one that it does not take.",
  "dockerfile/stage-name-invalid":
    "A stage name starts with something other than a letter or holds other characters than letters, digits, - _ and .",
  "dockerfile/onbuild-nested": "ONBUILD cannot hold ONBUILD, FROM or MAINTAINER.",
  "dockerfile/before-from": "An instruction other than ARG stands before the first FROM.",
  "dockerfile/healthcheck-type": "HEALTHCHECK takes NONE or CMD.",
  "dockerfile/duration-invalid":
    "A duration is not written as the builder reads it (30s, 1m30s), or is too short.",
  "dockerfile/number-invalid": "A number is not written as the builder reads it.",
  "dockerfile/shell-not-json": "SHELL takes a JSON array only.",
  "dockerfile/volume-blank": "A volume's path is empty.",
  "dockerfile/mount-invalid": "A mount is not written as the builder reads it.",
  "dockerfile/device-invalid": "A device is not written as the builder reads it.",
  "dockerfile/too-large": "The file is larger than the builder reads; nothing of it was judged.",
  "dockerfile/too-many-instructions": "The file has more instructions than we read; the rest was not judged.",
  "dockerfile/too-deep": "ONBUILD is nested deeper than we read.",
  "dockerfile/no-stage": "The file has no FROM, so there is no stage to build.",
} as const satisfies Readonly<Record<string, string>>;

/** A code of this folder. */
export type DockerfileCode = keyof typeof codes;
