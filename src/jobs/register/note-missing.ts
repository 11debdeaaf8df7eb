import { recordAudit } from '../../inventory/audit.ts';
import { closeGap } from '../../inventory/gaps.ts';
import type { JobContext } from '../queue/context.ts';

/** What was refused is asked for again a day later at the earliest, whatever may have told of the permission meanwhile. */
const AGAIN_MS = 20 * 3_600_000;

/** Whether a permission was missing lately: a thousand repositories need not each hear it from GitHub. */
export async function isMissing(
  { db }: Pick<JobContext, 'db'>,
  installationId: number,
  permission: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('gaps')
    .select('told_at')
    .where('installation_id', '=', installationId)
    .where('permission', '=', permission)
    .where('told_at', '>', new Date(Date.now() - AGAIN_MS))
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Keeps whether an installation gives a permission that the register can do without. That it does not is said once, in the
 * log and on the dashboard: no check of a commit need speak of it.
 *
 * @param permission as the manifest names it
 */
export async function noteMissing(
  { db, log }: Pick<JobContext, 'db' | 'log'>,
  installationId: number,
  permission: string,
  answer: { readonly kind: string },
): Promise<void> {
  if (answer.kind === 'read' || answer.kind === 'unchanged') return closeGap(db, installationId, permission);
  if (answer.kind !== 'refused') return;
  const news = await db
    .insertInto('gaps')
    .values({ installation_id: installationId, permission, told_at: new Date() })
    .onConflict((conflict) => conflict.doNothing())
    .returning('permission')
    .executeTakeFirst();
  if (!news) {
    await db
      .updateTable('gaps')
      .set({ told_at: new Date() })
      .where('installation_id', '=', installationId)
      .where('permission', '=', permission)
      .execute();
    return;
  }
  const subject = { installationId, kind: 'installation', id: installationId } as const;
  await recordAudit(db, subject, 'github', { event: 'permission_missing', why: permission });
  log.info(
    { installation: installationId, permission },
    'the register does without what needs a permission that the installation does not give',
  );
}
