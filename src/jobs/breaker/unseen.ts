import { INSIDERS } from '../../github/crowd.ts';
import { settleIncident } from '../../inventory/settle-incident.ts';
import type { BreakerLimits } from '../../policy/policy.ts';
import { PAUSED_WORDS } from '../../respond/words/breaker.ts';
import type { Database } from '../../store/database.ts';
import type { Trx } from '../../store/transaction.ts';
import type { Queue } from '../queue/queue.ts';
import { sendReports } from '../report/send-reports.ts';
import { secondsToNextLook } from '../revoke/next-look.ts';
import type { LockedBreaker } from './admit.ts';

/**
 * In the place of a crowd: what people of the organisation brought, its server refused, and was revoked all the same. It may
 * have been alive for another server, so there is a number of these as well; but most of it is dead, so it holds up nothing
 * that is seen alive.
 */
const UNSEEN = 'unseen';

/** What was seen of a credential just before it would be revoked. */
export interface Look {
  /** The server that stands beside it refused it, which proves nothing. */
  readonly refused: boolean;
  /** When it says that it expires. */
  readonly expiresAt?: Date;
}

/** Counts with the unseen what was let through; false for what outsiders brought, since that is nothing the organisation holds. */
export async function countUnseen(trx: Trx, incidentId: string): Promise<boolean> {
  const changed = await trx
    .updateTable('admissions')
    .set({ crowd: UNSEEN })
    .where('incident_id', '=', incidentId)
    .where('pause_id', 'is', null)
    .where('crowd', 'in', [INSIDERS, UNSEEN])
    .returning('incident_id')
    .executeTakeFirst();
  return changed !== undefined;
}

/**
 * How much room there is for another that may be ended unseen: `full` when as many were as the number of the policy,
 * `tight` when they would be together with what is under way.
 */
export async function readRoom(
  db: Database,
  { installationId, crowd, resetAt }: Pick<LockedBreaker, 'installationId' | 'crowd' | 'resetAt'>,
  incidentId: string,
  { credentials, minutes }: BreakerLimits,
): Promise<'free' | 'tight' | 'full'> {
  if (crowd !== INSIDERS) return 'free';
  const since = new Date(Math.max(resetAt.getTime(), Date.now() - minutes * 60_000));
  const rows = await db
    .selectFrom('admissions')
    .innerJoin('incidents', 'incidents.id', 'admissions.incident_id')
    .select('admissions.crowd')
    .where('admissions.installation_id', '=', installationId)
    .where('admissions.at', '>', since)
    .where('pause_id', 'is', null)
    .where('incident_id', '<>', incidentId)
    .where((eb) =>
      eb.or([
        eb('admissions.crowd', '=', UNSEEN),
        eb.and([eb('admissions.crowd', '=', INSIDERS), eb('state', 'in', ['found', 'revoking'])]),
      ]),
    )
    .execute();
  if (rows.length < credentials) return 'free';
  return rows.filter((row) => row.crowd === UNSEEN).length < credentials ? 'tight' : 'full';
}

/** Leaves one to a person instead of revoking it: with its value, so that it goes on when it is pushed with what is right beside it. */
export async function leaveUnseen(
  trx: Trx,
  queue: Queue,
  { incidentId, repositoryId }: { readonly incidentId: string; readonly repositoryId: number },
  { expiresAt }: Look,
  limits: BreakerLimits,
): Promise<void> {
  const state = 'manual_required';
  const evidence = [{ event: 'left_unseen' }];
  const explanation = PAUSED_WORDS.unseen(limits);
  await settleIncident(trx, incidentId, { state, actor: 'rekey', evidence, explanation });
  const lookAgainAt = expiresAt && { lookAgainAt: new Date(expiresAt.getTime() + AFTER_EXPIRY_MS) };
  const afterSeconds = secondsToNextLook({ state, ...lookAgainAt }, 0);
  if (afterSeconds !== undefined) {
    const data = { incidentId, repositoryId, probes: 1 };
    await queue.send(trx, [{ queue: 'revoke', lane: incidentId, data, afterSeconds }]);
  }
  await sendReports(trx, queue, incidentId);
}

/** Clocks differ. */
const AFTER_EXPIRY_MS = 61_000;
