/** What a shell expects of a program that a signal ended. */
const STATUSES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Whether a run was asked to end. */
export interface EndRequest {
  /** Aborted when the first signal comes. */
  readonly signal: AbortSignal;
  /** The exit status that goes with the signal; undefined while none has come. */
  status(): number | undefined;
}

/** Listens for the signals that end a program and says what they do; a second one of a kind ends it at once. */
export function endOnSignal(): EndRequest {
  const interrupt = new AbortController();
  let interrupted: number | undefined;
  for (const [signal, status] of Object.entries(STATUSES)) {
    process.once(signal, () => {
      process.stdout.write("\nInterrupted: what is under way is being stopped and taken away.\n");
      interrupted ??= status;
      interrupt.abort();
    });
  }
  return { signal: interrupt.signal, status: () => interrupted };
}
