import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  lastRead,
  noteRead,
  ORGANISATION,
  readAllSoon,
  readSoon,
  takeDue,
} from '../../../src/register/reads.ts';
import type { Store } from '../../../src/store/database.ts';
import { registerRows } from '../../support/register-rows.ts';
import { openTestStore } from '../../support/test-store.ts';

const DAY = 86_400;
let store: Store & { remove(): Promise<void> };
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

const take = async (most = 100) =>
  (await store.db.transaction().execute((trx) => takeDue(trx, { seconds: DAY, most })))
    .map(({ installationId, repositoryId }) => `${installationId}/${repositoryId}`)
    .sort();
const key = (repositoryId: number) => ({ installationId: 7, repositoryId });

describe('what is to be read', () => {
  it('is every repository that was not read yet, and its organisation; then nothing until the next day', async () => {
    const { repository } = registerRows(store.db);
    await repository(70, 'app');
    await repository(71, 'old', { archived: true });
    await repository(72, 'gone', { removed_at: new Date() });
    expect(await take()).toEqual(['7/0', '7/70']);
    expect(await take()).toEqual([]);
    const { due_at: due } = await store.db
      .selectFrom('register_reads')
      .select('due_at')
      .where('repository_id', '=', 70)
      .executeTakeFirstOrThrow();
    expect(due.getTime() - Date.now()).toBeGreaterThan(0.85 * DAY * 1000);
    expect(due.getTime() - Date.now()).toBeLessThan(1.11 * DAY * 1000);
  });

  it('is what was pushed to, at once, once', async () => {
    await readSoon(store.db, key(70));
    await readSoon(store.db, key(70));
    expect(await take()).toEqual(['7/70']);
    expect(await take()).toEqual([]);
  });

  it('is nothing of a repository that nobody has told of, was archived or is gone', async () => {
    for (const id of [71, 72, 99]) await readSoon(store.db, key(id));
    expect(await take()).toEqual([]);
  });

  it('is all of an installation that may have been given more', async () => {
    await readAllSoon(store.db, 7);
    expect(await take()).toEqual(['7/0', '7/70']);
  });

  it('is nothing of an installation that is suspended', async () => {
    await store.db
      .insertInto('installations')
      .values({ id: 7, owner: 'acme', owner_type: 'Organization', suspended_at: new Date() })
      .execute();
    await readAllSoon(store.db, 7);
    expect(await take()).toEqual([]);
    await store.db.updateTable('installations').set({ suspended_at: null }).execute();
    expect(await take(1)).toHaveLength(1);
    expect(await take(1)).toHaveLength(1);
    expect(await take(1)).toEqual([]);
  });

  it('is read anew by the installation to which a repository was transferred', async () => {
    await noteRead(store.db, key(70), { sha: 'a' });
    expect(await lastRead(store.db, key(70))).toMatchObject({ sha: 'a' });
    await store.db.updateTable('repositories').set({ installation_id: 8 }).where('id', '=', 70).execute();
    expect(await take()).toEqual(['8/0', '8/70']);
    expect(await lastRead(store.db, { installationId: 8, repositoryId: 70 })).toBeUndefined();
    await readAllSoon(store.db, 7);
    expect(await take()).toEqual([`7/${ORGANISATION}`]);
  });
});
