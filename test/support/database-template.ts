import { cpSync, mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pino } from 'pino';
import { openQueue } from '../../src/jobs/queue/queue.ts';
import { openStore } from '../../src/store/database.ts';

/** Files that Linux keeps in memory. In containers there is often room for little. */
const MEMORY = { path: '/dev/shm', leastBytes: 4_000_000_000 };

function hasRoom(path: string, bytes: number): boolean {
  try {
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize >= bytes;
  } catch {
    return false;
  }
}

/**
 * A database for one user who never makes another one, in as few bytes and files as can be: each server and each store of
 * a test begins with a copy, and copying took longer than opening it.
 */
async function makeSmallDatabase(dataDir: string): Promise<void> {
  const database = await PGlite.create({ dataDir, initDbStartParams: ['--wal-segsize=1'] });
  await database.exec('update pg_database set datistemplate = false');
  await database.exec('drop database template0');
  await database.exec('drop database template1');
  await database.close();
}

/**
 * Makes the embedded databases that tests begin with, once for all of them: making one takes most of a server's start.
 * `rekey/database` has all tables, `empty/database` none. Jest runs this before the first test, and its workers take the
 * environment over: what tests write to temporary files goes to memory where there is room.
 */
export default async function makeDatabaseTemplate(): Promise<void> {
  const place = hasRoom(MEMORY.path, MEMORY.leastBytes) ? MEMORY.path : tmpdir();
  const folder = mkdtempSync(join(place, 'rekey-tests-'));
  const [empty, rekey, temporary] = [join(folder, 'empty'), join(folder, 'rekey'), join(folder, 'tmp')];
  mkdirSync(empty);
  mkdirSync(temporary);
  await makeSmallDatabase(join(empty, 'database'));
  cpSync(empty, rekey, { recursive: true });
  const store = await openStore({ dataDir: rekey });
  const queue = await openQueue(store, pino({ level: 'silent' }));
  await queue.stop();
  await store.close();
  process.env['REKEY_DATABASE_TEMPLATE'] = folder;
  process.env['TMPDIR'] = temporary;
}

/** Removes them after the last test. */
export function removeDatabaseTemplate(): void {
  const folder = process.env['REKEY_DATABASE_TEMPLATE'];
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
