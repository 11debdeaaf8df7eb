import { inspect } from 'node:util';

const REDACTED = '[redacted]';

/**
 * The value of a credential, in memory only. Whatever prints, serialises or concatenates it gets
 * `[redacted]`; the one way to the value is {@link Secret.reveal}, so that every use can be found by name.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The bare value. Call it only where it is hashed, sealed or sent to the broker or issuer. */
  reveal(): string {
    return this.#value;
  }

  /** Length in UTF-16 code units; the only fact about the value that may be shown. */
  get length(): number {
    return this.#value.length;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.toPrimitive](): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
