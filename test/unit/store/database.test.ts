import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { lockDataDir } from '../../../src/store/data-dir-lock.ts';
import { openTestStore } from '../../support/test-store.ts';

const dir = mkdtempSync(join(tmpdir(), 'rekey-lock-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function holder(): Promise<ChildProcess> {
  const script = join(dir, 'holder.mjs');
  const lock = new URL('../../../src/store/data-dir-lock.ts', import.meta.url).href;
  writeFileSync(
    script,
    `import { lockDataDir } from ${JSON.stringify(lock)};\nawait lockDataDir(${JSON.stringify(dir)});\nprocess.send('held');\nsetInterval(() => {}, 1000);\n`,
  );
  const child = fork(script);
  await once(child, 'message');
  return child;
}

describe('lockDataDir', () => {
  it('lets one process in, and the next after it let go', async () => {
    const first = await lockDataDir(dir);
    await expect(lockDataDir(dir)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    await first.release();
    const second = await lockDataDir(dir);
    await second.release();
  });

  it('keeps others out while another process holds it, and is free when that process is killed', async () => {
    const child = await holder();
    await expect(lockDataDir(dir)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = await lockDataDir(dir);
    await lock.release();
  });

  it('lets exactly one of several rivals take over from a killed process', async () => {
    const child = await holder();
    child.kill('SIGKILL');
    await once(child, 'exit');
    const rivals = await Promise.allSettled(Array.from({ length: 5 }, () => lockDataDir(dir)));
    const winners = rivals.filter((rival) => rival.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    await Promise.all(winners.map((winner) => winner.value.release()));
  });

  it('works where the path is too long for a socket', async () => {
    const deep = join(dir, 'x'.repeat(120));
    const lock = await lockDataDir(deep);
    await expect(lockDataDir(deep)).rejects.toMatchObject({ code: 'DATA_DIR_IN_USE' });
    await lock.release();
  });
});

describe('openStore', () => {
  it('reads ids as numbers, bytes as bytes and moments as dates', async () => {
    const store = await openTestStore();
    const at = new Date('2026-01-02T03:04:05.678Z');
    await store.db
      .insertInto('deliveries')
      .values({ id: 'd', event: 'push', action: null, installation_id: 2 ** 40, received_at: at })
      .execute();
    const row = await store.db.selectFrom('deliveries').selectAll().executeTakeFirstOrThrow();
    expect(row).toEqual({ id: 'd', event: 'push', action: null, installation_id: 2 ** 40, received_at: at });
    await store.remove();
  });
});
