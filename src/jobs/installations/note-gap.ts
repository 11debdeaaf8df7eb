import { recordAudit } from '../../inventory/audit.ts';
import type { JobContext } from '../queue/context.ts';

/**
 * Keeps that an installation does not give a permission, so that what needs it is left out quietly and said once.
 *
 * @param permission as the manifest names it: `secret_scanning_alerts`
 */
export async function noteGap(
  { db }: Pick<JobContext, 'db'>,
  installationId: number,
  permission: string,
): Promise<void> {
  const news = await db
    .insertInto('gaps')
    .values({ installation_id: installationId, permission })
    .onConflict((conflict) => conflict.doNothing())
    .returning('permission')
    .executeTakeFirst();
  const subject = { installationId, kind: 'installation', id: installationId } as const;
  if (news) await recordAudit(db, subject, 'github', { event: 'permission_missing', why: permission });
}
