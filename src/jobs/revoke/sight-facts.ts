import { createHash } from 'node:crypto';
import type { LeakedCredential, Trust } from '../../broker/broker.ts';

/** What decides who is asked about a credential, and as whom. */
export type AskedWith = Pick<LeakedCredential, 'provider' | 'type' | 'serverUrl' | 'clientId' | 'keyId'>;

/**
 * A digest of what decides who is asked about a credential, and as whom: what stands beside it, also where another part of
 * the same leak says it, and the clients that policy names. A refusal proves death only to whom it was seen alive.
 */
export function sightFacts(
  { provider, type, serverUrl, clientId, keyId }: AskedWith,
  { issuers }: Pick<Trust, 'issuers'>,
): string {
  const beside = [provider, type, serverUrl, clientId, keyId].map((fact) => fact ?? null);
  const clients = provider === 'mcp' ? issuers.map((trusted) => [trusted.issuer, trusted.clientId]) : [];
  return createHash('sha256')
    .update(JSON.stringify([beside, clients]))
    .digest('hex');
}
