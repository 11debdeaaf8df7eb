import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';

/** What the broker writes when a credential was accepted somewhere. */
const SIGHTS = ['probe_live', 'introspection_active', 'refresh_issued', 'client_found'] as const;

/** Of these each shows that it lived, at whatever place; `described`: its provider told whose it is, and so took it. */
export const SEEN_ALIVE: readonly string[] = [...SIGHTS, 'described'];

/** Whether anything in its timeline shows that it lived. */
export const wasSeenAlive = (timeline: readonly { readonly event: string }[]): boolean =>
  timeline.some(({ event }) => SEEN_ALIVE.includes(event));

/** Since then another server, client or id stands beside a credential, at which nobody saw it alive. */
export const BESIDE_CHANGED = 'beside_changed';

/**
 * How earlier tries saw a credential alive, with what stands beside it now: such a sight makes a later refusal at the same
 * place a proof.
 */
export async function readSights(
  db: Database | Trx,
  incidentId: string,
): Promise<readonly (typeof SIGHTS)[number][]> {
  const rows = await db
    .selectFrom('audit')
    .select('event')
    .where('incident_id', '=', incidentId)
    .where('event', 'in', [...SIGHTS, BESIDE_CHANGED])
    .orderBy('id')
    .execute();
  const events = rows.map(({ event }) => event);
  const since = new Set(events.slice(events.lastIndexOf(BESIDE_CHANGED) + 1));
  return SIGHTS.filter((sight) => since.has(sight));
}

/** Whether an earlier try saw the credential alive, with what stands beside it now. */
export async function wasSeenLive(db: Database | Trx, incidentId: string): Promise<boolean> {
  return (await readSights(db, incidentId)).length > 0;
}
