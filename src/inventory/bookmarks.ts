import type { Database } from '../store/database.ts';
import type { Trx } from '../store/transaction.ts';

/** Reads where a repeated question left off. */
export async function readBookmark(db: Database, key: string): Promise<string | undefined> {
  const row = await db.selectFrom('bookmarks').select('value').where('key', '=', key).executeTakeFirst();
  return row?.value;
}

/** Keeps where it left off this time. */
export async function keepBookmark(db: Database | Trx, key: string, value: string): Promise<void> {
  await db
    .insertInto('bookmarks')
    .values({ key, value })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, kept_at: new Date() }))
    .execute();
}
