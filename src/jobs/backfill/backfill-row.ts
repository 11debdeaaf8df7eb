import type { Selectable, Updateable } from 'kysely';
import { RekeyError } from '../../base/errors.ts';
import { recordAudit } from '../../inventory/audit.ts';
import type { BackfillsTable, BackfillState } from '../../store/backfills-table.ts';
import type { Database } from '../../store/database.ts';
import type { Trx } from '../../store/transaction.ts';
import { UNFINISHED } from './ask-for-backfills.ts';

/** The history of one repository, as far as it is read. */
export type Backfill = Selectable<BackfillsTable>;

/** Bytes of an id; GitHub has no repositories with SHA-256. */
const ID_BYTES = 20;

/** Ids as they are stored. */
export function packIds(ids: readonly string[]): Buffer {
  return Buffer.from([...new Set(ids)].join(''), 'hex');
}

/** What {@link packIds} made; of nothing, nothing. */
export function unpackIds(packed: Uint8Array | null): readonly string[] {
  const hex = Buffer.from(packed ?? []).toString('hex');
  return Array.from({ length: hex.length / (2 * ID_BYTES) }, (_, index) =>
    hex.slice(index * 2 * ID_BYTES, (index + 1) * 2 * ID_BYTES),
  );
}

/** What is to be done next for an installation: what has begun, before what waits. One at a time: each takes disk. */
export async function nextBackfill(
  db: Database,
  installationId: number,
): Promise<{ readonly row?: Backfill; readonly waitMs?: number }> {
  const rows = await db
    .selectFrom('backfills')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('state', 'in', UNFINISHED)
    .orderBy((eb) => eb('next_at', '>', new Date()))
    .orderBy((eb) => eb('state', '=', 'waiting'))
    .orderBy('next_at')
    .orderBy('asked_at')
    .orderBy('repository_id')
    .limit(1)
    .execute();
  const [row] = rows;
  if (!row) return {};
  const waitMs = row.next_at.getTime() - Date.now();
  return waitMs > 0 ? { waitMs } : { row };
}

/** Changes the row; throws BACKFILL_LOST when it is no longer as it was, because another process works on it. */
export async function changeBackfill(
  db: Database | Trx,
  row: Pick<Backfill, 'repository_id' | 'installation_id' | 'state' | 'done' | 'list' | 'page'>,
  change: Updateable<BackfillsTable>,
): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('backfills')
    .set({ ...change, updated_at: new Date() })
    .where('repository_id', '=', row.repository_id)
    .where('installation_id', '=', row.installation_id)
    .where('state', '=', row.state)
    .where('done', '=', row.done)
    .where('list', '=', row.list)
    .where('page', '=', row.page)
    .executeTakeFirst();
  if (numUpdatedRows === 0n)
    throw new RekeyError('BACKFILL_LOST', 'Another process goes on with this history.');
}

/** Ends it. */
export function endBackfill(
  db: Database,
  row: Backfill,
  state: Extract<BackfillState, 'done' | 'too_large' | 'failed' | 'gone'>,
  error?: string,
): Promise<void> {
  // The tips are of no more use, and they are many.
  const nothing = { heads: null, others: null };
  const { installation_id: installationId, repository_id: id } = row;
  return db.transaction().execute(async (trx) => {
    await changeBackfill(trx, row, { ...nothing, state, error: error ?? null, finished_at: new Date() });
    await recordAudit(trx, { installationId, kind: 'repository', id }, 'rekey', {
      event: 'history_read',
      why: state,
    });
  });
}
