import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pino } from 'pino';
import { openQueue } from '../../src/jobs/queue/queue.ts';
import { openStore } from '../../src/store/database.ts';

/**
 * Makes the embedded databases that tests begin with, once for all of them: making one takes most of a server's start.
 * `rekey/database` has all tables, `empty/database` none. Jest runs this before the first test.
 */
export default async function makeDatabaseTemplate(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-template-'));
  mkdirSync(join(folder, 'empty'));
  const empty = await PGlite.create(join(folder, 'empty', 'database'));
  await empty.close();
  const store = await openStore({ dataDir: join(folder, 'rekey') });
  const queue = await openQueue(store, pino({ level: 'silent' }));
  await queue.stop();
  await store.close();
  process.env['REKEY_DATABASE_TEMPLATE'] = folder;
}

/** Removes them after the last test. */
export function removeDatabaseTemplate(): void {
  const folder = process.env['REKEY_DATABASE_TEMPLATE'];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
