import type { Updateable } from 'kysely';
import type { IncidentsTable } from '../../store/schema.ts';
import type { JobContext } from '../queue/context.ts';

/** What is kept of the issue of an incident; null where there is none yet. */
export interface IssueRow {
  readonly issue_owner: string | null;
  readonly issue_repository: string | null;
  readonly issue_number: number | null;
  readonly issue_attempted_at: Date | null;
  readonly issue_assigned_at: Date | null;
  readonly issue_digest: string | null;
  readonly issue_shown: string | null;
}

/** Reads it; undefined when there is no such incident. */
export function readIssueRow({ db }: JobContext, incidentId: string): Promise<IssueRow | undefined> {
  return db
    .selectFrom('incidents')
    .select(['issue_owner', 'issue_repository', 'issue_number', 'issue_attempted_at', 'issue_assigned_at'])
    .select(['issue_digest', 'issue_shown'])
    .where('id', '=', incidentId)
    .executeTakeFirst();
}

/** Keeps what became of it. */
export async function changeIssueRow(
  { db }: JobContext,
  incidentId: string,
  change: Partial<Pick<Updateable<IncidentsTable>, keyof IssueRow>>,
): Promise<void> {
  await db.updateTable('incidents').set(change).where('id', '=', incidentId).execute();
}

/** The repository in which the credential was seen first: its policy says where the issue goes. */
export function readFirstPlace({ db }: JobContext, incidentId: string) {
  return db
    .selectFrom('exposures')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select(['repositories.id', 'owner', 'name', 'private', 'installation_id'])
    .where('incidents.id', '=', incidentId)
    .orderBy('seen_at')
    .limit(1)
    .executeTakeFirst();
}
