import type { RotationTarget } from '../../broker-contract/rotation.ts';
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

/** An issuer however it is written: case of the host, default port and a slash at the end make no other. */
function plain(issuer: string): string {
  const url = URL.parse(issuer);
  return url ? `${url.origin}${url.pathname.replace(/\/+$/, '')}` : issuer;
}

/** Names of issuers to which a request leads, those among them whose endpoints it names beside another issuer. */
function issuersOf({
  issuer,
  trust,
}: { readonly issuer?: string | undefined } & Pick<StoredRequest, 'trust'>) {
  const named = [issuer, ...trust.issuers.map((one) => one.issuer)].flatMap((one) => one ?? []);
  const elsewhere = trust.issuers.flatMap(({ issuer: own, endpointOrigin }) => {
    const origin = endpointOrigin === undefined ? undefined : URL.parse(endpointOrigin)?.origin;
    return origin === undefined || origin === URL.parse(own)?.origin ? [] : [origin];
  });
  return { named: new Set(named.map(plain)), elsewhere: new Set(elsewhere) };
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
  const { named, elsewhere } = issuersOf(request);
  const isLedTo = (reservedIssuer: string) =>
    named.has(plain(reservedIssuer)) || elsewhere.has(URL.parse(reservedIssuer)?.origin ?? '');
  if (forOthers.some((entry) => 'issuer' in entry && isLedTo(entry.issuer)))
    throw refuse('untrusted-issuer', 'The issuer is reserved for other owners.');
}

/**
 * What of this client's may be replaced, and where its successor may go. A client names the key that a sealed box is
 * sealed to, so whoever steals a client reads the successors of all that it may have replaced in that way: the operator
 * says of each type whether that may be.
 */
export function checkRotation(
  { rotations, sealedTo }: Client,
  { provider, type }: Pick<StoredRequest, 'provider' | 'type'>,
  target: RotationTarget,
): void {
  const ways = rotations.get(`${provider}/${type}`) ?? rotations.get(`${provider}/*`);
  if (!ways)
    throw refuse(
      'policy-denied',
      'The operator lets this client replace nothing of this type (`rotations`).',
    );
  if (!ways.includes(target.kind))
    throw refuse(
      'policy-denied',
      'The operator does not let successors of this type go there (`rotations`).',
    );
  if (target.kind === 'sealed_box' && sealedTo?.has(target.public_key) === false)
    throw refuse('policy-denied', 'The operator has not listed this key of GitHub’s (`sealed_to`).');
}
