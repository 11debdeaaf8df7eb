import { sql } from 'kysely';
import type { Database } from '../store/database.ts';

/** A pause that a person has to end. */
export interface OpenPause {
  readonly id: string;
  readonly installationId: number;
  /** Login of the account; empty where it is not known. */
  readonly owner: string;
  readonly beganAt: Date;
  /** What outsiders brought, each in a count of his own; else what people of the organisation did. */
  readonly outsiders: boolean;
  /** How many live credentials had been ended when it began, and within how many minutes. */
  readonly ended: number;
  readonly minutes: number;
  readonly waiting: number;
}

const WAITING = sql<number>`(select count(*)::int from admissions a join incidents i on i.id = a.incident_id
  where a.pause_id = pauses.id and i.state = 'approval_needed')`;
const OWNER = sql<string>`coalesce((select owner from installations where id = pauses.installation_id),
  (select owner from repositories where installation_id = pauses.installation_id order by removed_at nulls first limit 1), '')`;

const select = (db: Database) =>
  db
    .selectFrom('pauses')
    .select(['pauses.id', 'installation_id as installationId', 'began_at as beganAt', 'ended', 'minutes'])
    .select('outsiders')
    .select(['ended_at', WAITING.as('waiting'), OWNER.as('owner')]);

/** All pauses that go on, the oldest first. */
export async function openPauses(db: Database): Promise<readonly OpenPause[]> {
  return select(db).where('ended_at', 'is', null).orderBy('began_at').execute();
}

/** One pause, also one that is over. */
export async function readPause(db: Database, id: string) {
  return select(db).where('pauses.id', '=', id).executeTakeFirst();
}

/** How many credentials wait in pauses. */
export async function countPaused(db: Database): Promise<number> {
  const pauses = await openPauses(db);
  return pauses.reduce((sum, { waiting }) => sum + waiting, 0);
}
