import { readWords } from "../command-line.ts";
import { defineEffect } from "./define-effect.ts";

/** `dpkg`, `rpm`: packages come from files, or are asked about. */
export const effect = defineEffect({
  names: ["dpkg", "rpm", "gdebi", "dpkg-deb", "rpm2cpio", "alien"],
  apply: (use, machine) => {
    const { options, operands } = readWords(use);
    const has = (names: readonly string[]) => names.some((option) => options.has(option));
    if (use.name === "dpkg-deb") {
      if (has(["-x", "-X", "-R", "--extract"])) {
        const folder = machine.path(operands[1]);
        if (folder === undefined) machine.open();
        else machine.fill(folder);
        machine.note({ kind: "extraction", archive: machine.path(operands[0]) });
      }
      return;
    }
    const isRemoval = has(["-r", "-P", "--remove", "--purge"]) && use.name === "dpkg";
    if (isRemoval || has(["-e", "--erase"])) {
      machine.setPackages(
        operands.map((word) => machine.text(word) ?? "").filter((name) => name !== ""),
        "no",
      );
    }
    const isQuestion = use.name === "rpm" && has(["-q", "--query", "--import", "-V", "--eval", "-E"]);
    const isInstall =
      use.name === "gdebi" || (!isQuestion && has(["-i", "-U", "-F", "--install", "--upgrade"]));
    if (!isInstall) return;
    for (const operand of operands) {
      for (const archive of machine.paths(operand)) {
        if (/\.(?:deb|rpm)$/.test(archive)) machine.note({ kind: "extraction", archive });
      }
    }
  },
});
