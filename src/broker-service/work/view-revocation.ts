import type { Selectable } from 'kysely';
import type { Revocation } from '../../broker-contract/revocation.ts';
import { isTerminal } from '../../broker-contract/states.ts';
import type { BrokerDatabase, RevocationRow, StoredRequest } from '../store/schema.ts';
import type { Job, Settlement, Step } from './job.ts';

/** Steps that are told; the last ones say how it ended. */
const MAX_STEPS = 200;

const toStep = ({
  at,
  event,
  http,
}: {
  readonly at: Date;
  readonly event: string;
  readonly http?: number | null;
}) => ({
  at: at.toISOString(),
  event,
  ...(http === null || http === undefined ? {} : { http }),
});

/** Seconds until a moment, at least one; a client that asks earlier learns nothing. */
function secondsUntil(moment: Date | null | undefined, now: number): { readonly retry_after?: number } {
  return moment ? { retry_after: Math.max(1, Math.ceil((moment.getTime() - now) / 1000)) } : {};
}

/** A revocation as its client sees it. */
export async function viewRevocation(
  db: BrokerDatabase,
  row: Selectable<RevocationRow>,
  now: number,
): Promise<Revocation> {
  const steps = await db
    .selectFrom('broker_steps')
    .select(['at', 'event', 'http'])
    .where('revocation_id', '=', row.id)
    .orderBy('id', 'desc')
    .limit(MAX_STEPS)
    .execute();
  return {
    id: row.id,
    state: row.state,
    terminal: row.run_at === null && isTerminal(row.state),
    ...(row.retryable === null ? {} : { retryable: row.retryable }),
    ...secondsUntil(row.leased_until ? undefined : row.run_at, now),
    ...(row.adapter === null ? {} : { adapter: row.adapter }),
    ...(row.explanation === null ? {} : { explanation: row.explanation }),
    ...(row.manual_url === null ? {} : { manual_url: row.manual_url }),
    ...(row.look_again_at === null ? {} : { look_again_at: row.look_again_at.toISOString() }),
    ...(row.abilities === null ? {} : { abilities: row.abilities }),
    ...(row.blast === null ? {} : { blast: row.blast }),
    ...references(row.request),
    timeline: steps.toReversed().map(toStep),
  };
}

/** One that was only stored so far. */
export function viewNew(id: string, state: 'queued' | 'in_progress', request: StoredRequest): Revocation {
  return { id, state, terminal: false, ...references(request), timeline: [] };
}

/** The same, of a change that is about to be written: what a callback tells. Its timeline is that of the last try. */
export function viewSettlement(job: Job, settlement: Omit<Settlement, 'messages'>): Revocation {
  const { state, adapter, explanation, manualUrl, retryable, blast, steps, ended } = settlement;
  const { lookAgainAt, abilities } = settlement;
  return {
    id: job.id,
    state,
    terminal: ended,
    ...(retryable === undefined ? {} : { retryable }),
    ...(adapter === undefined ? {} : { adapter }),
    ...(explanation === undefined ? {} : { explanation }),
    ...(manualUrl === undefined ? {} : { manual_url: manualUrl }),
    ...(lookAgainAt === undefined ? {} : { look_again_at: lookAgainAt.toISOString() }),
    ...(abilities === undefined ? {} : { abilities }),
    ...(blast === undefined ? {} : { blast }),
    ...references(job.request),
    timeline: steps.slice(-MAX_STEPS).map((step: Step) => toStep(step)),
  };
}

function references({
  action,
  reference,
  fingerprint,
}: Pick<StoredRequest, 'action' | 'reference' | 'fingerprint'>) {
  return {
    ...(action === 'dry_run' ? { dry_run: true } : {}),
    ...(reference === undefined ? {} : { reference }),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  };
}
