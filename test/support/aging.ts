import { sql, type RawBuilder } from 'kysely';
import { openStore, type Store } from '../../src/store/database.ts';

interface Place {
  readonly dataDir: string;
  /** Base64. */
  readonly key: string;
}

/** Works on the database of a Rekey that does not run. */
export async function withDatabase<T>(place: Place, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await openStore({ dataDir: place.dataDir, key: Buffer.from(place.key, 'base64') });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const earlier = (seconds: number, column: string): RawBuilder<Date> =>
  sql`${sql.ref(column)} - ${seconds} * interval '1 second'`;

/**
 * Does as if what waits for a person had waited so many seconds longer; all of it is looked at when Rekey starts.
 *
 * @returns of how many Rekey knew until when they may wait
 */
export function ageWaits(place: Place, seconds: number): Promise<number> {
  return withDatabase(place, async ({ db }) => {
    await db
      .updateTable('waits')
      .set({
        since: earlier(seconds, 'since'),
        due_at: earlier(seconds, 'due_at'),
        next_at: earlier(seconds, 'next_at'),
      })
      .execute();
    await db.deleteFrom('schedules').where('name', '=', 'watch-waits').execute();
    const known = await db
      .selectFrom('waits')
      .select('incident_id')
      .where('due_at', 'is not', null)
      .execute();
    return known.length;
  });
}
