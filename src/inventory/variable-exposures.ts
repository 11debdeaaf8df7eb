import { fingerprint, type Keys } from '../base/keys.ts';
import type { Trx } from '../store/transaction.ts';
import { appendAudit } from './audit.ts';
import type { Observation } from './observation.ts';

/** A variable that was read again, or is no longer there. */
export interface VariableNow {
  /** As stored. */
  readonly path: string;
  readonly seen: readonly Observation[];
  readonly event: 'variable_changed' | 'variable_gone' | 'variable_removed';
}

/** Where its exposures are: in one repository, or for an organisation's own variable in any of the installation. */
export interface VariableScope {
  readonly installationId: number;
  readonly repositoryId?: number;
}

/**
 * Says of the credentials that a variable held that it holds them no longer, in its exposures and in the audit trail of
 * their incidents.
 *
 * @returns the incidents that have something new to tell
 */
export async function leaveVariable(
  trx: Trx,
  keys: Keys,
  { installationId, repositoryId }: VariableScope,
  { path, seen, event }: VariableNow,
): Promise<readonly string[]> {
  const still = new Set(seen.map(({ finding }) => fingerprint(keys, finding.secret)));
  const rows = await trx
    .selectFrom('exposures')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .innerJoin('credentials', 'credentials.id', 'exposures.credential_id')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select(['exposures.id', 'fingerprint', 'incidents.id as incidentId'])
    .where('kind', '=', 'variable')
    .where('path', '=', path)
    .where('repositories.installation_id', '=', installationId)
    .$if(repositoryId !== undefined, (query) =>
      query.where('exposures.repository_id', '=', repositoryId ?? 0),
    )
    .where((eb) => eb.or([eb('at_head', 'is', null), eb('at_head', '=', true)]))
    .execute();
  const left = rows.filter((row) => !still.has(row.fingerprint));
  if (left.length === 0) return [];
  await trx
    .updateTable('exposures')
    .set({ at_head: false })
    .where(
      'id',
      'in',
      left.map(({ id }) => id),
    )
    .execute();
  const incidents = [...new Set(left.map(({ incidentId }) => incidentId))];
  for (const incidentId of incidents) await appendAudit(trx, incidentId, 'rekey', [{ event }]);
  return incidents;
}
