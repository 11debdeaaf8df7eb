import type { Selectable, Updateable } from 'kysely';
import { appendAudit, type AuditEntry } from '../../inventory/audit.ts';
import type { ReplacementStage } from '../../inventory/rotation.ts';
import type { RotationsTable } from '../../store/rotations-table.ts';
import type { JobContext } from '../queue/context.ts';
import { logIncident } from '../report/log-incident.ts';

/** A replacement as it is kept. */
export type Replacement = Selectable<RotationsTable>;

/** Nothing more is to be done for it: what is left is the revocation. */
export const ENDED: ReadonlySet<ReplacementStage> = new Set(['replaced', 'left', 'failed']);

/** The replacement of an incident's credential, if one was begun. */
export async function readReplacement(
  { db }: JobContext,
  incidentId: string,
): Promise<Replacement | undefined> {
  return db.selectFrom('rotations').selectAll().where('incident_id', '=', incidentId).executeTakeFirst();
}

/** Who wrote an entry of the audit trail. */
type Actor = 'rekey' | 'broker';

/**
 * Writes how far a replacement has come, with its audit rows, before the next step begins. Undefined values leave a column
 * as it is.
 */
export async function advance(
  context: JobContext,
  from: Replacement,
  change: Updateable<RotationsTable>,
  audit: readonly (AuditEntry & { readonly actor: Actor })[] = [],
): Promise<Replacement> {
  const changed = await context.db.transaction().execute(async (trx) => {
    for (const { actor, ...entry } of audit) await appendAudit(trx, from.incident_id, actor, [entry]);
    return trx
      .updateTable('rotations')
      .set(change)
      .where('incident_id', '=', from.incident_id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
  logIncident(context.log, from.incident_id, audit);
  return changed;
}

/** Ends one without a successor. */
export function giveUp(
  context: JobContext,
  from: Replacement,
  explanation: string,
  audit: readonly (AuditEntry & { readonly actor: Actor })[] = [],
): Promise<Replacement> {
  const told = audit.some(({ event }) => event === 'rotation_failed');
  const own = told ? [] : [{ event: 'rotation_failed', actor: 'rekey' as const }];
  return advance(context, from, { stage: 'failed', explanation }, [...audit, ...own]);
}
