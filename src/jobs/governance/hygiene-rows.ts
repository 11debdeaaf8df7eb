import type { Selectable, Updateable } from 'kysely';
import type { Database } from '../../store/database.ts';
import type { Schema } from '../../store/schema.ts';

/** What is kept of the hygiene issue of an owner and week. */
export type HygieneIssue = Selectable<Schema['hygiene_issues']>;

/** The issue of an owner and week; undefined where none was begun. */
export function findIssueRow(db: Database, installationId: number, owner: string, week: string) {
  return db
    .selectFrom('hygiene_issues')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('owner', '=', owner)
    .where('week', '=', week)
    .executeTakeFirst();
}

/** The issues of an owner that are open, newest first. */
export function openIssues(db: Database, installationId: number, owner: string) {
  return db
    .selectFrom('hygiene_issues')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('owner', '=', owner)
    .where('closed_at', 'is', null)
    .where('issue_number', 'is not', null)
    .orderBy('week', 'desc')
    .execute();
}

/** Begins one. */
export function openIssueRow(
  db: Database,
  { installationId, owner, week, now }: { installationId: number; owner: string; week: string; now: Date },
): Promise<HygieneIssue> {
  const place = { issue_owner: null, issue_repository: null, issue_number: null };
  return db
    .insertInto('hygiene_issues')
    .values({ installation_id: installationId, owner, week, told_at: now, ...place })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Changes one. @returns the row as it is then */
export function keepIssue(
  db: Database,
  { installation_id: id, owner, week }: HygieneIssue,
  change: Updateable<Schema['hygiene_issues']>,
): Promise<HygieneIssue> {
  return db
    .updateTable('hygiene_issues')
    .set(change)
    .where('installation_id', '=', id)
    .where('owner', '=', owner)
    .where('week', '=', week)
    .returningAll()
    .executeTakeFirstOrThrow();
}
