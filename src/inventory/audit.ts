import type { Trx } from '../store/transaction.ts';

/** One thing that happened to an incident. */
export interface AuditEntry {
  readonly event: string;
  readonly at?: Date;
  /** HTTP status of an issuer's answer. */
  readonly http?: number;
}

/** Appends to an incident's audit trail; rows are never changed or deleted. */
export async function appendAudit(
  trx: Trx,
  incidentId: string,
  actor: string,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await trx
    .insertInto('audit')
    .values(
      entries.map((entry) => ({
        incident_id: incidentId,
        actor,
        event: entry.event,
        http: entry.http ?? null,
        // The application's clock throughout: the database's now() is the start of the transaction.
        at: entry.at ?? new Date(),
      })),
    )
    .execute();
}
