import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';
import type { ReminderKind } from './reminder-kind.ts';
import { DEAD_STATES, type IncidentState } from './state.ts';

/** The states in which nothing happens until a person does something. */
const FOR_A_PERSON = [
  'approval_needed',
  'manual_required',
  'unsupported',
  'untrusted_issuer',
  'denied_by_policy',
  'failed',
] as const satisfies readonly IncidentState[];

/** An accepted revocation without proof is probed for half an hour, at most five minutes apart: then a person must look. */
const PROBED_MS = 600_000;

/** True when an incident waits for a person, and for nothing else. */
export function waitsForPerson(
  { state, updatedAt }: { readonly state: IncidentState; readonly updatedAt: Date },
  now: Date,
): boolean {
  if (state === 'accepted_unverified') return updatedAt.getTime() < now.getTime() - PROBED_MS;
  return FOR_A_PERSON.some((known) => known === state);
}

/**
 * Notes those that began to wait.
 *
 * @param changedSince what has not changed since then was noted before
 * @returns how many; as many as `most` when there may be more
 */
export async function beginWaits(trx: Trx, changedSince: Date, now: Date, most: number): Promise<number> {
  const probed = new Date(now.getTime() - PROBED_MS);
  const { numAffectedRows = 0n } = await sql`
    insert into waits (incident_id, installation_id, since, next_at)
    select i.id, c.installation_id, i.updated_at, ${now} from incidents i join credentials c on c.id = i.credential_id
    where i.updated_at >= ${changedSince}
      and (i.state in (${sql.join(FOR_A_PERSON)}) or (i.state = 'accepted_unverified' and i.updated_at < ${probed}))
      and not exists (select 1 from waits w where w.incident_id = i.id)
    limit ${most} on conflict do nothing`.execute(trx);
  return Number(numAffectedRows);
}

/** Forgets those that have ended: what leaks again begins anew. */
export async function endWaits(trx: Trx, changedSince: Date): Promise<void> {
  await sql`delete from waits w using incidents i where i.id = w.incident_id and i.updated_at >= ${changedSince}
    and i.state in (${sql.join([...DEAD_STATES, 'dismissed'])})`.execute(trx);
}

/** Takes those that are due, so that nobody else does until `until`. */
export async function takeDueWaits(trx: Trx, now: Date, until: Date, most: number) {
  const due = trx
    .selectFrom('waits')
    .select('incident_id')
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(most)
    .forUpdate()
    .skipLocked();
  return trx
    .updateTable('waits')
    .set({ next_at: until })
    .where('incident_id', 'in', due)
    .returning(['incident_id as incidentId', 'installation_id as installationId'])
    .execute();
}

/** A wait with its incident as it is now; undefined when it has ended. */
export async function readWait(db: Database, incidentId: string) {
  const row = await db
    .selectFrom('waits')
    .innerJoin('incidents', 'incidents.id', 'waits.incident_id')
    .select(['since', 'state', 'incidents.updated_at as updatedAt', 'credential_id as credentialId'])
    .select(['issue_owner', 'issue_repository', 'issue_number'])
    .where('waits.incident_id', '=', incidentId)
    .executeTakeFirst();
  if (!row) return undefined;
  const said = await db
    .selectFrom('reminders')
    .select(['kind', 'outcome', 'attempted_at as attemptedAt'])
    .where('incident_id', '=', incidentId)
    .execute();
  return { ...row, said };
}

/** Lets the time begin anew, as where nothing was asked of people so far. */
export async function restartWait(db: Database, incidentId: string, since: Date, next: Date): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('reminders').where('incident_id', '=', incidentId).execute();
    await trx
      .updateTable('waits')
      .set({ since, due_at: null, next_at: next })
      .where('incident_id', '=', incidentId)
      .execute();
  });
}

/** Says that a comment is about to be written: if the answer is lost, the next try looks for it. */
export async function attemptReminder(db: Database, incidentId: string, kind: ReminderKind): Promise<void> {
  await db
    .insertInto('reminders')
    .values({ incident_id: incidentId, kind, attempted_at: new Date(), outcome: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
