import { randomUUID } from 'node:crypto';
import type { IncidentState } from '../../inventory/state.ts';
import type { BreakerLimits } from '../../policy/policy.ts';
import type { Trx } from '../../store/transaction.ts';

/**
 * Whether a revocation may begin. `wait`: as many are under way as may still turn out to have ended a live credential.
 * `paused`: enough were ended, a person must look before more are.
 */
export type Admission =
  { readonly kind: 'go' } | { readonly kind: 'wait' } | { readonly kind: 'paused'; readonly pauseId: string };

/** The breaker of an installation, while nobody else asks it. */
export interface LockedBreaker {
  readonly installationId: number;
  readonly pauseId: string | null;
  readonly resetAt: Date;
}

/** What is still under way, and may come to count. */
const UNDER_WAY: ReadonlySet<IncidentState> = new Set(['found', 'revoking']);

/**
 * Locks the breaker's row until the transaction ends, so that processes do not let through more than the limit together.
 * To be taken before any incident is locked.
 */
export async function lockBreaker(trx: Trx, installationId: number): Promise<LockedBreaker> {
  const row = await trx
    .insertInto('breakers')
    .values({ installation_id: installationId, pause_id: null, reset_at: new Date(0) })
    .onConflict((conflict) =>
      conflict.column('installation_id').doUpdateSet({ installation_id: installationId }),
    )
    .returning(['pause_id', 'reset_at'])
    .executeTakeFirstOrThrow();
  return { installationId, pauseId: row.pause_id, resetAt: row.reset_at };
}

/** Distinct credentials that were let through within the window: those that were ended alive, and those under way. */
async function count(
  trx: Trx,
  { installationId, resetAt }: LockedBreaker,
  incidentId: string,
  { minutes }: BreakerLimits,
) {
  const since = new Date(Math.max(resetAt.getTime(), Date.now() - minutes * 60_000));
  const rows = await trx
    .selectFrom('admissions')
    .innerJoin('incidents', 'incidents.id', 'admissions.incident_id')
    .select('state')
    .where('admissions.installation_id', '=', installationId)
    .where('admissions.at', '>', since)
    .where('pause_id', 'is', null)
    .where('incident_id', '<>', incidentId)
    .execute();
  const busy = rows.filter(({ state }) => UNDER_WAY.has(state)).length;
  return { busy, live: rows.length - busy };
}

async function note(trx: Trx, { installationId }: LockedBreaker, incidentId: string, pauseId: string | null) {
  const row = { installation_id: installationId, at: new Date(), pause_id: pauseId };
  await trx
    .insertInto('admissions')
    .values({ incident_id: incidentId, ...row })
    .onConflict((conflict) => conflict.column('incident_id').doUpdateSet(row))
    .execute();
}

async function beginPause(
  trx: Trx,
  { installationId }: LockedBreaker,
  ended: number,
  { minutes }: BreakerLimits,
): Promise<string> {
  const id = randomUUID();
  await trx
    .insertInto('pauses')
    .values({ id, installation_id: installationId, began_at: new Date(), ended, minutes })
    .execute();
  await trx
    .updateTable('breakers')
    .set({ pause_id: id })
    .where('installation_id', '=', installationId)
    .execute();
  return id;
}

/** Asks a locked breaker about one incident, and notes what it said. */
export async function admit(
  trx: Trx,
  breaker: LockedBreaker,
  incidentId: string,
  limits: BreakerLimits,
): Promise<Admission> {
  const { busy, live } = await count(trx, breaker, incidentId, limits);
  if (breaker.pauseId === null && live + busy < limits.credentials) {
    await note(trx, breaker, incidentId, null);
    return { kind: 'go' };
  }
  if (breaker.pauseId === null && live < limits.credentials) return { kind: 'wait' };
  const pauseId = breaker.pauseId ?? (await beginPause(trx, breaker, live, limits));
  await note(trx, breaker, incidentId, pauseId);
  return { kind: 'paused', pauseId };
}
