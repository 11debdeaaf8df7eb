import { sql } from 'kysely';
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

/** The incidents that a check run of ours shows, those that wait for a person first. */
export async function incidentsOfCheck(
  db: Database,
  installationId: number,
  check: { readonly repositoryId: number; readonly checkRun: number },
): Promise<readonly (Found & { readonly waits: boolean })[]> {
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
  const found: (Found & { waits: boolean })[] = [];
  for (const { id, state } of rows) {
    const one = await within(db, id, installationId);
    if (one) found.push({ ...one, waits: state === 'approval_needed' });
  }
  return found.toSorted((a, b) => Number(b.waits) - Number(a.waits));
}

/** Where an incident's issue is, and whether the public reads it; one in an unknown repository counts as public. */
export async function issueOf(db: Database, incidentId: string) {
  const row = await db
    .selectFrom('incidents')
    .leftJoin('repositories', (join) =>
      join
        .onRef('repositories.owner', '=', 'issue_owner')
        .onRef('repositories.name', '=', 'issue_repository')
        .on('removed_at', 'is', null),
    )
    .select(['issue_owner', 'issue_repository', 'issue_number', 'private'])
    .where('incidents.id', '=', incidentId)
    .executeTakeFirst();
  if (!row || row.issue_owner === null || row.issue_repository === null || row.issue_number === null)
    return undefined;
  const { issue_owner: owner, issue_repository: name, issue_number: number } = row;
  return { owner, name, number, private: row.private ?? false };
}
