/**
 * An error with a stable code and a text that may be shown to anyone. Private detail (an upstream answer, a
 * path) goes to `cause`, which is logged after redaction and never published.
 */
export class RekeyError extends Error {
  readonly code: string;

  /**
   * @param code stable, upper snake case, for logs and tests
   * @param message what went wrong and what to do about it, free of secrets and of repository text
   */
  constructor(code: string, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'RekeyError';
    this.code = code;
  }
}
