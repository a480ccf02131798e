import type { FlagReader, Refuse } from "./flag-reader.ts";
import { goUpper } from "./go-case.ts";
import { parseGoDuration, parseGoInt32 } from "./go-number.ts";
import type { CommandLine, HealthcheckInstruction } from "./instruction.ts";
import type { InstructionSyntax } from "./tree.ts";

/** Reads HEALTHCHECK; `commandLine` gives what stands behind the type. */
export function readHealthcheck(
  syntax: InstructionSyntax,
  flags: FlagReader,
  refuse: Refuse,
  commandLine: (syntax: InstructionSyntax, from: number) => CommandLine,
): HealthcheckInstruction {
  const type = syntax.args[0];
  const kind = goUpper(type?.value ?? "");
  const none = kind === "NONE";
  const command: CommandLine = kind === "CMD" ? commandLine(syntax, 1) : { form: "none" };
  if (type === undefined) {
    refuse("dockerfile/arguments-missing", "HEALTHCHECK requires at least one argument", syntax.keyword.span);
  } else if (none && syntax.args.length > 1) {
    refuse(
      "dockerfile/arguments-surplus",
      "HEALTHCHECK NONE takes no arguments",
      syntax.args[1]?.span ?? type.span,
    );
  } else if (kind === "CMD" && syntax.args.length < 2) {
    refuse("dockerfile/arguments-missing", "Missing command after HEALTHCHECK CMD", type.span);
  } else if (!none && kind !== "CMD") {
    const message = `Unknown type ${JSON.stringify(kind)} in HEALTHCHECK (try CMD)`;
    refuse("dockerfile/healthcheck-type", message, type.span);
  }
  return {
    kind: "healthcheck",
    syntax,
    none,
    command,
    interval: readDuration(flags, "interval", refuse),
    timeout: readDuration(flags, "timeout", refuse),
    startPeriod: readDuration(flags, "start-period", refuse),
    startInterval: readDuration(flags, "start-interval", refuse),
    retries: readRetries(flags, refuse),
  };
}

const MILLISECOND = 1_000_000n;

function readDuration(flags: FlagReader, name: string, refuse: Refuse): bigint {
  const word = flags.text(name);
  if (word === undefined || word.value === "") return 0n;
  const duration = parseGoDuration(word.value);
  if (duration === undefined) {
    refuse("dockerfile/duration-invalid", `time: invalid duration ${JSON.stringify(word.value)}`, word.span);
    return 0n;
  }
  if (duration === 0n || duration >= MILLISECOND) return duration;
  refuse("dockerfile/duration-invalid", `Interval "${name}" cannot be less than 1ms`, word.span);
  return 0n;
}

function readRetries(flags: FlagReader, refuse: Refuse): number {
  const word = flags.text("retries");
  if (word === undefined || word.value === "") return 0;
  const retries = parseGoInt32(word.value);
  if (retries === undefined) {
    refuse("dockerfile/number-invalid", `--retries is no number: ${word.value}`, word.span);
  } else if (retries < 0) {
    refuse("dockerfile/number-invalid", `--retries cannot be negative (${retries})`, word.span);
  }
  return Math.max(retries ?? 0, 0);
}
