import type { Evidence } from '../../broker/broker.ts';
import type { JobContext } from '../queue/context.ts';

/**
 * The evidence that the audit trail of an incident does not hold yet. A broker of its own tells the whole history of a
 * revocation each time it is asked.
 */
export async function newEvidence(
  { db }: JobContext,
  incidentId: string,
  evidence: readonly Evidence[],
): Promise<readonly Evidence[]> {
  if (evidence.length === 0) return evidence;
  const rows = await db
    .selectFrom('audit')
    .select(['event', 'at'])
    .where('incident_id', '=', incidentId)
    .where('actor', '=', 'broker')
    .execute();
  const known = new Set(rows.map(({ event, at }) => `${event} ${at.getTime()}`));
  return evidence.filter(({ event, at }) => !known.has(`${event} ${at.getTime()}`));
}
