import { sql } from 'kysely';
import { keepBookmark, readBookmark } from '../../inventory/bookmarks.ts';
import { listDeliveries, redeliver, type HookDelivery } from '../../sources/hook-deliveries.ts';
import type { Database } from '../../store/database.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';

const BOOKMARK = 'deliveries';
/** How long GitHub can deliver again. */
const KEPT_MS = 3 * 86_400_000;
/** A delivery this young may be on its way to the database. */
const GRACE_MS = 60_000;
const GRACE_PART = 0.4;
/** What fails so often is refused by us, and will be. */
const MAX_TRIES = 6;
/** Between the first tries; then twice as long each time. */
const FIRST_WAIT_SECONDS = 60;
/** Each costs a request that writes; the rest comes in the next rounds. */
const MOST_A_ROUND = 150;

/** Of deliveries those that were never stored, whatever GitHub thinks of them. */
async function unknownOf(
  db: Database,
  deliveries: readonly HookDelivery[],
): Promise<readonly HookDelivery[]> {
  // Newest first, so the newest attempt of each stays.
  const newest = [...new Map(deliveries.toReversed().map((one) => [one.guid, one])).values()];
  const rows = await db
    .selectFrom('deliveries')
    .select('id')
    .where(sql<boolean>`id = any(${newest.map(({ guid }) => guid)}::text[])`)
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  return newest.filter(({ guid }) => !known.has(guid));
}

async function note(db: Database, missing: readonly HookDelivery[]): Promise<void> {
  if (missing.length === 0) return;
  await db
    .insertInto('redeliveries')
    .values(missing.map(({ guid, id }) => ({ guid, delivery_id: id, next_at: new Date() })))
    .onConflict((conflict) =>
      conflict.column('guid').doUpdateSet((eb) => ({ delivery_id: eb.ref('excluded.delivery_id') })),
    )
    .execute();
}

/** Those that have come in the meantime, and those that GitHub has forgotten, need no more tries. */
async function prune(db: Database): Promise<void> {
  await db
    .deleteFrom('redeliveries')
    .where((eb) =>
      eb.or([
        eb.exists(
          eb.selectFrom('deliveries').select('id').whereRef('deliveries.id', '=', 'redeliveries.guid'),
        ),
        eb('next_at', '<', new Date(Date.now() - KEPT_MS)),
      ]),
    )
    .execute();
}

async function askAgain(context: JobContext, signal: AbortSignal): Promise<number> {
  const { db, github } = context;
  const due = await db
    .selectFrom('redeliveries')
    .select(['guid', 'delivery_id', 'tries'])
    .where('next_at', '<=', new Date())
    .where('tries', '<', MAX_TRIES)
    .orderBy('delivery_id')
    .limit(MOST_A_ROUND)
    .execute();
  const app = await github.forApp();
  for (const { guid, delivery_id, tries } of due) {
    if (signal.aborted) break;
    // Written first: after a crash it counts as tried.
    const wait = FIRST_WAIT_SECONDS * 2 ** tries;
    await db
      .updateTable('redeliveries')
      .set({ tries: tries + 1, next_at: new Date(Date.now() + wait * 1000) })
      .where('guid', '=', guid)
      .execute();
    if (!(await redeliver(app, delivery_id)))
      await db.updateTable('redeliveries').set({ tries: MAX_TRIES }).where('guid', '=', guid).execute();
  }
  return due.length;
}

/**
 * Finds webhooks that never came or could not be stored, by GitHub's list of its deliveries, and has them delivered
 * again. Reads back to where the last look ended; one request when nothing is missing.
 */
export async function redeliverMissing(context: JobContext, _task: unknown, { signal }: Try): Promise<void> {
  const { db, github, intervals } = context;
  const start = Date.now();
  const until = new Date(start - Math.min(GRACE_MS, intervals.reconcileSeconds * 1000 * GRACE_PART));
  const last = await readBookmark(db, BOOKMARK);
  const since = new Date(Math.max(start - KEPT_MS, last === undefined ? 0 : Date.parse(last)));
  for await (const page of listDeliveries(await github.forApp(), since))
    await note(
      db,
      await unknownOf(
        db,
        page.filter(({ at }) => at <= until),
      ),
    );
  await prune(db);
  const asked = await askAgain(context, signal);
  await keepBookmark(db, BOOKMARK, until.toISOString());
  if (asked > 0) context.log.warn({ deliveries: asked }, 'webhooks that never came are delivered again');
}
