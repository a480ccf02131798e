const NAMES: ReadonlySet<string> = new Set(
  (
    "ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS " +
    "TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX"
  ).split(" "),
);

/** Whether the builder takes a text for a signal: a number but 0, or a name with or without SIG. */
export function isSignal(text: string): boolean {
  if (/^[+-]?[0-9]+$/.test(text)) return Number(text) !== 0;
  const name = text.toUpperCase().replace(/^SIG/, "");
  if (NAMES.has(name)) return true;
  const offset = /^RT(?:MIN\+([1-9][0-9]?)|MAX-([1-9][0-9]?))$/.exec(name);
  if (offset === null) return false;
  return offset[1] === undefined ? Number(offset[2]) <= 14 : Number(offset[1]) <= 15;
}
