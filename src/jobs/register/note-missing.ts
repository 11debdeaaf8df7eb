import { recordAudit } from '../../inventory/audit.ts';
import { closeGap } from '../../inventory/gaps.ts';
import type { JobContext } from '../queue/context.ts';

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
  if (!news) return;
  const subject = { installationId, kind: 'installation', id: installationId } as const;
  await recordAudit(db, subject, 'github', { event: 'permission_missing', why: permission });
  log.info(
    { installation: installationId, permission },
    'the register does without what needs a permission that the installation does not give',
  );
}
