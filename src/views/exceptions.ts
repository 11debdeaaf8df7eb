import { sql } from 'kysely';
import type { SubjectKind } from '../governance/subject.ts';
import type { Database } from '../store/database.ts';
import { installationsOf, seenBy, type Viewer } from './viewer.ts';

/** A finding that a person accepted until a day. */
export interface ExceptionRow {
  readonly id: string;
  readonly check: string;
  readonly subject: SubjectKind;
  /** How people know what it is about; null where that is gone. */
  readonly name: string | null;
  readonly repository: string | null;
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly by: string;
  readonly madeAt: Date;
  /** The moment after its last day. */
  readonly endsAt: Date;
}

const MAX_ROWS = 500;

/** The exceptions that hold, those that end first at the top. */
export async function listExceptions(db: Database, viewer: Viewer): Promise<readonly ExceptionRow[]> {
  const { rows } = await sql<ExceptionRow>`
    select x.id, x.check_id as check, x.subject_kind as subject, f.subject_name as name, f.repository, x.reason, x.owner,
      x.made_by as by, x.made_at as "madeAt", x.ends_at as "endsAt"
    from (
      select x.* from ${installationsOf(viewer, 'governance_exceptions')} cross join lateral (
        select x.* from governance_exceptions x where x.installation_id = v.id and x.ended_at is null
        order by x.ends_at, x.id limit ${MAX_ROWS}) x
      order by x.ends_at, x.id limit ${MAX_ROWS}) x
    left join lateral (select subject_name, repository from governance_findings f where f.installation_id = x.installation_id
      and f.check_id = x.check_id and f.subject_kind = x.subject_kind and f.subject_id = x.subject_id
      order by f.opened_at desc limit 1) f on true
    order by x.ends_at, x.id`.execute(db);
  return rows;
}

/** The installation of an open finding, or of an exception that holds; undefined for what a viewer may not see. */
export async function installationOf(
  db: Database,
  viewer: Viewer,
  what: 'finding' | 'exception',
  id: string,
): Promise<number | undefined> {
  const source =
    what === 'finding'
      ? sql`governance_findings f where f.closed_at is null`
      : sql`governance_exceptions f where f.ended_at is null`;
  const { rows } = await sql<{ id: number }>`
    select f.installation_id as id from ${source} and f.id = ${id}::uuid
      and ${seenBy(viewer, 'f.installation_id')}`.execute(db);
  return rows[0]?.id;
}
