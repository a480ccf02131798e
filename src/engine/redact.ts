/** What stands in the place of a secret. */
export const REDACTED = "[secret]";

/** Shorter lines of a secret are common words; the secret as a whole is redacted however short it is. */
const SHORTEST_LINE = 4;

/** Takes the values of secrets out of text that is shown. */
export class Redactor {
  readonly #values: readonly string[];
  readonly #longest: number;

  /** `secrets` are the values as the build gets them. */
  constructor(secrets: readonly string[]) {
    const values = new Set<string>();
    for (const secret of secrets) {
      const whole = secret.trim();
      if (whole === "") continue;
      values.add(whole);
      values.add(Buffer.from(secret).toString("base64"));
      values.add(Buffer.from(whole).toString("base64"));
      values.add(encodeURIComponent(whole.toWellFormed()));
      // Engines print line by line, so that a secret of several lines is never met as a whole.
      for (const line of whole.split(/\r?\n/)) {
        if (line.trim().length >= SHORTEST_LINE) values.add(line.trim());
      }
    }
    // The longest first, so that no part of one is left behind.
    this.#values = [...values].sort((a, b) => b.length - a.length);
    this.#longest = this.#values[0]?.length ?? 0;
  }

  /** The text without the values. */
  redact(text: string): string {
    if (this.#longest === 0) return text;
    let redacted = text;
    for (const value of this.#values) {
      if (redacted.includes(value)) redacted = redacted.replaceAll(value, REDACTED);
    }
    return redacted;
  }

  /** How much of a text's end must wait for what follows: it may be the start of a value. */
  heldBack(text: string): number {
    for (let length = Math.min(this.#longest - 1, text.length); length > 0; length--) {
      const end = text.slice(-length);
      if (this.#values.some((value) => value.length > length && value.startsWith(end))) return length;
    }
    return 0;
  }

  /** A stream of text that comes in pieces: a value that is spread over them is found too. */
  stream(): RedactedStream {
    return new RedactedStream(this);
  }
}

/** Text that comes in pieces, without the values. */
export class RedactedStream {
  readonly #redactor: Redactor;
  #held = "";

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  /** One more piece; returns what may be shown. */
  push(text: string): string {
    const all = this.#redactor.redact(this.#held + text);
    const length = this.#redactor.heldBack(all);
    this.#held = length === 0 ? "" : all.slice(-length);
    return length === 0 ? all : all.slice(0, -length);
  }

  /** What was held back. */
  end(): string {
    const rest = this.#held;
    this.#held = "";
    return rest;
  }
}
