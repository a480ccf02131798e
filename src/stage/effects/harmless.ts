import { defineEffect } from "./define-effect.ts";

/** Commands that change nothing an image keeps: they print, test, wait, or read. */
export const effect = defineEffect({
  names: (
    ": [ [[ arch awk basename bc cat cmp comm cut date df diff dig dirname du echo env exit expr false file " +
    "find-not getconf getent gawk gpgconf grep egrep fgrep head hexdump hostname id ip jq kill ldd less locale " +
    "ls lsb_release lscpu md5sum mawk nl nm nproc objdump od openssl-version paste pgrep ping printenv printf ps " +
    "pwd read readelf readlink realpath return sed-n seq set sha1sum sha256sum sha512sum shift sleep sort stat " +
    "strings stty sum sync tac tail test time tput tr trap tree true tty type ulimit umask uname uniq unset uptime " +
    "wait wc whereis which whoami xxd yes"
  ).split(" "),
  apply: () => {},
});
