import type { Trx } from '../store/transaction.ts';
import type { Queue } from './queue.ts';

/** Asks for the reports that a change of an incident calls for: its issue, and every check run that shows it. */
export async function sendReports(trx: Trx, queue: Queue, incidentId: string): Promise<void> {
  const checks = await trx
    .selectFrom('checks')
    .innerJoin('check_exposures', 'check_exposures.check_id', 'checks.id')
    .innerJoin('exposures', 'exposures.id', 'check_exposures.exposure_id')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select(['checks.id', 'checks.installation_id'])
    .distinct()
    .where('incidents.id', '=', incidentId)
    .execute();
  for (const { id, installation_id: installationId } of checks) {
    await queue.send(trx, 'github', String(installationId), { kind: 'report-check', installationId, checkId: id, atLatest: false });
  }
  const installationId = checks[0]?.installation_id;
  if (installationId === undefined) return;
  await queue.send(trx, 'github', String(installationId), { kind: 'report-issue', installationId, incidentId, atLatest: false });
}
