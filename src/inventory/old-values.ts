import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { SEEN_ALIVE } from './was-seen-live.ts';

/** What a broker writes where somebody refused it. */
const REFUSALS = [
  'probe_dead',
  'introspection_inactive',
  'refresh_refused',
  'client_gone',
  'left_unseen',
] as const;

/** Known from reading the history alone, and standing in no present version of a branch. */
const IS_PAST = sql<boolean>`exists (select 1 from exposures e where e.credential_id = incidents.credential_id)
  and not exists (select 1 from exposures e where e.credential_id = incidents.credential_id
    and (not e.history or e.at_head or e.kind <> 'commit'))`;
const WAS_ALIVE = sql<boolean>`exists (select 1 from audit a
  where a.incident_id = incidents.id and a.event in (${sql.join([...SEEN_ALIVE])}))`;
/** Of the last look: one that got no clear answer somewhere proves nothing. */
const WAS_REFUSED = sql<boolean>`exists (select 1 from audit a
    where a.incident_id = incidents.id and a.event in (${sql.join([...REFUSALS])}))
  and not exists (select 1 from audit a where a.incident_id = incidents.id and a.event = 'probe_failed'
    and a.id > coalesce((select max(b.id) from audit b where b.incident_id = incidents.id and b.event = 'revoking'), 0))`;

/**
 * Refused wherever it was asked, and never seen alive: dead, or left to a person because the value does not say where it
 * belongs, so that no refusal proves it.
 */
const IS_REFUSED = sql<boolean>`not ${WAS_ALIVE} and (state in ('already_inactive', 'expired')
  or (state = 'manual_required' and ${WAS_REFUSED}))`;

/** An old value that harms nobody: of a deleted file, and refused wherever it was asked. Such are counted, not told one by one. */
const IS_OLD_VALUE = sql<boolean>`(${IS_PAST} and ${IS_REFUSED})`;

/** Of these incidents those that are about an old value so far, and of which no issue tells. */
export async function oldValues(db: Database, incidentIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (incidentIds.length === 0) return new Set();
  const rows = await db
    .selectFrom('incidents')
    .select('id')
    .where('id', 'in', incidentIds)
    .where('issue_number', 'is', null)
    .where('issue_attempted_at', 'is', null)
    .where(IS_OLD_VALUE)
    .execute();
  return new Set(rows.map(({ id }) => id));
}
