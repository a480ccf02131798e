import type { Difference, ListDifferences } from "../kit/definition.ts";

/** What the stand-ins for nginx's images differ in. */
export const listDifferences: ListDifferences = (name) =>
  name.startsWith("nginx:") ? [DEBUG] : [DEBUG, RELEASE];

const DEBUG: Difference = {
  what: ["command nginx-debug is missing"],
  why: "Debian compiles the server once, without the second program that logs more.",
};

const RELEASE: Difference = {
  what: ["release is 13, the tables say 12", "command * is missing", "package * is missing"],
  why: "The tables know this image as it was on bookworm; the stand-in has the server of its sibling, which stands on trixie.",
};
