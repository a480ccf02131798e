import type { CommandUse, ShellWord } from "../../shell/index.ts";
import type { Step } from "../../stage/index.ts";
import { defineRule } from "../define-rule.ts";
import { imageName, isForWindows } from "../image/image-name.ts";
import { isPackageManager } from "../install/package-managers.ts";
import { placeAt, placeOfKeyword } from "../place.ts";

/**
 * Reports package managers of another distribution than the base image's, and options of `adduser` and
 * `addgroup` that only the other implementation of the two knows.
 */
export const rule = defineRule({
  name: "wrong-package-manager",
  practice: "works",
  severity: "error",
  fix: "never",
  replaces: [],

  onStage(stage, report, { evaluated }) {
    if (isForWindows(stage)) return;
    const told = new Set<string>();
    for (const step of stage.steps) {
      if (step.run === undefined) continue;
      const place = (word: ShellWord) =>
        step.triggeredAt === undefined
          ? placeAt(evaluated.dockerfile, step.instruction, word.span)
          : placeOfKeyword(evaluated.dockerfile, step.triggeredAt);
      for (const { name, word, message } of [...missingManagers(step), ...strangeOptions(step)]) {
        if (told.has(name)) continue;
        told.add(name);
        report({ at: place(word), message: message(imageName(stage)), about: [step.instruction] });
      }
    }
  },
});

interface Strange {
  readonly name: string;
  readonly word: ShellWord;
  readonly message: (image: string) => string;
}

function missingManagers({ run, before }: Step): readonly Strange[] {
  const { base } = before;
  const own = base.kind === "known" ? base.image.packageManager : base.kind === "empty" ? "none" : undefined;
  if (own === undefined) return [];
  return (run?.facts ?? []).flatMap((fact): readonly Strange[] => {
    if (fact.kind !== "missing-command" || !isPackageManager(fact.name)) return [];
    const { name, word } = fact;
    const instead = own === "none" ? "no package manager" : (COMMAND_OF.get(own) ?? own);
    return [{ name, word, message: (image) => `${name} is not in ${image}, which has ${instead}` }];
  });
}

const COMMAND_OF: ReadonlyMap<string, string> = new Map([["apt", "apt-get"]]);

/** Options of `adduser` and `addgroup` that the base's own implementation refuses. */
function strangeOptions({ run, before }: Step): readonly Strange[] {
  const { base } = before;
  if (base.kind !== "known" || run === undefined) return [];
  const known = base.image.packageManager;
  return run.commands.flatMap((use): readonly Strange[] => {
    if (use.runs !== "yes" || (use.name !== "adduser" && use.name !== "addgroup")) return [];
    const name = use.name;
    // The other implementation can be installed.
    if ([...before.packages.entries().keys()].some((each) => /^(?:adduser|busybox|shadow|\*)/.test(each)))
      return [];
    if (known === "apt" && base.image.whetherCommand(name) === "yes") {
      return refused(
        use,
        DEBIAN_REFUSES,
        (option) => `Debian's ${name} does not know ${option}, busybox's does`,
      );
    }
    if (known !== "apk") return [];
    const refuses = name === "adduser" ? BUSYBOX_ADDUSER_REFUSES : BUSYBOX_ADDGROUP_REFUSES;
    return refused(use, refuses, (option) => `busybox's ${name} does not know ${option}, Debian's does`);
  });
}

/**
 * Capitals are short options of busybox alone; to Debian's they are the beginning of several names. `-D` and
 * `-H` may be taken for its `--debug` and `--help`.
 */
const DEBIAN_REFUSES = /^-[A-Za-z]*[SG]/;
const BUSYBOX_ADDUSER_REFUSES =
  /^--(?:group|disabled-login|quiet|gid|force-badname|allow-badname|allow-bad-names|firstuid|lastuid|add_extra_groups|add-extra-groups|debug|conf)(?:=|$)/;
const BUSYBOX_ADDGROUP_REFUSES =
  /^--(?:group|quiet|force-badname|allow-badname|allow-bad-names|firstgid|lastgid|debug|conf)(?:=|$)/;

function refused(use: CommandUse, options: RegExp, say: (option: string) => string): readonly Strange[] {
  for (const word of use.words.slice(1)) {
    const text = word.literal;
    if (text === undefined || text === "--" || !options.test(text)) continue;
    const option = text.startsWith("--") ? text.replace(/=.*/s, "") : text;
    return [{ name: `${use.name} ${option}`, word, message: () => say(option) }];
  }
  return [];
}
