/** Codes of what the search for Dockerfiles left out, each with its sentence. They never change meaning. */
export const findCodes = {
  "app/too-many-folders":
    "The search met more folders or Dockerfiles than it follows; the rest was not looked at.",
  "app/too-deep": "A folder lies deeper than the search follows; what is in it was not looked at.",
} as const satisfies Readonly<Record<string, string>>;
