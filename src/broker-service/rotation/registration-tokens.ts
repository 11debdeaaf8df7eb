import { seal, unseal, type Keys } from '../../base/keys.ts';
import type { RegistrationTokens } from '../../broker/rotation/client-registration.ts';
import type { BrokerDatabase } from '../store/schema.ts';

/** The context of a sealed registration token: it opens in its own row only. */
const contextOf = (owner: string, clientId: string) => `registration ${owner} ${clientId}`;

/** Registration access tokens that servers gave in place of the operator's, sealed. */
export function keepRegistrationTokens(db: BrokerDatabase, keys: Keys): RegistrationTokens {
  return {
    async find(owner, clientId) {
      const row = await db
        .selectFrom('broker_registrations')
        .select('sealed')
        .where('owner', '=', owner)
        .where('client_id', '=', clientId)
        .executeTakeFirst();
      return row && unseal(keys, row.sealed, contextOf(owner, clientId));
    },
    async keep(owner, clientId, token) {
      const sealed = seal(keys, token, contextOf(owner, clientId));
      await db
        .insertInto('broker_registrations')
        .values({ owner, client_id: clientId, sealed })
        .onConflict((conflict) => conflict.columns(['owner', 'client_id']).doUpdateSet({ sealed }))
        .execute();
    },
  };
}
