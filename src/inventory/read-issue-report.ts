import type { Database } from '../store/database.ts';
import { readIntroduction } from './introduction.ts';
import { readOwnership } from './owners.ts';
import { readIncidentReport } from './read-reports.ts';
import type { IncidentReport, RepositoryCount } from './report.ts';
import { readDangers } from './severity-facts.ts';

const MAX_REPOSITORIES = 50;

/** Where it stands, by repository: the true counts, however many places are listed. */
function readRepositories(db: Database, credentialId: string): Promise<RepositoryCount[]> {
  return db
    .selectFrom('exposures')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .select((eb) => [
      'repositories.owner',
      'repositories.name',
      'repositories.private',
      eb.fn.countAll<number>().as('count'),
    ])
    .where('credential_id', '=', credentialId)
    .groupBy('repositories.id')
    .orderBy('count', 'desc')
    .orderBy('repositories.id')
    .limit(MAX_REPOSITORIES)
    .execute();
}

function countRepositories(
  db: Database,
  credentialId: string,
): Promise<{ readonly all: number; readonly public: number }> {
  return db
    .selectFrom('exposures')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .select((eb) => [
      eb.fn.count<number>('repositories.id').distinct().as('all'),
      eb.fn.count<number>('repositories.id').distinct().filterWhere('private', '=', false).as('public'),
    ])
    .where('credential_id', '=', credentialId)
    .executeTakeFirstOrThrow();
}

/** All that the issue of an incident says; undefined when there is no such incident. */
export async function readIssueReport(db: Database, incidentId: string): Promise<IncidentReport | undefined> {
  const report = await readIncidentReport(db, incidentId);
  const row = await db
    .selectFrom('incidents')
    .select('credential_id')
    .where('id', '=', incidentId)
    .executeTakeFirst();
  if (!report || !row) return undefined;
  const first = await readIntroduction(db, row.credential_id);
  const ownership = await readOwnership(db, row.credential_id);
  const danger = (await readDangers(db, [incidentId])).get(incidentId);
  return {
    ...report,
    repositories: await readRepositories(db, row.credential_id),
    repositoryCount: await countRepositories(db, row.credential_id),
    ...(first ? { introduction: first } : {}),
    ...(ownership ? { ownership } : {}),
    ...(danger ? { danger } : {}),
  };
}
