const PAUSE_MILLISECONDS = 2;

/** Sleeps for a moment, so that the other end of a non-blocking pipe can do its part. */
export function waitForDescriptor(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MILLISECONDS);
}
