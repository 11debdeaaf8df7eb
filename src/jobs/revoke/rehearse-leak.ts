import { appendAudit } from '../../inventory/audit.ts';
import type { JobContext } from '../queue/context.ts';
import { RetryLater } from '../queue/retry-later.ts';
import type { RevokeTask } from '../queue/tasks.ts';
import { logIncident } from '../report/log-incident.ts';
import { sendReports } from '../report/send-reports.ts';
import { openLeak, readIncident } from './read-incident.ts';
import { readTrust } from './read-trust.ts';

/** A provider that does not answer is asked again so often, and then left alone: nothing depends on it. */
const MAX_TRIES = 3;
const WAIT_MS = 30_000;

/** The policy lets providers be asked, and nothing be done. */
async function mayRehearse({ db }: JobContext, repositoryId: number): Promise<boolean> {
  const row = await db
    .selectFrom('policies')
    .select('policy')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  return row?.policy.mode === 'observe' && row.policy.dryRun === true;
}

async function isRehearsed({ db }: JobContext, incidentId: string): Promise<boolean> {
  const row = await db
    .selectFrom('audit')
    .select('id')
    .where('incident_id', '=', incidentId)
    .where('event', '=', 'rehearsed')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Asks a provider that offers a dry run, once, whether it would accept the revocation, where policy observes and consents.
 * Revokes nothing, and leaves the incident as it is: what was seen goes into its timeline.
 */
export async function rehearseLeak(context: JobContext, task: RevokeTask, retryCount: number): Promise<void> {
  const { db, broker, queue, log } = context;
  const incident = await readIncident(context, task.incidentId);
  if (incident?.state !== 'denied_by_policy' || !(await mayRehearse(context, task.repositoryId))) return;
  if (await isRehearsed(context, incident.id)) return;
  const trust = await readTrust(context, task.repositoryId);
  const { credential, leak } = await openLeak(context, incident, task, trust);
  if (broker.plan?.(credential, trust).dryRun !== true) return;
  const outcome = await broker.revoke(credential, trust, { action: 'dry_run', ...(leak ? { leak } : {}) });
  const isUnanswered = outcome.pending === true || (outcome.state === 'failed' && outcome.retryable === true);
  if (isUnanswered && retryCount < MAX_TRIES)
    throw new RetryLater(outcome.retryAfterMs ?? WAIT_MS, { pausesLane: false });
  const entries = [...outcome.evidence, { event: 'rehearsed' }];
  await db.transaction().execute(async (trx) => {
    await appendAudit(trx, incident.id, 'broker', entries);
    await sendReports(trx, queue, incident.id);
  });
  queue.wake();
  logIncident(log, incident.id, entries);
}
