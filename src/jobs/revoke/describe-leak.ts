import type { JobContext } from '../queue/context.ts';
import type { RevokeTask } from '../queue/tasks.ts';
import { sendReports } from '../report/send-reports.ts';
import { describeBounded } from './describe-bounded.ts';
import { keepDescription } from './keep-facts.ts';
import { openLeak, readIncident } from './read-incident.ts';
import { readTrust } from './read-trust.ts';

/** Nobody waits for it but a person who reads the issue. */
const MAX_MS = 10_000;

async function isDescribed({ db }: JobContext, credentialId: string): Promise<boolean> {
  const row = await db
    .selectFrom('credential_facts')
    .select('credential_id')
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
  return row !== undefined;
}

/** The policy may have changed since the credential was found. */
async function mayDescribe({ db }: JobContext, repositoryId: number): Promise<boolean> {
  const row = await db
    .selectFrom('policies')
    .select('policy')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  return row?.policy.mode === 'enforce';
}

/**
 * Finds out, once, what a credential could do whose revocation waits for a person: it helps to decide. Revokes nothing,
 * whatever becomes of the incident meanwhile.
 */
export async function describeLeak(context: JobContext, task: RevokeTask): Promise<void> {
  const { db, broker, queue } = context;
  const incident = await readIncident(context, task.incidentId);
  if (incident?.state !== 'approval_needed' || (await isDescribed(context, incident.credential_id))) return;
  if (!(await mayDescribe(context, task.repositoryId))) return;
  const trust = await readTrust(context, task.repositoryId);
  const { credential } = await openLeak(context, incident, task, trust);
  const patience = { maxMs: MAX_MS, beforeRevocation: false };
  const description = await describeBounded(broker, credential, trust, patience);
  if (!description) return;
  await db.transaction().execute(async (trx) => {
    await keepDescription(trx, incident, credential, description);
    await sendReports(trx, queue, incident.id);
  });
  queue.wake();
}
