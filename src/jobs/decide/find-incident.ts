import { sql } from 'kysely';
import type { RepositoryRef } from '../../github/types.ts';
import type { IncidentState } from '../../inventory/state.ts';
import { readHome } from '../../inventory/waiting.ts';
import type { Database } from '../../store/database.ts';

/** The repository that says who may decide. */
export type Home = NonNullable<Awaited<ReturnType<typeof readHome>>>;

/** An incident about which somebody wants to decide. */
export interface Found {
  readonly incidentId: string;
  readonly home: Home;
}

/** Only who sees the repository of the leak speaks about it: names of accounts can change hands. */
async function within(db: Database, incidentId: string, installationId: number): Promise<Found | undefined> {
  const home = await readHome(db, incidentId);
  return home?.installation_id === installationId ? { incidentId, home } : undefined;
}

/**
 * The incident whose issue this is: the one that Rekey wrote, as its row says. What an issue says of itself, markers
 * among it, anybody can write.
 */
export async function incidentOfIssue(
  db: Database,
  installationId: number,
  issue: { readonly owner: string; readonly name: string; readonly number: number },
): Promise<Found | undefined> {
  const rows = await db
    .selectFrom('incidents')
    .select('id')
    .where('issue_number', '=', issue.number)
    .where(sql<string>`lower(issue_owner)`, '=', issue.owner.toLowerCase())
    .where(sql<string>`lower(issue_repository)`, '=', issue.name.toLowerCase())
    .orderBy('created_at', 'desc')
    .execute();
  for (const { id } of rows) {
    const found = await within(db, id, installationId);
    if (found) return found;
  }
  return undefined;
}

/** An incident that a check run shows, and how it stands. */
export interface Shown extends Found {
  readonly state: IncidentState;
}

/** The incidents that a check run of ours shows. */
export async function incidentsOfCheck(
  db: Database,
  installationId: number,
  check: { readonly repositoryId: number; readonly checkRun: number },
): Promise<readonly Shown[]> {
  const rows = await db
    .selectFrom('checks')
    .innerJoin('check_exposures', 'check_exposures.check_id', 'checks.id')
    .innerJoin('exposures', 'exposures.id', 'check_exposures.exposure_id')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select(['incidents.id', 'state'])
    .distinct()
    .where('checks.repository_id', '=', check.repositoryId)
    .where('check_run_id', '=', check.checkRun)
    .orderBy('incidents.id')
    .execute();
  const shown: Shown[] = [];
  for (const { id, state } of rows) {
    const found = await within(db, id, installationId);
    if (found) shown.push({ ...found, state });
  }
  return shown;
}

/** The commit of a check run of ours, and its repository. */
export async function headOfCheck(
  db: Database,
  check: { readonly repositoryId: number; readonly checkRun: number },
): Promise<{ readonly head: string; readonly repository: RepositoryRef } | undefined> {
  const row = await db
    .selectFrom('checks')
    .innerJoin('repositories', 'repositories.id', 'checks.repository_id')
    .select(['head_sha', 'repositories.id', 'owner', 'name', 'private', 'default_branch'])
    .where('checks.repository_id', '=', check.repositoryId)
    .where('check_run_id', '=', check.checkRun)
    .executeTakeFirst();
  if (!row) return undefined;
  const { head_sha: head, default_branch, ...repository } = row;
  return { head, repository: { ...repository, defaultBranch: default_branch ?? 'main' } };
}

/** Where an incident's issue was written. */
export async function issueOf(db: Database, incidentId: string) {
  const row = await db
    .selectFrom('incidents')
    .select(['issue_owner', 'issue_repository', 'issue_number'])
    .where('incidents.id', '=', incidentId)
    .executeTakeFirst();
  if (!row || row.issue_owner === null || row.issue_repository === null || row.issue_number === null)
    return undefined;
  return { owner: row.issue_owner, name: row.issue_repository, number: row.issue_number };
}

/** Whether a repository is known to be private; an unknown one counts as public. */
export async function isPrivate(
  db: Database,
  { owner, name }: { readonly owner: string; readonly name: string },
): Promise<boolean> {
  const row = await db
    .selectFrom('repositories')
    .select('private')
    .where('owner', '=', owner)
    .where('name', '=', name)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return row?.private ?? false;
}
