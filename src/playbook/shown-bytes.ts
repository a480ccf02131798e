/** Bytes as people say them: `12 MB`; undefined where it is less than a tenth of a megabyte, which nobody minds. */
export function shownBytes(bytes: number): string | undefined {
  const megabytes = bytes / 1_000_000;
  if (megabytes < 0.1) return undefined;
  if (megabytes >= 1_000) return `${(megabytes / 1_000).toFixed(1)} GB`;
  return `${megabytes < 10 ? megabytes.toFixed(1) : Math.round(megabytes)} MB`;
}
