/** How long a run took, and what it needed, in units that people read. */
export interface Run {
  /** From before the start to after the end of the process. */
  readonly milliseconds: number;
  /** Processor time of all threads; undefined where nothing could measure it. */
  readonly processorMilliseconds: number | undefined;
  /** The most memory that was resident at once; undefined where nothing could measure it. */
  readonly peakKilobytes: number | undefined;
}

/** What many runs of the same command come to. */
export interface Summary {
  readonly runs: number;
  readonly median: number;
  readonly minimum: number;
  readonly processorMedian: number | undefined;
  readonly peakKilobytes: number | undefined;
}

/** The middle of the values, the mean of the two middle ones where their number is even; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Sums runs up. The peak is the highest that was seen, as it says how much memory must be there; a run that
 * could not be measured takes no part in it.
 */
export function summarize(runs: readonly Run[]): Summary {
  const times = runs.map(({ milliseconds }) => milliseconds);
  const processor = runs.flatMap(({ processorMilliseconds }) => processorMilliseconds ?? []);
  const peaks = runs.flatMap(({ peakKilobytes }) => peakKilobytes ?? []);
  return {
    runs: runs.length,
    median: median(times),
    minimum: Math.min(...times),
    processorMedian: processor.length === 0 ? undefined : median(processor),
    peakKilobytes: peaks.length === 0 ? undefined : Math.max(...peaks),
  };
}

/** How often `base` goes into `value`, for people: two digits after the point below ten, none above a hundred. */
export function renderRatio(value: number, base: number): string {
  const ratio = value / base;
  if (!Number.isFinite(ratio)) return "–";
  return ratio.toFixed(ratio < 9.995 ? 2 : ratio < 99.95 ? 1 : 0);
}
