/** Codes of what the builder refuses when it turns a Dockerfile into build steps. They never change meaning. */
export const codes = {
  "stage/check-option-invalid": "The check directive holds an option that the builder does not know.",
  "stage/substitution-refused":
    "A variable cannot be replaced: the word is broken, or it demands a value that is not given.",
  "stage/base-blank": "The base image's name is empty once its variables are replaced.",
  "stage/base-invalid": "The base image's name is no image reference.",
  "stage/platform-invalid": "A platform is empty or not written as the builder reads it.",
  "stage/from-variable": "COPY --from takes no variables; name a stage instead.",
  "stage/from-index": "COPY --from gives a number that no stage has.",
  "stage/from-later": "A stage takes files from a stage that stands further down.",
  "stage/cycle": "Stages need each other in a circle.",
  "stage/target-unknown": "No stage has the name that was asked for as target.",
  "stage/port-invalid": "EXPOSE holds something that is no port.",
  "stage/volume-blank": "A volume's path is empty once its variables are replaced.",
  "stage/signal-invalid": "STOPSIGNAL names no signal.",
  "stage/owner-by-name": "With --link, --chown takes numbers only: the layer has no list of users.",
  "stage/mode-invalid": "--chmod is neither octal nor symbolic.",
  "stage/checksum-misplaced": "--checksum goes with exactly one source, a URL or a Git address.",
  "stage/checksum-invalid": "A checksum is no digest: algorithm, colon, hexadecimal digits.",
  "stage/source-remote": "COPY takes no URL and no Git address; ADD does.",
  "stage/mount-invalid": "A mount is not written as the builder reads it.",
  "stage/trigger-refused": "An ONBUILD instruction of the stage below is refused here.",
  "stage/heredoc-exec": "A heredoc belongs to a RUN in shell form only.",
  "stage/cut-off": "Replacing variables gave more text than is followed; the rest was left as written.",
} as const satisfies Readonly<Record<string, string>>;

/** A code of this folder. */
export type StageCode = keyof typeof codes;
