import { actsFor, type Client } from '../clients.ts';
import type { Reservation } from '../files/clients-file.ts';
import { refuse } from '../http/refusal.ts';
import type { StoredRequest } from '../store/schema.ts';

/** For whom something is asked. */
export interface Claim {
  readonly client: Client;
  readonly owner: string;
  readonly installation?: number | undefined;
}

/**
 * The confused-deputy guard: the broker has rights that its clients have not, so it acts only for owners to whom the
 * client is entitled, and leaves alone types and issuers that the operator reserved for others. Which of the operator's
 * credentials may be used is decided once more by owner, where they are looked up.
 */
export function checkAuthority(
  claim: Claim,
  request: Pick<StoredRequest, 'provider' | 'type' | 'trust'> & { readonly issuer?: string | undefined },
  reserved: readonly Reservation[],
): void {
  const { client, owner, installation } = claim;
  if (!actsFor(client, owner, installation))
    throw refuse('policy-denied', 'The client is not entitled to this owner or installation.');
  const forOthers = reserved.filter(({ owners }) => !owners.includes(owner.toLowerCase()));
  const names = new Set([`${request.provider}/${request.type}`, `${request.provider}/*`]);
  if (forOthers.some((entry) => 'type' in entry && names.has(entry.type)))
    throw refuse('policy-denied', 'This type of credential is reserved for other owners.');
  const issuers = new Set([request.issuer, ...request.trust.issuers.map(({ issuer }) => issuer)]);
  if (forOthers.some((entry) => 'issuer' in entry && issuers.has(entry.issuer)))
    throw refuse('untrusted-issuer', 'The issuer is reserved for other owners.');
}
