import { readWords } from "../command-line.ts";
import { defineEffect } from "./define-effect.ts";

/** `sha256sum -c`, `gpg --verify` and the like compare files with what somebody wrote down; the rest only reads. */
export const effect = defineEffect({
  names: [
    ..."md5sum sha1sum sha224sum sha256sum sha384sum sha512sum b2sum shasum cksum gpgv minisign signify".split(
      " ",
    ),
    ..."cosign debsig-verify slsa-verifier rhash".split(" "),
  ],
  apply: (use, machine) => {
    const { options } = readWords(use);
    const isSummer = /sum$/.test(use.name ?? "");
    if (isSummer && !options.has("-c") && !options.has("--check")) return;
    machine.note({ kind: "verification" });
  },
});
