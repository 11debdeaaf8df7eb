import { sql } from 'kysely';
import type { BrokerDatabase } from '../store/schema.ts';

/** A request that names a credential by its value and by the provider's id of it. */
interface Naming {
  /** Sorts in the order of the making of all requests. */
  readonly id: string;
  readonly owner: string;
  readonly valueDigest: string;
  readonly request: { readonly type: string; readonly credentialId?: string };
}

/**
 * Whether an earlier request named another id for the same value. Where a provider shows no way from a value to its id, the
 * caller's word is all there is; and whoever holds one living value must not end or copy one credential after the other
 * with it, by their ids.
 */
export async function namesAnother(
  db: BrokerDatabase,
  { id, owner, valueDigest, request }: Naming,
): Promise<boolean> {
  const { type, credentialId } = request;
  if (credentialId === undefined) return false;
  const { rows } = await sql`
    select 1 from (
      select id, owner, value_digest, request from broker_revocations where value_digest = ${valueDigest}
      union all
      select id, owner, value_digest, request from broker_rotations where value_digest = ${valueDigest}
    ) r
    where owner = ${owner} and id < ${id}::uuid and request->>'type' = ${type}
      and request->>'credentialId' <> ${credentialId} and coalesce(request->>'action', '') <> 'dry_run'
    limit 1`.execute(db);
  return rows.length > 0;
}

/** What is said of one. */
export const ANOTHER_ID =
  'An earlier request named another id for the same value, so the broker touches neither: a person must look which is right.';
