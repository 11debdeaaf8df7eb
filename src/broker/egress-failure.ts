import { RekeyError } from '../base/errors.ts';
import { codeOf } from './error-code.ts';

/** A request that got no answer we can use. Its `error` has a text of ours, free of secrets. */
export interface EgressFailure {
  readonly error: RekeyError;
  /** True when the same request may succeed later. */
  readonly passing: boolean;
}

const PASSING_CODES = new Set(['EGRESS_TIMEOUT', 'EGRESS_FAILED']);

/** Sorts an error of the guarded fetch; rethrows whatever is not one of its errors. */
export function toEgressFailure(error: unknown): EgressFailure {
  if (!(error instanceof RekeyError) || !error.code.startsWith('EGRESS_')) throw error;
  return { error, passing: PASSING_CODES.has(error.code) };
}

/** True for answers that say "not now": too many requests, or the server's own trouble. */
export function isPassingStatus(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/**
 * The error that the guarded fetch throws for whatever went wrong on the way.
 *
 * @param limit aborted once the time for the exchange was over
 */
export function toEgressError(error: unknown, limit: AbortSignal): RekeyError {
  if (error instanceof RekeyError) return error;
  if (limit.aborted) return new RekeyError('EGRESS_TIMEOUT', 'The server did not answer completely in time.');
  // Only the code: messages and causes may hold the URL or a header.
  const code = codeOf(error);
  const detail = code === undefined ? '' : ` (${code})`;
  return new RekeyError('EGRESS_FAILED', `The request could not be completed${detail}.`);
}
