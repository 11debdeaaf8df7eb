import { sql } from 'kysely';
import type { Quota } from '../../github/quota.ts';
import type { Database } from '../../store/database.ts';

/** What an hour-long window showed before this is of no use to another process. */
const RECENT_MS = 60_000;

const dateOrNull = (until: number): Date | null => (until > 0 ? new Date(until) : null);

/**
 * Writes what this process saw of GitHub's limits, and takes what others saw later: their answers and their pauses hold
 * for this one as well.
 *
 * @param options.alone no other process uses the database, so nothing is read
 */
export async function mirrorQuotas(
  db: Database,
  quota: Quota,
  options: { readonly alone: boolean },
): Promise<void> {
  const changes = [...quota.takeChanges()];
  if (changes.length > 0) {
    await db
      .insertInto('quotas')
      .values(
        changes.map(([id, state]) => ({
          installation_id: id,
          limit: state.limit,
          remaining: state.remaining,
          reset_at: new Date(state.resetAt),
          paused_until: dateOrNull(quota.pauses.until(String(id))),
          seen_at: new Date(state.seenAt),
        })),
      )
      .onConflict((conflict) =>
        conflict
          .column('installation_id')
          .doUpdateSet((eb) => ({
            limit: eb.ref('excluded.limit'),
            remaining: eb.ref('excluded.remaining'),
            reset_at: eb.ref('excluded.reset_at'),
            paused_until: sql<Date | null>`greatest(quotas.paused_until, excluded.paused_until)`,
            seen_at: eb.ref('excluded.seen_at'),
          }))
          .whereRef('quotas.seen_at', '<=', 'excluded.seen_at'),
      )
      .execute();
  }
  if (options.alone) return;
  const rows = await db
    .selectFrom('quotas')
    .selectAll()
    .where('seen_at', '>', new Date(Date.now() - RECENT_MS))
    .execute();
  for (const row of rows) {
    const { limit, remaining } = row;
    quota.learn(row.installation_id, {
      limit,
      remaining,
      resetAt: row.reset_at.getTime(),
      seenAt: row.seen_at.getTime(),
    });
    if (row.paused_until) quota.pauses.pause(String(row.installation_id), row.paused_until.getTime());
  }
}
