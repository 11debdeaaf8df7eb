import type { Keys } from '../../base/keys.ts';
import type { Secret } from '../../base/secret.ts';
import { findRecord } from '../../broker/adapters/records/all-records.ts';
import type { LeakedCredential } from '../../broker/broker.ts';
import type { Registrations } from '../files/registrations.ts';
import { keyedDigest } from '../keys/own-keys.ts';
import type { BrokerDatabase } from '../store/schema.ts';

type Typed = Pick<LeakedCredential, 'provider' | 'type'>;

/** Whether the provider's requests name such a credential by an id that its value does not show. */
export const needsId = ({ provider, type }: Typed): boolean =>
  findRecord(provider, type)?.credentialId !== undefined;

/**
 * Finds the provider's id of a credential BY ITS VALUE. Nobody's word for it is taken: whoever holds a living value of a
 * weak account could name the id of a strong one, and have that one ended or its successor made.
 */
export interface KnownIds {
  find(owner: string, typed: Typed, value: Secret): Promise<string | undefined>;
}

/** Ids that the operator registered, and those of what the broker issued itself. */
export function createKnownIds(db: BrokerDatabase, keys: Keys, registrations: Registrations): KnownIds {
  return {
    async find(owner, typed, value) {
      if (!needsId(typed)) return undefined;
      const { provider } = typed;
      const registered = registrations.find(provider, owner, value);
      if (registered !== undefined) return registered;
      const row = await db
        .selectFrom('broker_issued')
        .select('credential_id')
        .where('owner', '=', owner)
        .where('provider', '=', provider)
        .where('value_digest', '=', keyedDigest(keys, value.reveal()))
        .executeTakeFirst();
      return row?.credential_id;
    },
  };
}
