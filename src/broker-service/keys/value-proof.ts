import { createHash } from 'node:crypto';
import type { Secret } from '../../base/secret.ts';

/**
 * The proof by which an operator registers a value, SHA-256 in hex. It needs no key: providers make these values of more
 * than 120 random bits, so nobody finds one by its hash, and the operator can make it where the token is made
 * (`sha256sum`), without the broker's key.
 */
export function valueProof(value: Secret): string {
  return createHash('sha256').update(value.reveal()).digest('hex');
}
