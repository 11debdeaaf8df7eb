import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { wasSaid } from '../../../src/jobs/first-contact/was-said.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';

let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

async function install(
  id: number,
  owner: string,
  outcome: 'issue' | 'page' | 'silent' | null,
): Promise<void> {
  const facts = { owner, owner_type: 'Organization', deleted_at: new Date() };
  await store.db
    .insertInto('installations')
    .values({ id, ...facts })
    .execute();
  const empty = { issue_owner: null, issue_repository: null, issue_number: null, issue_attempted_at: null };
  await store.db
    .insertInto('first_contacts')
    .values({ installation_id: id, made_at: new Date(), outcome, ...empty })
    .execute();
}

describe('what is said once after an installation', () => {
  it('was said to an account that took the App out and in again, whose installation has another id', async () => {
    await install(1, 'Acme', 'issue');
    await install(2, 'acme', null);
    expect(await wasSaid(store.db, 2)).toBe(true);
    // It does not speak of itself.
    expect(await wasSaid(store.db, 1)).toBe(false);
  });

  it.each([['silent'], ['page'], [null]] as const)('was not said where it was %s', async (outcome) => {
    const [before, now] = [Math.floor(Math.random() * 1e9) + 10, Math.floor(Math.random() * 1e9) + 2e9];
    await install(before, `owner-${before}`, outcome);
    await install(now, `owner-${before}`, null);
    expect(await wasSaid(store.db, now)).toBe(false);
  });

  it('was not said to another account', async () => {
    await install(7, 'other', null);
    expect(await wasSaid(store.db, 7)).toBe(false);
  });
});
