import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { INSIDERS } from '../../github/crowd.ts';
import { recordAudit } from '../../inventory/audit.ts';
import type { BreakerLimits } from '../../policy/policy.ts';
import { PAUSED_WORDS } from '../../respond/words/breaker.ts';
import type { Trx } from '../../store/transaction.ts';

/**
 * Begins the pause of a locked breaker. Outsiders share one, however many they are: each has a breaker of his own, and all
 * together one issue.
 *
 * @param ended live credentials that were ended in its count
 */
export async function beginPause(
  trx: Trx,
  { installationId, crowd }: { readonly installationId: number; readonly crowd: string },
  ended: number,
  { minutes }: BreakerLimits,
): Promise<string> {
  const outsiders = crowd !== INSIDERS;
  const { id } = await trx
    .insertInto('pauses')
    .values({
      id: randomUUID(),
      installation_id: installationId,
      outsiders,
      began_at: new Date(),
      ended,
      minutes,
    })
    .onConflict((conflict) =>
      conflict
        .column('installation_id')
        .where(sql<boolean>`outsiders and ended_at is null`)
        .doUpdateSet({ outsiders }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  await trx
    .updateTable('breakers')
    .set({ pause_id: id })
    .where('installation_id', '=', installationId)
    .where('crowd', '=', crowd)
    .execute();
  // Of outsiders it names none: each of theirs is an entry, and none says whose.
  const subject = { installationId, kind: 'installation', id: installationId } as const;
  const why = PAUSED_WORDS.trail[outsiders ? 'outsiders' : 'own'](ended, minutes);
  await recordAudit(trx, subject, 'rekey', { event: 'breaker_paused', why });
  return id;
}
