import { appendAudit } from '../../inventory/audit.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import type { RepositoryRef } from '../../github/types.ts';
import type { Place } from '../../github/place.ts';
import type { Trx } from '../../store/transaction.ts';
import type { NewJob, Queue } from '../queue/queue.ts';
import type { Case } from './case.ts';

/** The places seen last; of very many places a few tell enough. */
const MAX_PLACES = 50;
const MAX_JOBS = 5;

/** Asks for one commit to be judged once more. */
export function judgeAgain(installationId: number, repository: RepositoryRef, head: string): NewJob {
  return {
    queue: 'github',
    lane: String(installationId),
    data: { kind: 'rescan', installationId, repository, head, pulls: [] },
  };
}

function readPlaces(trx: Trx, incidentId: string) {
  return trx
    .selectFrom('exposures')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .leftJoin('check_exposures', 'check_exposures.exposure_id', 'exposures.id')
    .leftJoin('checks', 'checks.id', 'check_exposures.check_id')
    .select(['kind', 'commit_sha', 'place', 'checks.head_sha', 'repositories.installation_id'])
    .select(['repositories.id', 'repositories.owner', 'repositories.name', 'private', 'default_branch'])
    .where('incidents.id', '=', incidentId)
    .where('removed_at', 'is', null)
    .orderBy('seen_at', 'desc')
    .orderBy('exposures.id')
    .limit(MAX_PLACES)
    .execute();
}

type Row = Awaited<ReturnType<typeof readPlaces>>[number];

/** Reads a place once more; undefined for one that is read when it comes to be, and never again. */
const READERS: Readonly<Record<'commit' | Place['kind'], (row: Row) => object | undefined>> = {
  commit: ({ head_sha, commit_sha }) => ({ kind: 'rescan', head: head_sha ?? commit_sha, pulls: [] }),
  variable: () => ({ kind: 'read-variables', shared: true }),
  thread({ place }) {
    if (place?.kind !== 'thread' || place.node === undefined) return undefined;
    const { thread, id, node, number } = place;
    return { kind: 'read-thread', thread, id, node, ...(number === undefined ? {} : { number }) };
  },
  log: () => undefined,
  artifact: () => undefined,
  alert: () => undefined,
};

/** The jobs that read the places of a credential once more, the latest first and each once. */
export async function jobsToLookAgain(trx: Trx, incidentId: string): Promise<readonly NewJob[]> {
  const jobs = new Map<string, NewJob>();
  for (const row of await readPlaces(trx, incidentId)) {
    const { id, owner, name, private: isPrivate, default_branch, installation_id: installationId } = row;
    const repository = { id, owner, name, private: isPrivate, defaultBranch: default_branch ?? 'main' };
    const reads = READERS[row.kind](row);
    const data = { ...reads, installationId, repository };
    if (reads) jobs.set(JSON.stringify(data), { queue: 'github', lane: String(installationId), data });
  }
  return [...jobs.values()].slice(0, MAX_JOBS);
}

/** Reads again where the credential stands, with the policy as it is now. */
export async function rescanIncident(trx: Trx, queue: Queue, decided: Case): Promise<DecisionOutcome> {
  const { incidentId, actor } = decided;
  const jobs = await jobsToLookAgain(trx, incidentId);
  if (jobs.length === 0) return 'not-read-again';
  await appendAudit(trx, incidentId, actor, [{ event: 'scan_asked' }]);
  await queue.send(trx, jobs);
  return 'done';
}
