import type { Trx } from '../store/transaction.ts';

/** The checks that show an incident, each once, with the installation that sees their repository today. */
export function checksOf(trx: Trx, incidentId: string) {
  return trx
    .selectFrom('checks')
    .innerJoin('check_exposures', 'check_exposures.check_id', 'checks.id')
    .innerJoin('exposures', 'exposures.id', 'check_exposures.exposure_id')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .innerJoin('repositories', 'repositories.id', 'checks.repository_id')
    .select(['checks.id', 'repositories.installation_id'])
    .distinct()
    .where('incidents.id', '=', incidentId);
}
