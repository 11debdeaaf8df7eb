import { unseal } from '../../base/keys.ts';
import { formats, isExact } from '../../detect/index.ts';
import { INSIDERS } from '../../github/crowd.ts';
import { appendAudit, recordAudit } from '../../inventory/audit.ts';
import { openPauses } from '../../inventory/pauses.ts';
import { PAUSED_WORDS } from '../../respond/words/breaker.ts';
import type { Trx } from '../../store/transaction.ts';
import type { JobContext } from '../queue/context.ts';
import { lockAll } from './admit.ts';
import { reportPauseJob } from './pause-task.ts';

const DAY_MS = 86_400_000;
/** Values of these may be such that they cannot be mistaken: where they are public they do not wait. */
const EXACT_TYPES = formats.filter(({ confidence }) => confidence === 'exact').map(({ type }) => type);

/** What waits and stands in a repository that became public goes on. */
async function releasePublic({ db, queue, keys }: JobContext, installationId: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const rows = await trx
      .selectFrom('admissions')
      .innerJoin('incidents', 'incidents.id', 'admissions.incident_id')
      .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
      .innerJoin('exposures', 'exposures.credential_id', 'credentials.id')
      .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
      .select(['incidents.id', 'repositories.id as repositoryId', 'type', 'sealed'])
      .distinctOn('incidents.id')
      .where('admissions.installation_id', '=', installationId)
      .where('pause_id', 'is not', null)
      .where('state', '=', 'approval_needed')
      .where('private', '=', false)
      .where('type', 'in', EXACT_TYPES)
      .orderBy('incidents.id')
      .execute();
    for (const { id, repositoryId, type, sealed } of rows) {
      // By the same question that held it back: else it would be let go and held back at each look.
      if (!sealed || !isExact(type, unseal(keys, sealed, id).reveal())) continue;
      const released = await trx
        .updateTable('incidents')
        .set({ state: 'found', explanation: null, updated_at: new Date() })
        .where('id', '=', id)
        .where('state', '=', 'approval_needed')
        .returning('id')
        .executeTakeFirst();
      if (!released) continue;
      await appendAudit(trx, id, 'rekey', [{ event: 'pause_left' }]);
      await queue.send(trx, [{ queue: 'revoke', lane: id, data: { incidentId: id, repositoryId } }]);
    }
  });
}

/** Breakers of which nothing waits: of outsiders some may go on while others are held back. */
async function closeIdle(trx: Trx, installationId: number): Promise<void> {
  await trx
    .updateTable('breakers')
    .set({ pause_id: null })
    .where('installation_id', '=', installationId)
    .where('pause_id', 'is not', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('admissions')
            .innerJoin('incidents', 'incidents.id', 'admissions.incident_id')
            .select('incidents.id')
            .whereRef('admissions.pause_id', '=', 'breakers.pause_id')
            .whereRef('admissions.crowd', '=', 'breakers.crowd')
            .where('state', '=', 'approval_needed'),
        ),
      ),
    )
    .execute();
}

/** A pause in which nothing waits any more, since people decided one by one, is over; what was counted still counts. */
async function endEmpty({ db, queue }: JobContext, installationId: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await lockAll(trx, installationId);
    await closeIdle(trx, installationId);
    const pauses = await openPauses(trx);
    const own = pauses.filter((pause) => pause.installationId === installationId);
    const empty = own.filter(({ waiting }) => waiting === 0).map(({ id }) => id);
    if (empty.length === 0) return;
    await trx.updateTable('pauses').set({ ended_at: new Date() }).where('id', 'in', empty).execute();
    const subjects = empty.map(() => ({ installationId, kind: 'installation', id: installationId }) as const);
    const entry = { event: 'breaker_resumed', why: PAUSED_WORDS.resumed.empty };
    await recordAudit(trx, subjects, 'rekey', entry);
    await queue.send(
      trx,
      empty.map((id) => reportPauseJob(installationId, id)),
    );
  });
}

/** Looks after the pauses: ends those in which nothing waits, keeps their issues up to date, and tidies up. */
export async function watchPauses(context: JobContext): Promise<void> {
  const { db, queue } = context;
  const pauses = await openPauses(db);
  for (const installationId of new Set(pauses.map((pause) => pause.installationId))) {
    await releasePublic(context, installationId);
    await endEmpty(context, installationId);
  }
  for (const { id, installationId } of pauses) {
    const job = reportPauseJob(installationId, id);
    if (!(await queue.isWaiting(job))) await db.transaction().execute((trx) => queue.send(trx, [job]));
  }
  await db
    .deleteFrom('admissions')
    .where('pause_id', 'is', null)
    .where('at', '<', new Date(Date.now() - DAY_MS))
    .execute();
  // An outsider of whom nothing counts any more is nobody to remember.
  await db
    .deleteFrom('breakers')
    .where('crowd', '<>', INSIDERS)
    .where('pause_id', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('admissions')
            .select(eb.lit(1).as('one'))
            .whereRef('admissions.installation_id', '=', 'breakers.installation_id')
            .whereRef('admissions.crowd', '=', 'breakers.crowd'),
        ),
      ),
    )
    .execute();
  queue.wake();
}
