import type { Trx } from '../store/transaction.ts';
import type { NewJob, Queue } from './queue.ts';

const report = (installationId: number, data: object): NewJob => ({
  queue: 'github',
  lane: String(installationId),
  data: { ...data, installationId, atLatest: false },
});

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
  const [first] = checks;
  if (!first) return;
  await queue.send(trx, [
    ...checks.map(({ id, installation_id }) =>
      report(installation_id, { kind: 'report-check', checkId: id }),
    ),
    report(first.installation_id, { kind: 'report-issue', incidentId }),
  ]);
}
