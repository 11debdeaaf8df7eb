import { checksOf } from '../../inventory/checks-of.ts';
import type { Trx } from '../../store/transaction.ts';
import { askForFixes } from '../fix/ask-for-fixes.ts';
import type { NewJob, Queue } from '../queue/queue.ts';

const report = (installationId: number, data: object): NewJob => ({
  queue: 'github',
  lane: String(installationId),
  data: { ...data, installationId, atLatest: false },
});

/** Whether the credential stands somewhere else than in files. */
async function isElsewhere(trx: Trx, incidentId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('exposures')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select('exposures.id')
    .where('incidents.id', '=', incidentId)
    .where('kind', '<>', 'commit')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Asks for what a change of an incident calls for: its issue, every check run that shows it, what is to be done at
 * its other places, and its replacement in files.
 */
export async function sendReports(trx: Trx, queue: Queue, incidentId: string): Promise<void> {
  // Of those who see the repositories today: they may have been transferred.
  const place = await trx
    .selectFrom('incidents')
    .innerJoin('exposures', 'exposures.credential_id', 'incidents.credential_id')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .select('repositories.installation_id')
    .where('incidents.id', '=', incidentId)
    .orderBy('seen_at')
    .limit(1)
    .executeTakeFirst();
  if (!place) return;
  const checks = await checksOf(trx, incidentId).execute();
  const { installation_id: installationId } = place;
  const shown: NewJob[] = [];
  for (const { id, installation_id } of checks) {
    const job = report(installation_id, { kind: 'report-check', checkId: id });
    // Many credentials of one check come to rest one after another: what waits already says it for all of them.
    if (!(await queue.isAsked(trx, job))) shown.push(job);
  }
  await queue.send(trx, [
    ...shown,
    report(installationId, { kind: 'report-issue', incidentId }),
    ...((await isElsewhere(trx, incidentId))
      ? [report(installationId, { kind: 'follow-up', incidentId })]
      : []),
  ]);
  await askForFixes(trx, queue, incidentId);
}
