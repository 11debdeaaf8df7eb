import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  acceptFinding,
  endException,
  endOverExceptions,
  type Acceptance,
} from '../../../src/register/exceptions.ts';
import type { Store } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const ASKED = { reason: 'the vendor pins it itself', until: inDays(30) } satisfies Acceptance;
const ALL = { installations: 'all' } as const;

let store: Store & { remove(): Promise<void> };
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

async function finding(checkId = 'unpinned-server', owners: readonly string[] = []): Promise<string> {
  const id = randomUUID();
  await store.db
    .insertInto('governance_findings')
    .values({
      id,
      installation_id: 7,
      check_id: checkId,
      subject_kind: 'server',
      subject_id: id,
      subject_name: 'search',
      repository: 'acme/app',
      severity: 'high',
      facts: '{}',
      owners: JSON.stringify(owners),
    })
    .execute();
  return id;
}

const exceptionOf = (subject: string) =>
  store.db
    .selectFrom('governance_exceptions')
    .selectAll()
    .where('subject_id', '=', subject)
    .executeTakeFirst();
const events = (id: string) =>
  store.db
    .selectFrom('audit')
    .select(['event', 'actor', 'actor_id', 'why'])
    .where('subject_kind', '=', 'finding')
    .where('subject_id', '=', id)
    .orderBy('id')
    .execute();

describe('accepting a finding', () => {
  it('keeps who, why, for whom and until when, and says so in the audit trail', async () => {
    const id = await finding();
    const actor = { name: '@tess', githubId: 5 };
    expect(await acceptFinding(store.db, { installations: [7] }, actor, id, ASKED)).toBe('done');
    expect(await exceptionOf(id)).toMatchObject({
      check_id: 'unpinned-server',
      reason: ASKED.reason,
      owner: '@tess',
      made_by: '@tess',
      ends_at: new Date(Date.parse(ASKED.until) + 86_400_000),
      ended_at: null,
    });
    expect(await events(id)).toEqual([
      {
        event: 'finding_accepted',
        actor: '@tess',
        actor_id: 5,
        why: `unpinned-server until ${ASKED.until}, @tess: ${ASKED.reason}`,
      },
    ]);
  });

  it('changes one that stands already instead of adding a second', async () => {
    const id = await finding();
    await acceptFinding(store.db, ALL, '@tess', id, ASKED);
    const later = { ...ASKED, reason: 'until the release', owner: '@acme/tools', until: inDays(60) };
    expect(await acceptFinding(store.db, ALL, '@tom', id, later)).toBe('done');
    expect(await exceptionOf(id)).toMatchObject({ reason: 'until the release', owner: '@acme/tools' });
  });

  it('takes the owner of the subject where the operator names none', async () => {
    const id = await finding('unpinned-server', ['@acme/tools']);
    expect(await acceptFinding(store.db, ALL, 'operator', id, ASKED)).toBe('done');
    expect((await exceptionOf(id))?.owner).toBe('@acme/tools');
  });

  it.each([
    ['no-reason', { reason: ' \n' }],
    ['bad-date', { until: 'some day' }],
    ['past-date', { until: inDays(-1) }],
    ['far-date', { until: inDays(400) }],
    ['no-owner', { owner: 'tess' }],
  ] as const)('says %s for %j and changes nothing', async (outcome, change) => {
    const id = await finding();
    expect(await acceptFinding(store.db, ALL, '@tess', id, { ...ASKED, ...change })).toBe(outcome);
    expect(await exceptionOf(id)).toBeUndefined();
    expect(await events(id)).toEqual([]);
  });

  it('knows nobody who answers for what nobody owns', async () => {
    expect(await acceptFinding(store.db, ALL, 'operator', await finding(), ASKED)).toBe('no-owner');
  });

  it('leaves leaks to the command on their issue', async () => {
    expect(await acceptFinding(store.db, ALL, '@tess', await finding('leak-content'), ASKED)).toBe(
      'incident',
    );
  });

  it('shows another organisation nothing', async () => {
    const id = await finding();
    const other = { installations: [8] };
    expect(await acceptFinding(store.db, other, '@eve', id, ASKED)).toBe('gone');
    await acceptFinding(store.db, ALL, '@tess', id, ASKED);
    const exception = (await exceptionOf(id))?.id ?? '';
    expect(await endException(store.db, other, '@eve', exception)).toBe(false);
    expect((await exceptionOf(id))?.ended_at).toBeNull();
  });

  it('keeps no credential that a reason holds', async () => {
    const id = await finding();
    const token = `ghp_${'x7Rk2Lm9'.repeat(4)}Wq3Z`;
    await acceptFinding(store.db, ALL, '@tess', id, { ...ASKED, reason: `it is ${token}` });
    expect((await exceptionOf(id))?.reason).not.toContain(token);
    expect(JSON.stringify(await events(id))).not.toContain(token);
  });
});

describe('the end of an exception', () => {
  it('comes by a person, once', async () => {
    const id = await finding();
    await acceptFinding(store.db, ALL, '@tess', id, ASKED);
    const exception = (await exceptionOf(id))?.id ?? '';
    expect(await endException(store.db, ALL, '@tom', exception)).toBe(true);
    expect(await endException(store.db, ALL, '@tom', exception)).toBe(false);
    expect(await events(exception)).toMatchObject([{ event: 'exception_ended', actor: '@tom' }]);
    // The same may be accepted once more.
    expect(await acceptFinding(store.db, ALL, '@tess', id, ASKED)).toBe('done');
  });

  it('comes by its date, and tells for which organisations', async () => {
    await store.db.deleteFrom('governance_exceptions').execute();
    const [over, stands] = [await finding(), await finding()];
    await acceptFinding(store.db, ALL, '@tess', over, { ...ASKED, until: inDays(0) });
    await acceptFinding(store.db, ALL, '@tess', stands, ASKED);
    expect(await endOverExceptions(store.db, new Date())).toEqual([]);
    expect(await endOverExceptions(store.db, new Date(Date.now() + 86_400_000))).toEqual([7]);
    expect((await exceptionOf(over))?.ended_at).not.toBeNull();
    expect((await exceptionOf(stands))?.ended_at).toBeNull();
    expect(await events((await exceptionOf(over))?.id ?? '')).toMatchObject([
      { event: 'exception_over', actor: 'rekey' },
    ]);
  });
});
