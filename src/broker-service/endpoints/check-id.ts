import type { Secret } from '../../base/secret.ts';
import type { CredentialRef } from '../../broker-contract/revocation-request.ts';
import type { BrokerContext } from '../context.ts';
import { refuse } from '../http/refusal.ts';

/**
 * The id of a credential, by its value. An id that the request names must be the same where one is known; it is never
 * used itself. Throws `credential-mismatch`.
 */
export async function checkNamedId(
  { ids }: BrokerContext,
  owner: string,
  credential: CredentialRef,
  value: Secret,
): Promise<string | undefined> {
  const known = await ids.find(owner.toLowerCase(), credential, value);
  const { credential_id: named } = credential;
  if (known !== undefined && named !== undefined && named !== known)
    throw refuse('credential-mismatch', 'Leave credential_id out: the broker finds it by the value.');
  return known;
}
