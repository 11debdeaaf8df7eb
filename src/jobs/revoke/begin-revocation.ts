import type { LeakedCredential, Trust } from '../../broker/broker.ts';
import { settleIncident } from '../../inventory/settle-incident.ts';
import type { Breaker } from '../breaker/breaker.ts';
import type { JobContext } from '../queue/context.ts';
import { describeBounded } from './describe-bounded.ts';
import { keepDescription } from './keep-facts.ts';
import type { OpenIncident } from './read-incident.ts';

/** The revocation waits no longer than this for what the credential could do. */
const MAX_MS = 3000;

/**
 * The last step before the first try: asks what the credential could do, since nobody can tell any more once it is dead,
 * and says that its revocation has begun. After a crash before that, all of it is done again.
 *
 * @param breaker asked whether it may begin; throws `RetryLater` when it has to wait
 * @returns false when the incident was settled otherwise in the meantime, or waits for a person by now
 */
export async function beginRevocation(
  { db, broker }: Pick<JobContext, 'db' | 'broker'>,
  incident: OpenIncident,
  credential: LeakedCredential,
  trust: Trust,
  breaker?: Breaker,
): Promise<boolean> {
  const looks = (await breaker?.peek()) ?? false;
  const patience = { maxMs: MAX_MS, beforeRevocation: !looks };
  const description = await describeBounded(broker, credential, trust, patience);
  return await db.transaction().execute(async (trx) => {
    const locked = await breaker?.lock(trx);
    const now = await trx
      .selectFrom('incidents')
      .select('state')
      .where('id', '=', incident.id)
      .forUpdate()
      .executeTakeFirst();
    if (now?.state !== incident.state) return false;
    if (description) await keepDescription(trx, incident, credential, description);
    const { refused = false, expiresAt } = description ?? {};
    const look = looks ? { refused, ...(expiresAt ? { expiresAt } : {}) } : undefined;
    if (locked && !(await breaker?.admit(trx, locked, look))) return false;
    await settleIncident(trx, incident.id, { state: 'revoking', actor: 'rekey' });
    return true;
  });
}
