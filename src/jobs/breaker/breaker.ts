import { isExact } from '../../detect/index.ts';
import type { Secret } from '../../base/secret.ts';
import { isPublic } from '../../inventory/is-public.ts';
import { settleIncident } from '../../inventory/settle-incident.ts';
import { wasApproved } from '../../inventory/waiting.ts';
import { wasSeenLive } from '../../inventory/was-seen-live.ts';
import { PAUSED_WORDS } from '../../respond/words/breaker.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import { RetryLater } from '../queue/retry-later.ts';
import { sendReports } from '../report/send-reports.ts';
import { INSIDERS } from '../../github/crowd.ts';
import { admit, lockBreaker, type LockedBreaker } from './admit.ts';
import { chooseCrowd } from './choose-crowd.ts';
import { reportPauseJob } from './pause-task.ts';
import { readInstallation, readLimits } from './read-asking.ts';
import { leaveUnseen, readRoom, type Look } from './unseen.ts';

/** How soon one that waits for others is looked at again; spread, so that not all come at once. */
const WAIT_MS = 500;

const tooEarly = () => new RetryLater(WAIT_MS * (1 + Math.random()), { pausesLane: false, counts: false });

/** What the breaker looks at in an incident that was just found. */
export interface AskingIncident {
  readonly id: string;
  readonly credential_id: string;
  readonly type: string;
}

/** Asked before a revocation begins; see docs/decisions on which never wait for it. */
export interface Breaker {
  /**
   * Throws `RetryLater` where it is clear already that this one has to wait. Nothing is written.
   *
   * @returns true where it has to be looked at first: one that its server refuses may not go on
   */
  peek(): Promise<boolean>;
  /** First of all in the transaction in which the revocation begins. */
  lock(trx: Trx): Promise<LockedBreaker>;
  /**
   * False: it is left to a person, and the incident says so. Throws `RetryLater` when it cannot be told yet.
   *
   * @param look absent where nobody looked
   */
  admit(trx: Trx, locked: LockedBreaker, look?: Look): Promise<boolean>;
}

/**
 * Opens the breaker for an incident; undefined where nothing may hold its revocation up: a person approved it, or it is
 * public and cannot be a mistake.
 */
export async function openBreaker(
  { db, queue, log }: Pick<JobContext, 'db' | 'queue' | 'log'>,
  incident: AskingIncident,
  { secret, repositoryId }: { readonly secret: Secret; readonly repositoryId: number },
): Promise<Breaker | undefined> {
  const { id, type } = incident;
  if (isExact(type, secret.reveal()) && (await isPublic(db, id))) return undefined;
  if (await wasApproved(db, id)) return undefined;
  const limits = await readLimits(db, repositoryId);
  const installationId = await readInstallation(db, incident.credential_id);
  const crowd = await chooseCrowd(db, installationId, incident.credential_id);
  const lock = (trx: Trx) => lockBreaker(trx, installationId, crowd);
  return {
    lock,
    async peek() {
      const row = await db
        .selectFrom('breakers')
        .select(['pause_id', 'reset_at'])
        .where('installation_id', '=', installationId)
        .where('crowd', '=', crowd)
        .executeTakeFirst();
      if (!row || row.pause_id !== null) return false;
      const since = Math.max(row.reset_at.getTime(), Date.now() - limits.minutes * 60_000);
      const rows = await db
        .selectFrom('admissions')
        .innerJoin('incidents', 'incidents.id', 'admissions.incident_id')
        .select('state')
        .where('admissions.installation_id', '=', installationId)
        .where('admissions.crowd', '=', crowd)
        .where('admissions.at', '>', new Date(since))
        .where('admissions.pause_id', 'is', null)
        .where('state', 'in', ['found', 'revoking'])
        .execute();
      if (rows.length >= limits.credentials) throw tooEarly();
      const count = { installationId, crowd, resetAt: row.reset_at };
      return (await readRoom(db, count, id, limits)) !== 'free';
    },
    async admit(trx, locked, look) {
      // Somebody else brought it as well meanwhile: it is asked about anew, in that one's count.
      if ((await chooseCrowd(trx, installationId, incident.credential_id)) !== crowd) throw tooEarly();
      const room = locked.pauseId === null ? await readRoom(trx, locked, id, limits) : 'free';
      if (room !== 'free') {
        if (!look) throw tooEarly();
        const isUnseen = look.refused && !(await wasSeenLive(trx, id));
        if (isUnseen && room === 'tight') throw tooEarly();
        if (isUnseen) {
          await leaveUnseen(trx, queue, { incidentId: id, repositoryId }, look, limits);
          return false;
        }
      }
      const admission = await admit(trx, locked, id, limits);
      if (admission.kind === 'wait') throw tooEarly();
      if (admission.kind === 'go') return true;
      const isNew = locked.pauseId === null;
      const explanation = PAUSED_WORDS.incident[crowd === INSIDERS ? 'own' : 'outsiders'](limits);
      const evidence = [{ event: 'paused_by_breaker' }];
      await settleIncident(trx, id, { state: 'approval_needed', actor: 'rekey', evidence, explanation });
      await sendReports(trx, queue, id);
      if (isNew) {
        await queue.send(trx, [reportPauseJob(installationId, admission.pauseId)]);
        log.warn(
          { installation: installationId, ...limits },
          'revocations are paused: a person must look, then rekey resume',
        );
      }
      return false;
    },
  };
}
