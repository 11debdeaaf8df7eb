import type { Database } from '../store/database.ts';
import type { RegisterScope } from './scope.ts';

/** Rows that are read at once. */
export const PAGE_SIZE = 500;

/** The rows of an installation whose ids come after one, in the order of their ids, at most {@link PAGE_SIZE}. */
type Page<Row> = (
  installationId: number,
  after: string,
) => { execute(db: Database): Promise<{ rows: readonly Row[] }> };

/** Reads all of an installation page by page, so that no more than one page is in memory. */
export async function* pages<Row extends { readonly id: string }, One>(
  db: Database,
  scope: RegisterScope,
  page: Page<Row>,
  read: (row: Row, scope: RegisterScope) => One,
): AsyncGenerator<One> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await page(scope.installationId, after).execute(db);
    for (const row of rows) yield read(row, scope);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_SIZE) return;
    after = last.id;
  }
}
