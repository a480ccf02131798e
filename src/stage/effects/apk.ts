import type { ShellWord } from "../../shell/index.ts";
import { readWords } from "../command-line.ts";
import type { Machine } from "../machine.ts";
import type { NamedPackage } from "../run-fact.ts";
import { defineEffect } from "./define-effect.ts";

const CACHE = "/var/cache/apk";
const GRAMMAR = {
  valued: new Set([
    ..."-t --virtual -X --repository -p --root --arch --keys-dir --repositories-file --cache-dir".split(" "),
    ..."--cache-max-age --wait --progress-fd --timeout".split(" "),
  ]),
};

/** `apk`: packages come and go; the index of each repository is kept unless `--no-cache` is there. Spec: apk(8). */
export const effect = defineEffect({
  names: ["apk"],
  apply: (use, machine) => {
    const { operands, options, values } = readWords(use, GRAMMAR);
    const [subcommand, ...words] = operands;
    if (options.has("-s") || options.has("--simulate")) return;
    const action = ACTIONS.get(subcommand?.value ?? "");
    if (action === undefined) {
      // `apk cache clean`, or a question: nothing that could be told from here.
      if (subcommand?.value === "cache") machine.doubtCaches(CACHE);
      return;
    }
    const isCached = !options.has("--no-cache");
    const place = values.get("--cache-dir");
    const fetches = action !== "remove" || options.has("-U") || options.has("--update-cache");
    if (
      isCached &&
      fetches &&
      place === undefined &&
      values.get("--root") === undefined &&
      !values.has("-p")
    ) {
      machine.keepCache(CACHE);
    }
    const packages = words.flatMap((word) => readPackages(word, machine));
    const named = packages.map(({ name }) => name).filter((name) => /^[a-z0-9_.][a-z0-9+_.-]*$/i.test(name));
    if (action === "install") machine.setPackages(named, "yes");
    if (action === "remove") machine.setPackages(named, "no");
    // A virtual package stands for all that was put in with it: `apk del .build-deps` takes them out again.
    const group = textOf(values.get("--virtual") ?? values.get("-t"), machine);
    if (action === "install" && group !== undefined) machine.setPackages([group], "yes");
    machine.note({
      kind: "os-packages",
      manager: "apk",
      action,
      packages,
      options,
      isUnattended: options.has("-i") || options.has("--interactive") ? "no" : "yes",
      takesRecommended: "no",
    });
  },
});

const ACTIONS: ReadonlyMap<string, "update" | "install" | "remove" | "upgrade"> = new Map([
  ["add", "install"],
  ["fix", "install"],
  ["del", "remove"],
  ["update", "update"],
  ["upgrade", "upgrade"],
] as const);

function textOf(value: ShellWord | string | undefined, machine: Machine): string | undefined {
  return typeof value === "string" || value === undefined ? value : machine.text(value);
}

function readPackages(word: ShellWord, machine: Machine): readonly NamedPackage[] {
  return (machine.fields(word) ?? [word.value]).map((text) => readPackage(text, word));
}

/** `name=1.2-r3`, `name>1`, `name@edge`, or a file. */
function readPackage(text: string, word: ShellWord): NamedPackage {
  if (text.includes("/")) return { name: text, version: undefined, word };
  const match = /^([^=<>~@]+)(?:@[^=<>~]+)?([=<>~].*)?$/s.exec(text);
  const version = match?.[2];
  return { name: match?.[1] ?? text, version: version?.replace(/^=/, ""), word };
}
