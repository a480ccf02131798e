// Numbers as Go's strconv, time and go-units read them: what they refuse, the builder refuses.

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  "\u00b5s": 1_000n,
  "\u03bcs": 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};
const LARGEST = 2n ** 63n;

/** Nanoseconds of a duration such as `1h2m3.5s`, or undefined. Spec: Go, time.ParseDuration. */
export function parseGoDuration(text: string): bigint | undefined {
  const negative = text.startsWith("-");
  const body = /^[+-]/.test(text) ? text.slice(1) : text;
  if (body === "0") return 0n;
  if (body === "") return undefined;
  const part = /([0-9]*)(\.[0-9]*)?([^0-9.]+)/y;
  let total = 0n;
  while (part.lastIndex < body.length) {
    const match = part.exec(body);
    if (match === null) return undefined;
    const whole = match[1] ?? "";
    const fraction = (match[2] ?? "").slice(1);
    const unit = Object.hasOwn(UNITS, match[3] ?? "") ? UNITS[match[3] ?? ""] : undefined;
    if (unit === undefined || (whole === "" && fraction === "") || whole.length > 20) return undefined;
    const digits = fraction.slice(0, 18);
    const scaled = digits === "" ? 0n : (BigInt(digits) * unit) / 10n ** BigInt(digits.length);
    total += BigInt(whole === "" ? "0" : whole) * unit + scaled;
    if (total > LARGEST) return undefined;
  }
  if (negative) return -total;
  return total === LARGEST ? undefined : total;
}

/** A whole number of 32 bits with a sign, or undefined. Spec: Go, strconv.ParseInt. */
export function parseGoInt32(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = Number(text);
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined;
}

/** A whole number of 32 bits without sign in base 8 or 10, or undefined. Spec: Go, strconv.ParseUint. */
export function parseGoUint32(text: string, base: 8 | 10): number | undefined {
  if (!(base === 8 ? /^[0-7]+$/ : /^[0-9]+$/).test(text)) return undefined;
  const value = Number.parseInt(text, base);
  return value < 2 ** 32 ? value : undefined;
}

/** Spec: Go, strconv.ParseBool. */
export function parseGoBool(text: string): boolean | undefined {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(?:0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

const SCALE: Readonly<Record<string, number>> = {
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
  t: 1024 ** 4,
  p: 1024 ** 5,
};

/** Bytes of a size such as `64m` or `1.5 GiB`, or undefined. Spec: docker/go-units, RAMInBytes. */
export function parseByteSize(text: string): number | undefined {
  const match = /^(.*[0-9. ])([^0-9. ]*)$/s.exec(text);
  if (match === null) return undefined;
  const written = match[1] ?? "";
  const number = written.endsWith(" ") ? written.slice(0, -1) : written;
  if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(number)) return undefined;
  const suffix = (match[2] ?? "").toLowerCase();
  const scale = suffix === "" || suffix === "b" ? 1 : scaleOf(suffix);
  const size = Number(number);
  return scale === undefined || size < 0 ? undefined : Math.trunc(size * scale);
}

function scaleOf(suffix: string): number | undefined {
  if (!/^[kmgtp](?:b|ib)?$/.test(suffix)) return undefined;
  return SCALE[suffix.charAt(0)];
}
