import type { ImageEntry, Interpreter } from "./image-entry.ts";
import type { VersionNumbers } from "./version.ts";

/** Java's version in the tags of images that are tagged with another program's: `3-eclipse-temurin-21`. */
const JAVA_IN_TAG = /(?:^|-)(?:eclipse-temurin-|amazoncorretto-|jdk|jre)(\d+)(?:-|$)/;

/** Languages of a Java runtime. */
const JAVA = new Set(["java", "javac"]);

/** Images whose own version is another program's than Java's. */
const TAGGED_OTHERWISE = new Set(["docker.io/library/maven", "docker.io/library/gradle"]);

/** The interpreters of an image, those that take their version from the tag with what this one says. */
export function interpretersOf(
  entry: ImageEntry | undefined,
  version: VersionNumbers | undefined,
  tag: string,
): readonly Interpreter[] {
  return (entry?.interpreters ?? []).map((interpreter) => {
    const { version: written, ...rest } = interpreter;
    if (written !== "*") return interpreter;
    const found = versionOf(interpreter, entry?.repository ?? "", version, tag);
    return found === undefined ? rest : { ...rest, version: found };
  });
}

function versionOf(
  { language }: Interpreter,
  repository: string,
  version: VersionNumbers | undefined,
  tag: string,
): string | undefined {
  const java = JAVA.has(language) ? JAVA_IN_TAG.exec(tag)?.[1] : undefined;
  if (java !== undefined) return java;
  if (JAVA.has(language) && TAGGED_OTHERWISE.has(repository)) return undefined;
  return version?.join(".");
}
