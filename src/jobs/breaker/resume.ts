import { sql } from 'kysely';
import { INSIDERS } from '../../github/crowd.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { OPERATOR } from '../../inventory/waiting.ts';
import { openPauses } from '../../inventory/pauses.ts';
import { PAUSED_WORDS } from '../../respond/words/breaker.ts';
import type { JobContext } from '../queue/context.ts';
import { decide } from '../decide/decide.ts';
import { lockAll } from './admit.ts';
import { reportPauseJob } from './pause-task.ts';

type Context = Pick<JobContext, 'db' | 'queue' | 'keys' | 'log'>;

/** Which pauses of an installation a person has looked at: its own, or that of the outsiders. */
export type PauseKind = 'own' | 'outsiders';
const KINDS: readonly PauseKind[] = ['own', 'outsiders'];

/**
 * A person has looked: all that the breakers of an installation hold back goes on, as if each had been approved, and the
 * counts begin anew. All of it in one transaction: a crash leaves either everything waiting or everything on its way.
 *
 * @param kinds absent: all
 * @returns how many go on; fewer than waited where policy by now forbids it
 */
export async function resumeInstallation(
  context: Context,
  installationId: number,
  kinds: readonly PauseKind[] = KINDS,
): Promise<number> {
  const { db, queue, log } = context;
  const outsiders = kinds.map((kind) => kind === 'outsiders');
  const resumed = await db.transaction().execute(async (trx) => {
    await lockAll(trx, installationId);
    const now = new Date();
    await trx
      .updateTable('breakers')
      .set({ pause_id: null, reset_at: now })
      .where('installation_id', '=', installationId)
      .where(sql<boolean>`(crowd <> ${INSIDERS})`, 'in', outsiders)
      .execute();
    const waiting = await trx
      .selectFrom('admissions')
      .innerJoin('incidents', 'incidents.id', 'admissions.incident_id')
      .innerJoin('pauses', 'pauses.id', 'admissions.pause_id')
      .select('incidents.id')
      .where('admissions.installation_id', '=', installationId)
      .where('outsiders', 'in', outsiders)
      .where('state', '=', 'approval_needed')
      .orderBy('incidents.id')
      .execute();
    let done = 0;
    for (const { id } of waiting) {
      const asked = { incidentId: id, verb: 'approve', actor: OPERATOR } as const;
      if ((await decide(trx, context, asked)) === 'done') done += 1;
    }
    const ended = await trx
      .updateTable('pauses')
      .set({ ended_at: now })
      .where('installation_id', '=', installationId)
      .where('ended_at', 'is', null)
      .where('outsiders', 'in', outsiders)
      .returning(['id', 'outsiders as ofOutsiders'])
      .execute();
    const subject = { installationId, kind: 'installation', id: installationId } as const;
    for (const { ofOutsiders } of ended) {
      const why = PAUSED_WORDS.resumed[ofOutsiders ? 'outsiders' : 'own'];
      await recordAudit(trx, subject, OPERATOR, { event: 'breaker_resumed', why });
    }
    await queue.send(
      trx,
      ended.map(({ id }) => reportPauseJob(installationId, id)),
    );
    return done;
  });
  queue.wake();
  log.warn({ installation: installationId, resumed }, 'revocations go on: a person has looked');
  return resumed;
}

/** All that waits for a person, by installation. */
export const listPauses = ({ db }: Pick<Context, 'db'>) => openPauses(db);

/** The same for whoever knows an account by its name, in any case; undefined where nothing of it is paused. */
export async function resumeOwner(context: Context, owner: string): Promise<number | undefined> {
  const all = await openPauses(context.db);
  const own = all.filter((pause) => pause.owner.toLowerCase() === owner.toLowerCase());
  const ids = new Set(own.map(({ installationId }) => installationId));
  if (ids.size === 0) return undefined;
  let resumed = 0;
  for (const id of ids) resumed += await resumeInstallation(context, id);
  return resumed;
}
