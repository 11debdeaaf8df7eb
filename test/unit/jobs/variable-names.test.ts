import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import { withNames } from '../../../src/jobs/fix/variable-names.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';

let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

const PLACE = { surface: 'claude-code', slot: 'env', key: 'TOKEN', server: 'acme' } as const;
const context = () => ({ db: store.db, keys: deriveKeys(Buffer.alloc(32)) });
const nameIn = (repositoryId: number, holder: string) =>
  withNames(context(), repositoryId, (names) => names.nameOf(PLACE, holder));

describe('names of variables of a repository', () => {
  it('stay, and are its own', async () => {
    expect(await nameIn(1, 'one')).toBe('ACME_TOKEN');
    expect(await nameIn(1, 'two')).toBe('ACME_TOKEN_2');
    expect(await nameIn(1, 'one')).toBe('ACME_TOKEN');
    expect(await nameIn(2, 'two')).toBe('ACME_TOKEN');
  });

  it('are given again where another process was first', async () => {
    let isFirst = true;
    const name = await withNames(context(), 3, async (names) => {
      const given = names.nameOf(PLACE, 'one');
      if (isFirst) await nameIn(3, 'two');
      isFirst = false;
      return given;
    });
    expect(name).toBe('ACME_TOKEN_2');
    expect(await nameIn(3, 'two')).toBe('ACME_TOKEN');
  });
});
