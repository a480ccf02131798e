import { readWords } from "../command-line.ts";
import { defineEffect } from "./define-effect.ts";

const GRAMMAR = {
  valued: new Set(
    "-o -u -r --output --keyserver --homedir --keyring --recv-keys --recv-key --import".split(" "),
  ),
};

/** `gpg`, `openssl`, `ssh-keygen`: a check of a signature, or files that they write. */
export const effect = defineEffect({
  names: ["gpg", "gpg2", "openssl", "ssh-keygen", "ssh-keyscan", "keytool"],
  apply: (use, machine) => {
    const { options, values } = readWords(use, GRAMMAR);
    const isCheck = ["--verify", "--verify-files", "--batch-verify"].some((option) => options.has(option));
    const words = use.words.map(({ value }) => value);
    if (isCheck || words.includes("-verify")) machine.note({ kind: "verification" });
    const given = values.get("-o") ?? values.get("--output");
    if (given !== undefined) {
      const path = typeof given === "string" ? machine.resolve(given) : machine.path(given);
      if (path !== undefined) machine.write(path, { kind: "file", mode: 0o644 });
    }
    for (const option of ["-out", "-keyout", "-keystore", "-f"]) {
      const path = machine.path(use.words[words.indexOf(option, 1) + 1]);
      if (words.includes(option, 1) && path !== undefined) machine.write(path, { kind: "file", mode: 0o600 });
    }
  },
});
