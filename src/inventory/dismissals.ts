import { sql } from 'kysely';
import type { AcceptedRisksTable } from '../store/commands-tables.ts';
import type { Trx } from '../store/transaction.ts';
import { appendAudit } from './audit.ts';
import { isPublic } from './is-public.ts';
import { settleIncident } from './settle-incident.ts';
import type { IncidentState } from './state.ts';
import { OPERATOR } from './waiting.ts';

/** In place of a repository: the word of whom the organisation's own file lets decide. */
const EVERYWHERE = 0;

/** Whether the organisation's file lists who may decide, as it was read for this repository. */
async function isSaidForAll(trx: Trx, repositoryId: number): Promise<boolean> {
  const row = await trx
    .selectFrom('policies')
    .select('organisation_file')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  return (row?.organisation_file?.approvers ?? []).length > 0;
}

/**
 * Keeps that somebody whom policy lets decide set a credential aside without proof.
 *
 * @param repositoryId whose policy let the person decide
 * @param actor as the audit trail names the person; whoever runs this installation speaks for all of it
 * @returns whether that is said for every repository in which it was seen; if not, it stays open
 */
export async function keepDismissal(
  trx: Trx,
  incidentId: string,
  repositoryId: number,
  actor: string,
): Promise<boolean> {
  const forAll = actor === OPERATOR || (await isSaidForAll(trx, repositoryId));
  await trx
    .insertInto('dismissals')
    .values({ incident_id: incidentId, repository_id: forAll ? EVERYWHERE : repositoryId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { rows } = await sql`select 1 from incidents i join exposures e on e.credential_id = i.credential_id
    where i.id = ${incidentId} and not exists (select 1 from dismissals d
      where d.incident_id = i.id and d.repository_id in (${EVERYWHERE}, e.repository_id)) limit 1`.execute(
    trx,
  );
  return rows.length === 0;
}

/** Forgets what was said of an incident: a person wants it revoked after all. */
export async function forgetDismissals(trx: Trx, incidentId: string): Promise<void> {
  await trx.deleteFrom('dismissals').where('incident_id', '=', incidentId).execute();
}

/** Lets an incident stand as it stood before its risk was accepted. */
export async function standAgain(trx: Trx, risk: AcceptedRisksTable): Promise<void> {
  await settleIncident(trx, risk.incident_id, {
    state: risk.state,
    actor: 'rekey',
    evidence: [{ event: 'risk_ended' }],
    ...(risk.explanation === null ? {} : { explanation: risk.explanation }),
    ...(risk.rotate_url === null ? {} : { rotateUrl: risk.rotate_url }),
  });
}

/** Whether what people said of it holds in a repository. What was said before that was kept holds everywhere. */
async function holdsIn(trx: Trx, incidentId: string, repositoryId: number): Promise<boolean> {
  const said = await trx
    .selectFrom('dismissals')
    .select('repository_id')
    .where('incident_id', '=', incidentId)
    .execute();
  return said.length === 0 || said.some(({ repository_id: id }) => id === EVERYWHERE || id === repositoryId);
}

/** Where a dismissed credential was found once more, before that place is recorded. */
export interface FoundIn {
  readonly id: number;
  readonly private: boolean;
  /** Nobody of the organisation brought it there. */
  readonly ofOutsiders: boolean;
}

/**
 * Ends a dismissal that does not hold where the credential was found now: a risk was accepted of what few could read, and this
 * place anybody reads; or it was no secret by the word of whom another repository lets decide.
 *
 * @returns how it stood before, as far as that counts; undefined where the dismissal holds
 */
export async function endDismissal(
  trx: Trx,
  incidentId: string,
  found: FoundIn,
): Promise<IncidentState | undefined> {
  const risk = await trx
    .selectFrom('accepted_risks')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  if (!risk) {
    // Strangers ask nobody: else whoever knows such a value could bring it everywhere.
    if (found.ofOutsiders || (await holdsIn(trx, incidentId, found.id))) return undefined;
    await appendAudit(trx, incidentId, 'rekey', [{ event: 'asked_again' }]);
    return 'manual_required';
  }
  if (found.private || (await isPublic(trx, incidentId))) return undefined;
  await trx.deleteFrom('accepted_risks').where('incident_id', '=', incidentId).execute();
  await standAgain(trx, risk);
  return risk.state;
}
