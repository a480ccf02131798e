/** Codes of what is wrong with a request, or could not be judged. They never change meaning. */
export const codes = {
  "app/binary": "A file that was to be judged is binary: it holds NUL and no FROM.",
  "app/rule-unknown": "A name given with --select or --ignore means no rule and no practice.",
  "app/build-argument-invalid": "A build argument is not written NAME=VALUE.",
  "app/platform-invalid": "The platform that was asked for is not written as builders read it.",
  "app/context-missing": "The folder given as build context is not there.",
  "app/too-many-folders":
    "The search met more folders or Dockerfiles than it follows; the rest was not looked at.",
  "app/too-many-patterns":
    "A .gitignore has more patterns than the search follows, so that files may be judged which Git ignores.",
  "app/too-deep": "A folder lies deeper than the search follows; what is in it was not looked at.",
  "app/image-name-invalid":
    "The name that an image is to get is not written as registries read it, or it is missing.",
  "app/secret-invalid": "A build secret is not written id=NAME, id=NAME,src=FILE or id=NAME,env=VARIABLE.",
  "app/output-invalid": "The place that a build is to write to is not written as builders read it.",
  "app/engine-unknown": "The name given with --engine is of no engine that there is a driver for.",
  "app/outside":
    "A file that a fix would change lies outside the working folder, also behind a link; run it in that folder.",
  "app/fix-withdrawn":
    "A fix was not kept, as its finding stayed or another came: a mistake in the rule, and the file is without it.",
  "app/fixes-unsettled":
    "Fixes were still found when the bound on rounds was reached; a second run goes on from there.",
  "app/option-invalid": "An option has a value that it cannot have, or does not go together with another.",
} as const satisfies Readonly<Record<string, string>>;

/** A code of this folder. */
export type AppCode = keyof typeof codes;
