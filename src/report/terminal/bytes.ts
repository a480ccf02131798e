const UNITS = ["kB", "MB", "GB", "TB"] as const;

/** Bytes for people: powers of 1000, three digits. */
export function showBytes(bytes: number): string {
  let value = bytes;
  let unit = "B";
  for (const next of UNITS) {
    // 999.6 would round to 1000.
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${unit === "B" || value >= 99.95 ? Math.round(value) : value.toPrecision(3)} ${unit}`;
}

/** Seconds for people. */
export function showSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
