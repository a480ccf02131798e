/**
 * What shells do themselves: these words need no file, so a list of files says nothing about them. The
 * builtins and reserved words of dash, Bash and BusyBox's ash.
 */
const SHELL_WORDS = new Set(
  (
    ". : [ [[ ]] { } ! alias bg bind break builtin caller case cd command compgen complete compopt continue " +
    "coproc declare dirs disown do done echo elif else enable esac eval exec exit export false fc fg fi for " +
    "function getopts hash help history if in jobs kill let local logout mapfile popd printf pushd pwd read " +
    "readarray readonly return select set shift shopt source suspend test then time times trap true type " +
    "typeset ulimit umask unalias unset until wait while"
  ).split(" "),
);

/** Names such as `x86_64-linux-gnu-gcc`, which the table leaves out. */
const MACHINE = /^(?:x86_64|aarch64|arm|armv7l?|i[3-6]86|powerpc64le|riscv64|s390x|ppc64le)-[a-z]/;

/** Whether the lists of commands leave such a name out, so that its absence from them says nothing. */
export function isNeverListed(name: string): boolean {
  return SHELL_WORDS.has(name) || MACHINE.test(name);
}
