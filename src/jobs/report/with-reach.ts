import type { IncidentReport, ReachedBy } from '../../inventory/report.ts';
import type { DeployPath } from '../../register/consumers.ts';
import { readPaths } from '../../register/read-paths.ts';
import type { JobContext } from '../queue/context.ts';

/** An issue is read; the dashboard lists them all. */
const MAX_WAYS = 10;

function wayOf({
  link,
  holder,
  repository,
  path,
  job,
  environment,
  server,
}: DeployPath): ReachedBy | undefined {
  if (!holder) return undefined;
  return {
    repository,
    path,
    holder: { ...holder, via: link === 'variable' ? 'variable' : 'secret' },
    ...(job === undefined ? {} : { job }),
    ...(environment === undefined ? {} : { environment }),
    ...(server === undefined ? {} : { server }),
  };
}

/** Adds to a report which jobs and servers take the secrets and variables that hold the credential. */
export async function withReach(
  { db }: Pick<JobContext, 'db'>,
  installationId: number,
  report: IncidentReport,
): Promise<IncidentReport> {
  const row = await db
    .selectFrom('incidents')
    .select('credential_id')
    .where('id', '=', report.id)
    .executeTakeFirst();
  if (!row) return report;
  const { paths, more } = await readPaths(db, { installationId, kind: 'value', id: row.credential_id });
  const ways = paths.map(wayOf).filter((way) => way !== undefined);
  if (ways.length === 0) return report;
  const repositories = new Set(ways.map(({ repository }) => repository)).size;
  return { ...report, reach: { ways: ways.slice(0, MAX_WAYS), count: ways.length, repositories, more } };
}
