import { appendAudit } from '../../inventory/audit.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { readPlaces, type PlaceRow } from '../../inventory/places-to-look-at.ts';
import type { RepositoryRef } from '../../github/types.ts';
import type { Place } from '../../github/place.ts';
import type { Trx } from '../../store/transaction.ts';
import type { NewJob, Queue } from '../queue/queue.ts';
import type { Case } from './case.ts';
import { lookAgainJob } from './look-again-task.ts';

const MAX_JOBS = 5;

/** Asks for one commit to be judged once more. */
export function judgeAgain(installationId: number, repository: RepositoryRef, head: string): NewJob {
  return {
    queue: 'github',
    lane: String(installationId),
    data: { kind: 'rescan', installationId, repository, head, pulls: [] },
  };
}

/** What reads a place once more, and the queue that it belongs to. */
interface Reader {
  readonly queue: 'github' | 'bulk';
  /** Undefined where a place cannot be asked for again. */
  readonly read: (row: PlaceRow) => object | undefined;
}

const READERS: Readonly<Record<'commit' | Place['kind'], Reader>> = {
  commit: {
    queue: 'github',
    read: ({ head_sha, commit_sha }) => ({ kind: 'rescan', head: head_sha ?? commit_sha, pulls: [] }),
  },
  variable: { queue: 'github', read: () => ({ kind: 'read-variables', shared: true }) },
  thread: {
    queue: 'github',
    read({ place }) {
      if (place?.kind !== 'thread' || place.node === undefined) return undefined;
      const { thread, id, node, number } = place;
      return { kind: 'read-thread', thread, id, node, ...(number === undefined ? {} : { number }) };
    },
  },
  // Without the commit of its run nobody knows the check run that it belongs to.
  log: {
    queue: 'bulk',
    read: ({ place, head_sha: head }) =>
      place?.kind === 'log' && place.deleted !== true && head !== null
        ? { kind: 'scan-log', run: place.run, attempt: place.attempt, head }
        : undefined,
  },
  artifact: {
    queue: 'bulk',
    read: ({ place, head_sha: head }) =>
      place?.kind === 'artifact' && head !== null
        ? { kind: 'scan-artifacts', run: place.run, attempt: 1, head }
        : undefined,
  },
  alert: {
    queue: 'github',
    read: ({ place }) => (place?.kind === 'alert' ? { kind: 'read-alert', number: place.number } : undefined),
  },
};

/** The jobs that read the places of a credential once more, the latest first and each once. */
export async function jobsToLookAgain(trx: Trx, incidentId: string): Promise<readonly NewJob[]> {
  const jobs = new Map<string, NewJob>();
  for (const row of await readPlaces(trx, incidentId)) {
    const { id, owner, name, private: isPrivate, default_branch, installation_id: installationId } = row;
    const repository = { id, owner, name, private: isPrivate, defaultBranch: default_branch ?? 'main' };
    const { queue, read } = READERS[row.kind];
    const reads = read(row);
    const data = { ...reads, installationId, repository };
    if (reads) jobs.set(JSON.stringify(data), { queue, lane: String(installationId), data });
  }
  return [...jobs.values()].slice(0, MAX_JOBS);
}

/** Reads again where the credential stands, with the policy as it is now, and looks which of its places still hold it. */
export async function rescanIncident(trx: Trx, queue: Queue, decided: Case): Promise<DecisionOutcome> {
  const { incidentId, actor, installationId, source } = decided;
  const places = await readPlaces(trx, incidentId);
  if (places.length === 0) return 'not-read-again';
  await appendAudit(trx, incidentId, actor, [{ event: 'scan_asked' }]);
  await queue.send(trx, [
    ...(await jobsToLookAgain(trx, incidentId)),
    lookAgainJob(installationId, incidentId, source),
  ]);
  return 'done';
}
