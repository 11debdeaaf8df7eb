import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { createMetrics } from '../../../src/base/metrics.ts';
import { readAuditArguments } from '../../../src/commands/audit-arguments.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { openStore, type Store } from '../../../src/store/database.ts';
import { answerAudit } from '../../../src/web/audit-api.ts';
import { listen, type WebServer } from '../../../src/web/server.ts';
import { copyDatabaseTemplate } from '../../../demo/world/server-process.ts';
import { appendSome } from '../../support/audit-trail.ts';
import { makeTestPlace, type TestPlace } from '../../support/test-store.ts';
import { withoutAppendOnly } from '../../support/without-append-only.ts';

const MAIN = new URL('../../../src/main.ts', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'rekey-audit-'));
let place: TestPlace;
let store: Store;
let queue: Queue;
let server: WebServer;

/** A server that holds the database, with what `rekey audit` asks of it. */
beforeAll(async () => {
  place = await makeTestPlace();
  if (!place.config.databaseUrl) copyDatabaseTemplate(place.config.dataDir, 'rekey');
  store = await openStore(place.config);
  const log = pino({ level: 'silent' });
  queue = await openQueue(store, log);
  const context = { db: store.db, queue, keys: deriveKeys(store.key), metrics: createMetrics(), log };
  server = await listen(
    (request, response) => void answerAudit(context, request, response).catch(() => undefined),
    '127.0.0.1',
    0,
  );
  await appendSome(store.db, 4, 2500);
});
afterAll(async () => {
  await server.close();
  await queue.stop();
  await store.close();
  await place.remove();
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function rekey(args: readonly string[], changes: Record<string, string> = {}): Promise<Ended> {
  const { databaseUrl, dataDir, key } = place.config;
  const env = {
    PATH: process.env['PATH'] ?? '',
    DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    PORT: String(server.port),
    REKEY_KEY: key?.toString('base64') ?? '',
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...changes,
  };
  return new Promise((done) => {
    const options = { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [MAIN, 'audit', ...args], options, (error, out, err) =>
      done({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err }),
    );
  });
}

describe('rekey audit', () => {
  it('exports while a server runs, verifies file and database, and says what was changed', async () => {
    const { code, out, err } = await rekey(['export', '--installation', '4']);
    expect([code, err]).toEqual([0, '']);
    const file = join(folder, 'trail.jsonl');
    writeFileSync(file, out);
    const ofFile = await rekey(['verify', '--file', file]);
    expect(ofFile).toMatchObject({ code: 0 });
    expect(ofFile.out).toMatch(
      /^installation 4: sound, 2501 entries, 6 checkpoints, head 2501:[0-9a-f]{64}\n$/,
    );
    const all = await rekey(['verify']);
    expect(all).toEqual(ofFile);

    // Somebody without the key: the hashes are followed all the same.
    const elsewhere = { REKEY_KEY: '', DATABASE_URL: '', DATA_DIR: folder };
    const stranger = await rekey(['verify', '--file', file], elsewhere);
    expect(stranger).toMatchObject({ code: 0, out: ofFile.out });
    expect(stranger.err).toContain('signatures are not looked at');

    writeFileSync(file, out.replace('"seq":1700,', '"seq":1700.5,'));
    expect(await rekey(['verify', '--file', file], elsewhere)).toMatchObject({
      code: 1,
      out: 'installation 4: BROKEN: entry 1700 cannot be read\n',
    });
    await withoutAppendOnly(store.db, (db) =>
      db.updateTable('audit').set({ actor: '@mallory' }).where('seq', '=', 1234).execute(),
    );
    expect(await rekey(['verify', '--installation', '4'])).toMatchObject({
      code: 1,
      out: 'installation 4: BROKEN: entry 1234 is not as it was written\n',
    });
    const csv = await rekey(['export', '--format', 'csv', '--since', '2026-01-01']);
    expect(csv.out.split('\r\n')).toHaveLength(1 + 2502 + 1);
    expect(csv.out).toContain(`"'@mallory"`);
  });

  it('compares with a head from the log, and cannot verify what is not there', async () => {
    const anchor = `3000:${'a'.repeat(64)}`;
    await appendSome(store.db, 5, 3);
    expect(await rekey(['verify', '--installation', '5', '--anchor', anchor])).toMatchObject({
      code: 1,
      out: 'installation 5: BROKEN: entry 4 is missing, and all after it\n',
    });
    expect(await rekey(['verify', '--file', join(folder, 'none')])).toMatchObject({ code: 2, out: '' });
    expect(await rekey(['verify', '--installation', '9'])).toMatchObject({
      code: 0,
      out: 'installation 9: nothing is written\n',
    });
    expect((await rekey(['verify', '--files'])).code).toBe(2);
    const refused = await fetch(`http://127.0.0.1:${server.port}/api/audit`, {
      method: 'POST',
      body: '{"do":"export"}',
    });
    expect(refused.status).toBe(401);
  });

  it.each([
    [[], true],
    [['--help'], false],
    [['export', '-h'], false],
    [['verify', '--anchor', `1:${'a'.repeat(64)}`], true],
    [['verify', '--installation', '1', '--anchor', '1:x'], true],
    [['verify', '--installation', '1', '--file', 'x'], true],
    [['export', '--format', 'xml'], true],
    [['export', '--since', 'yesterday'], true],
    [['export', '--since', '2026-13-01'], true],
    [['export', '--installation', '-1'], true],
  ])('%j is help', (args, wrong) => {
    expect(readAuditArguments(args)).toEqual({ action: 'help', wrong });
  });
});
