import type { CommandUse } from "../../shell/index.ts";
import { type ReadWords, readWords } from "../command-line.ts";
import { homeFolder, install } from "../language-install.ts";
import type { Machine } from "../machine.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    "-f --file -s --settings -pl --projects -P -T -b -p --project-dir -x -I --init-script -g".split(" "),
  ),
};

/** Maven, Gradle, Ant and sbt, and the wrappers that lie in projects: they fetch, build, and run what plug-ins do. */
export const effect = defineEffect({
  names: ["mvn", "mvnw", "gradle", "gradlew", "sbt", "ant"],
  apply: (use, machine) => {
    const words = readWords(use, GRAMMAR);
    if (["-v", "--version", "-version"].some((option) => words.options.has(option))) return;
    const isMaven = use.name === "mvn" || use.name === "mvnw";
    const isGradle = use.name === "gradle" || use.name === "gradlew";
    if (isMaven || isGradle) resolve(use, words, isMaven, machine);
    machine.open();
  },
});

function resolve(
  use: CommandUse,
  { operands, options }: ReadWords,
  isMaven: boolean,
  machine: Machine,
): void {
  const goals = operands.map(({ value }) => value);
  const isFetch =
    goals.length > 0 && goals.every((goal) => /dependenc|resolve|go-offline|^clean$/i.test(goal));
  install(machine, {
    manager: isMaven ? "maven" : "gradle",
    action: isFetch ? "dependencies" : "build",
    options,
    needsSources: isFetch ? "no" : "yes",
    cache: isMaven
      ? homeFolder(use, machine, ".m2/repository")
      : homeFolder(use, machine, ".gradle", "GRADLE_USER_HOME"),
    target: machine.workdir,
  });
  if (!isFetch) machine.note({ kind: "build", tool: isMaven ? "maven" : "gradle", output: undefined });
}
