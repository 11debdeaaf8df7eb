import { standAgain } from '../../inventory/dismissals.ts';
import { readHome } from '../../inventory/waiting.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import type { Queue } from '../queue/queue.ts';
import { logIncident } from '../report/log-incident.ts';
import { sendReports } from '../report/send-reports.ts';

/** What a look at it is worth afterwards: what the broker named a time for may be over meanwhile. */
const LOOKS: ReadonlySet<string> = new Set(['unsupported']);

/** So many at a time; the rest follow at the next look. */
const MAX_AT_ONCE = 100;

async function lookAtIt(trx: Trx, queue: Queue, incidentId: string): Promise<void> {
  const home = await readHome(trx, incidentId);
  if (!home) return;
  const data = { incidentId, repositoryId: home.id, probes: 1 };
  await queue.send(trx, [{ queue: 'revoke', lane: incidentId, data }]);
}

/** Brings one back. @returns false where it was decided otherwise meanwhile */
async function endOne(trx: Trx, queue: Queue, incidentId: string, now?: Date): Promise<boolean> {
  const incident = await trx
    .selectFrom('incidents')
    .select(['state', 'sealed'])
    .where('id', '=', incidentId)
    .forUpdate()
    .executeTakeFirst();
  const risk = await trx
    .deleteFrom('accepted_risks')
    .where('incident_id', '=', incidentId)
    .$if(now !== undefined, (query) => query.where('ends_at', '<=', now ?? new Date()))
    .returningAll()
    .executeTakeFirst();
  if (!risk || incident?.state !== 'dismissed' || incident.sealed === null) return false;
  await standAgain(trx, risk);
  if (LOOKS.has(risk.state)) await lookAtIt(trx, queue, incidentId);
  await sendReports(trx, queue, incidentId);
  return true;
}

/** Brings back all that stands in a repository: it became public, and that is another risk than the one accepted. */
export async function endRisksIn(trx: Trx, queue: Queue, repositoryId: number): Promise<void> {
  const rows = await trx
    .selectFrom('accepted_risks')
    .innerJoin('incidents', 'incidents.id', 'accepted_risks.incident_id')
    .innerJoin('exposures', 'exposures.credential_id', 'incidents.credential_id')
    .select('incidents.id')
    .distinct()
    .where('exposures.repository_id', '=', repositoryId)
    .orderBy('incidents.id')
    .execute();
  for (const { id } of rows) await endOne(trx, queue, id);
}

/** Brings back what was left alone until a day that is over: it stands as it stood before, and is reported. */
export async function endAcceptedRisks(context: Pick<JobContext, 'db' | 'queue' | 'log'>): Promise<void> {
  const { db, queue, log } = context;
  const now = new Date();
  const over = await db
    .selectFrom('accepted_risks')
    .select('incident_id')
    .where('ends_at', '<=', now)
    .orderBy('ends_at')
    .limit(MAX_AT_ONCE)
    .execute();
  for (const { incident_id: id } of over) {
    const ended = await db.transaction().execute((trx) => endOne(trx, queue, id, now));
    if (ended) logIncident(log, id, [{ event: 'risk_ended' }]);
  }
  if (over.length > 0) queue.wake();
}
