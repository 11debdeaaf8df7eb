import { INSIDERS } from '../../github/crowd.ts';
import type { IncidentState } from '../../inventory/state.ts';
import type { BreakerLimits } from '../../policy/policy.ts';
import type { Trx } from '../../store/transaction.ts';
import { beginPause } from './begin-pause.ts';

/**
 * Whether a revocation may begin. `wait`: as many are under way as may still turn out to have ended a live credential.
 * `paused`: enough were ended, a person must look before more are.
 */
export type Admission =
  { readonly kind: 'go' } | { readonly kind: 'wait' } | { readonly kind: 'paused'; readonly pauseId: string };

/** The breaker of a crowd of an installation, while nobody else asks it. */
export interface LockedBreaker {
  readonly installationId: number;
  readonly crowd: string;
  readonly pauseId: string | null;
  readonly resetAt: Date;
}

/** What is still under way, and may come to count. */
const UNDER_WAY: ReadonlySet<IncidentState> = new Set(['found', 'revoking']);

/**
 * Locks the breaker's row until the transaction ends, so that processes do not let through more than the limit together.
 * To be taken before any incident is locked.
 */
export async function lockBreaker(
  trx: Trx,
  installationId: number,
  crowd: string = INSIDERS,
): Promise<LockedBreaker> {
  const row = await trx
    .insertInto('breakers')
    .values({ installation_id: installationId, crowd, pause_id: null, reset_at: new Date(0) })
    .onConflict((conflict) => conflict.columns(['installation_id', 'crowd']).doUpdateSet({ crowd }))
    .returning(['pause_id', 'reset_at'])
    .executeTakeFirstOrThrow();
  return { installationId, crowd, pauseId: row.pause_id, resetAt: row.reset_at };
}

/** Locks all breakers of an installation, in the order in which everybody does, and then its pauses. */
export async function lockAll(trx: Trx, installationId: number): Promise<void> {
  await lockBreaker(trx, installationId);
  await trx
    .selectFrom('breakers')
    .select('crowd')
    .where('installation_id', '=', installationId)
    .orderBy('crowd')
    .forUpdate()
    .execute();
  await trx
    .selectFrom('pauses')
    .select('id')
    .where('installation_id', '=', installationId)
    .where('ended_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** Distinct credentials that were let through within the window: those that were ended alive, and those under way. */
async function count(
  trx: Trx,
  { installationId, crowd, resetAt }: LockedBreaker,
  incidentId: string,
  { minutes }: BreakerLimits,
) {
  const since = new Date(Math.max(resetAt.getTime(), Date.now() - minutes * 60_000));
  const rows = await trx
    .selectFrom('admissions')
    .innerJoin('incidents', 'incidents.id', 'admissions.incident_id')
    .select('state')
    .where('admissions.installation_id', '=', installationId)
    .where('admissions.crowd', '=', crowd)
    .where('admissions.at', '>', since)
    .where('pause_id', 'is', null)
    .where('incident_id', '<>', incidentId)
    .execute();
  const busy = rows.filter(({ state }) => UNDER_WAY.has(state)).length;
  return { busy, live: rows.length - busy };
}

async function note(
  trx: Trx,
  { installationId, crowd }: Pick<LockedBreaker, 'installationId' | 'crowd'>,
  incidentId: string,
  pauseId: string | null,
) {
  const row = { installation_id: installationId, crowd, at: new Date(), pause_id: pauseId };
  await trx
    .insertInto('admissions')
    .values({ incident_id: incidentId, ...row })
    .onConflict((conflict) => conflict.column('incident_id').doUpdateSet(row))
    .execute();
}

/** The outsider in whose pause it waits, or waited last. */
async function heldBackWith(trx: Trx, incidentId: string): Promise<string | undefined> {
  const row = await trx
    .selectFrom('admissions')
    .select('crowd')
    .where('incident_id', '=', incidentId)
    .where('pause_id', 'is not', null)
    .where('crowd', '<>', INSIDERS)
    .executeTakeFirst();
  return row?.crowd;
}

/** Asks a locked breaker about one incident, and notes what it said. */
export async function admit(
  trx: Trx,
  breaker: LockedBreaker,
  incidentId: string,
  limits: BreakerLimits,
): Promise<Admission> {
  const { installationId, pauseId } = breaker;
  const outsider = breaker.crowd === INSIDERS ? await heldBackWith(trx, incidentId) : undefined;
  if (outsider !== undefined && pauseId === null) {
    // Counted with the outsider all the same: whoever merges what he brought must not fill the organisation's count.
    await note(trx, { installationId, crowd: outsider }, incidentId, null);
    return { kind: 'go' };
  }
  const { busy, live } = await count(trx, breaker, incidentId, limits);
  if (pauseId === null && live + busy < limits.credentials) {
    await note(trx, breaker, incidentId, null);
    return { kind: 'go' };
  }
  if (pauseId === null && live < limits.credentials) return { kind: 'wait' };
  const pause = pauseId ?? (await beginPause(trx, breaker, live, limits));
  await note(trx, breaker, incidentId, pause);
  return { kind: 'paused', pauseId: pause };
}
