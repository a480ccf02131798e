import type { Difference, ListDifferences } from "../kit/definition.ts";

/** What the stand-ins for Java's images differ in. */
export const listDifferences: ListDifferences = (name) => {
  if (name.startsWith("maven:")) return [onDebian("24.04", ["unminimize", "jconsole"], BROUGHT_BY_SSH)];
  return [onDebian("26.04", name.endsWith("-jdk") ? ["coreutils", "jconsole"] : ["coreutils"])];
};

const BROUGHT_BY_SSH = ["cpan", "addgroup", "adduser", "delgroup", "deluser"].map(
  (name) => `command ${name} is not in the tables`,
);

/** Debian in the place of Ubuntu, of which the tables say `release`; `missing` are commands that only Ubuntu has. */
function onDebian(release: string, missing: readonly string[], further: readonly string[] = []): Difference {
  return {
    what: [
      "distribution is debian, the tables say ubuntu",
      `release is 13, the tables say ${release}`,
      "package * is missing",
      "command update-java-alternatives is not in the tables",
      ...missing.map((name) => `command ${name} is missing`),
      ...further,
    ],
    why: "Nothing of Ubuntu and Temurin can be had here: the system and its Java are Debian's, the JDK without its windows.",
  };
}
