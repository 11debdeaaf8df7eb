import type { JobContext } from '../queue/context.ts';

/**
 * Keeps that an installation does not give a permission, so that what needs it is left out quietly and said once.
 *
 * @param permission as the manifest names it: `secret_scanning_alerts`
 */
export async function noteGap({ db }: JobContext, installationId: number, permission: string): Promise<void> {
  await db
    .insertInto('gaps')
    .values({ installation_id: installationId, permission })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
