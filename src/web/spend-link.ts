import type { Database } from '../store/database.ts';

/**
 * Uses up a sign-in link. Of two browsers that come at once one gets true, whichever process answers them, and after a
 * restart nobody.
 *
 * @param nonce of a link whose signature was checked
 * @param ends when it would be too old anyway: from then on nobody needs to remember it
 */
export async function spendLink(db: Database, nonce: string, ends: Date): Promise<boolean> {
  await db.deleteFrom('spent_links').where('ends_at', '<', new Date()).execute();
  const row = await db
    .insertInto('spent_links')
    .values({ nonce, ends_at: ends })
    .onConflict((conflict) => conflict.doNothing())
    .returning('nonce')
    .executeTakeFirst();
  return row !== undefined;
}
