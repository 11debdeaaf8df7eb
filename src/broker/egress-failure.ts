import { RekeyError } from '../base/errors.ts';

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
