import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import { crowdOfAccount, crowdOffBranches, INSIDERS, unknownIn } from '../../../src/github/crowd.ts';
import type { ThreadPlace } from '../../../src/github/place.ts';
import { appendAudit } from '../../../src/inventory/audit.ts';
import type { Observation } from '../../../src/inventory/observation.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { isSaidBeside, strangersClaims } from '../../../src/inventory/strangers-claims.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const crowd = crowdOfAccount(77);
let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

async function see(
  facts: Partial<Observation>,
  finding = makeFinding(),
  repository = REPOSITORY,
): Promise<string> {
  const observations = [makeObservation(finding, facts)];
  const content = { installationId: 1, repository, observations };
  const { credentials } = await store.db
    .transaction()
    .execute((trx) => recordFindings(trx, keys, content, (text) => text));
  return credentials[0]?.incidentId ?? '';
}
const isClaim = async (id: string) => (await strangersClaims(store.db, [id])).has(id);
const change = (id: string, facts: object) =>
  store.db.updateTable('incidents').set(facts).where('id', '=', id).execute();

describe('what strangers bring', () => {
  it('is a claim where only pull requests to a public repository lead to it in the history, and has no issue', async () => {
    const open = { ...REPOSITORY, id: 12, private: false };
    const facts = { crowd: crowdOffBranches(open), history: true };
    for (const commit of ['a', 'b']) {
      const id = await see({ ...facts, commit: commit.repeat(40) }, makeFinding(), open);
      expect(await isClaim(id)).toBe(true);
      expect(await isSaidBeside(store.db, id)).toBe(true);
    }
  });

  it('is none in the history of a private one, where nobody is who was not let in', async () => {
    expect(await isClaim(await see({ crowd: crowdOffBranches(REPOSITORY), history: true }))).toBe(false);
  });

  it('is one no more once a branch has it, which the history shows as well', async () => {
    const finding = makeFinding();
    const open = { ...REPOSITORY, id: 12, private: false };
    const id = await see({ crowd: crowdOffBranches(open), history: true }, finding, open);
    await see({ path: 'merged.json', history: true }, finding, open);
    expect(await isClaim(id)).toBe(false);
  });

  it.each([crowd, unknownIn(REPOSITORY), 'wiki:11'])('is a claim (%s)', async (one) => {
    expect(await isClaim(await see({ crowd: one }))).toBe(true);
  });

  it('is none where people of the organisation brought it, and none once they do', async () => {
    expect(await isClaim(await see({ crowd: INSIDERS }))).toBe(false);
    const finding = makeFinding();
    const id = await see({ crowd }, finding);
    await see({ path: 'merged.json' }, finding);
    expect(await isClaim(id)).toBe(false);
  });

  it.each(['probe_live', 'introspection_active'])('is none once it is seen to live (%s)', async (event) => {
    const id = await see({ crowd });
    await store.db.transaction().execute((trx) => appendAudit(trx, id, 'broker', [{ event }]));
    expect(await isClaim(id)).toBe(false);
  });

  it.each(['revoked_verified', 'disabled_verified', 'accepted_unverified'] as const)(
    'is none where something was ended (%s)',
    async (state) => {
      const id = await see({ crowd });
      await change(id, { state });
      expect(await isClaim(id)).toBe(false);
    },
  );

  it('is reported on where an issue tells of it already', async () => {
    const id = await see({ crowd });
    await change(id, { issue_number: 7 });
    expect(await isClaim(id)).toBe(false);
  });
});

const text = (id: string): Partial<Observation> => {
  const place: ThreadPlace = { kind: 'thread', thread: 'issue-comment', id };
  return { crowd, place, commit: '', path: `issue-comment/${id}` };
};
const log = (run: string): Partial<Observation> => ({
  crowd,
  place: { kind: 'log', run: Number(run), attempt: 1, job: 'test', step: 'run' },
  commit: `run/${run}/1`,
  path: 'test/run',
});

describe('where it is said', () => {
  it('of a commit by its check run', async () => {
    expect(await isSaidBeside(store.db, await see({ crowd }))).toBe(true);
  });

  it('of a text by one issue, whatever else stands in that text', async () => {
    const [one, other, apart] = [await see(text('1')), await see(text('1')), await see(text('2'))];
    for (const id of [one, other, apart]) expect(await isSaidBeside(store.db, id)).toBe(false);
    await change(one, { issue_attempted_at: new Date() });
    expect(await isSaidBeside(store.db, one)).toBe(false);
    expect(await isSaidBeside(store.db, other)).toBe(true);
    expect(await isSaidBeside(store.db, apart)).toBe(false);
  });

  it('of a log by one issue for the run, and not by that of another run of the same step', async () => {
    const [one, same, next] = [await see(log('5')), await see(log('5')), await see(log('6'))];
    await change(one, { issue_attempted_at: new Date() });
    expect(await isSaidBeside(store.db, same)).toBe(true);
    expect(await isSaidBeside(store.db, next)).toBe(false);
  });
});
