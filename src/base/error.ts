/** How a `PlimsollError` is made. */
export interface PlimsollErrorOptions {
  /** A stable code, `folder/what`. */
  readonly code: string;
  /** Names the thing and the place, and shows what the other end said. */
  readonly message: string;
  /** The next step, in one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The outside failed (a file, the network, a process), or the call was wrong: see the code. */
export class PlimsollError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(options: PlimsollErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "PlimsollError";
    this.code = options.code;
    this.hint = options.hint;
  }
}

/** Throws when something holds that can only be our own bug; `cli` and `lsp` report it as such. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`invariant: ${message}`);
}
