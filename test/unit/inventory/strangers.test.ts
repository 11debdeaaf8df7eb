import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import { appendAudit } from '../../../src/inventory/audit.ts';
import type { Observation } from '../../../src/inventory/observation.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import type { IncidentState } from '../../../src/inventory/state.ts';
import { readHome } from '../../../src/inventory/waiting.ts';
import { readSights } from '../../../src/inventory/was-seen-live.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const STRANGER = 'user:77';
let store: Store & { remove(): Promise<void> };
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

const value = () => randomBytes(20).toString('hex');

async function record(observation: Observation, repository = REPOSITORY) {
  const content = { installationId: 1, repository, observations: [observation] };
  const { credentials } = await store.db
    .transaction()
    .execute((trx) => recordFindings(trx, keys, content, (text) => text));
  const [recorded] = credentials;
  if (!recorded) throw new Error('nothing was recorded');
  return recorded;
}

/** What a place says, and who wrote it. */
const seen = (secret: string, facts: object, more: Partial<Observation> = {}) =>
  makeObservation(makeFinding(secret, facts), { path: `${value()}.json`, ...more });

async function end(incidentId: string, state: IncidentState, events: readonly string[] = []) {
  await store.db.updateTable('incidents').set({ state, sealed: null }).where('id', '=', incidentId).execute();
  const entries = [...events, state].map((event) => ({ event }));
  await store.db.transaction().execute((trx) => appendAudit(trx, incidentId, 'rekey', entries));
}

const factsOf = (id: string) =>
  store.db
    .selectFrom('credentials')
    .select(['provider', 'type', 'key_id', 'server_url', 'client_id'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

const witness = (id: string) =>
  store.db.transaction().execute((trx) => appendAudit(trx, id, 'broker', [{ event: 'probe_live' }]));

describe('what stands beside a value', () => {
  it.each(['already_inactive', 'revoked_verified'] as const)(
    'proves nothing for another pair: %s with a stranger’s id is no death of the real one',
    async (state) => {
      const secret = value();
      const false1 = await record(seen(secret, { keyId: 'AKIAINVENTED' }, { crowd: STRANGER }));
      await end(false1.incidentId, state);
      const real = await record(seen(secret, { keyId: 'AKIAREAL' }));
      expect(real).toMatchObject({ state: 'found', toRevoke: true });
      expect(await factsOf(real.credentialId)).toMatchObject({ key_id: 'AKIAREAL' });
    },
  );

  it('proves nothing where the organisation says nothing of a pair either', async () => {
    const secret = value();
    const { incidentId } = await record(
      seen(secret, { serverUrl: 'https://other.example/mcp' }, { crowd: STRANGER }),
    );
    await end(incidentId, 'already_inactive');
    expect(await record(seen(secret, {}))).toMatchObject({ state: 'found', toRevoke: true });
  });

  it('is looked at again when the organisation itself had written a wrong one first', async () => {
    const secret = value();
    const first = await record(seen(secret, { keyId: 'AKIAWRONG' }));
    await end(first.incidentId, 'already_inactive');
    expect(await record(seen(secret, { keyId: 'AKIAWRONG' }))).toMatchObject({ toRevoke: false });
    const again = await record(seen(secret, { keyId: 'AKIARIGHT' }));
    expect(again).toMatchObject({ state: 'found', toRevoke: true });
    expect(await factsOf(again.credentialId)).toMatchObject({ key_id: 'AKIARIGHT' });
  });

  it('changes nothing about a death of which the value itself was a witness', async () => {
    const secret = value();
    const first = await record(seen(secret, { keyId: 'AKIAONE' }, { crowd: STRANGER }));
    await end(first.incidentId, 'revoked_verified', ['probe_live']);
    expect(await record(seen(secret, { keyId: 'AKIATWO' }))).toMatchObject({
      state: 'revoked_verified',
      toRevoke: false,
    });
  });

  it('that comes later takes with it what was seen alive elsewhere', async () => {
    const [one, other] = [value(), value()];
    const first = await record(seen(one, { serverUrl: 'https://mine.example/mcp' }, { crowd: STRANGER }));
    const second = await record(seen(other, {}));
    for (const { incidentId } of [first, second]) await witness(incidentId);
    // Nothing new, nothing lost.
    await record(seen(one, { serverUrl: 'https://evil.example/mcp' }, { crowd: STRANGER }));
    await record(seen(other, {}));
    for (const { incidentId } of [first, second])
      expect(await readSights(store.db, incidentId)).toEqual(['probe_live']);
    await record(seen(one, { serverUrl: 'https://other.example/mcp' }));
    await record(seen(other, { serverUrl: 'https://other.example/mcp' }));
    for (const { incidentId } of [first, second]) {
      expect(await readSights(store.db, incidentId)).toEqual([]);
      await witness(incidentId);
      expect(await readSights(store.db, incidentId)).toEqual(['probe_live']);
    }
  });

  it('that contradicts a wrong one is tried, where nobody saw the value alive', async () => {
    const secret = value();
    const first = await record(seen(secret, { keyId: 'AKIAWRONG' }));
    await end(first.incidentId, 'manual_required');
    const again = await record(seen(secret, { keyId: 'AKIARIGHT' }));
    expect(again).toMatchObject({ state: 'found', toRevoke: true });
    expect(await factsOf(again.credentialId)).toMatchObject({ key_id: 'AKIARIGHT' });
  });

  it('is the organisation’s word before a stranger’s, whoever came first', async () => {
    const [one, other] = [value(), value()];
    const first = await record(seen(one, { serverUrl: 'https://mine.example/mcp' }));
    await record(seen(one, { serverUrl: 'https://evil.example/mcp', keyId: 'x' }, { crowd: STRANGER }));
    expect(await factsOf(first.credentialId)).toMatchObject({
      server_url: 'https://mine.example/mcp',
      key_id: null,
    });
    const second = await record(seen(other, { serverUrl: 'https://evil.example/mcp' }, { crowd: STRANGER }));
    await record(seen(other, { serverUrl: 'https://mine.example/mcp' }));
    expect(await factsOf(second.credentialId)).toMatchObject({ server_url: 'https://mine.example/mcp' });
  });
});

describe('whose a value is', () => {
  const exa = { provider: 'exa', type: 'exa-api-key' };
  const heroku = { provider: 'heroku', type: 'heroku-api-key-legacy' };

  it.each([STRANGER, undefined])(
    'is tried as the organisation names it, whoever named it wrongly: %s',
    async (crowd) => {
      const secret = value();
      const first = await record(seen(secret, exa, crowd === undefined ? {} : { crowd }));
      await end(first.incidentId, 'already_inactive');
      expect(await record(seen(secret, heroku))).toMatchObject({ state: 'found', toRevoke: true });
      expect(await factsOf(first.credentialId)).toMatchObject(heroku);
    },
  );

  it('is never decided by a stranger for the organisation', async () => {
    const secret = value();
    const first = await record(seen(secret, heroku));
    await end(first.incidentId, 'already_inactive');
    const again = await record(seen(secret, exa, { crowd: STRANGER }));
    expect(again).toMatchObject({ state: 'already_inactive', toRevoke: false });
    expect(await factsOf(first.credentialId)).toMatchObject(heroku);
  });

  it('is nothing new where a place names nobody, or the value was seen alive', async () => {
    const [one, other] = [value(), value()];
    const first = await record(seen(one, heroku));
    await end(first.incidentId, 'already_inactive');
    for (const type of ['generic-key', 'password'])
      expect(await record(seen(one, { provider: 'unknown', type }))).toMatchObject({ toRevoke: false });
    expect(await factsOf(first.credentialId)).toMatchObject(heroku);
    const second = await record(seen(other, heroku));
    await end(second.incidentId, 'revoked_verified', ['probe_live']);
    expect(await record(seen(other, exa))).toMatchObject({ state: 'revoked_verified', toRevoke: false });
  });

  it('takes with it what was seen alive elsewhere', async () => {
    const secret = value();
    const { incidentId } = await record(seen(secret, exa, { crowd: STRANGER }));
    await witness(incidentId);
    await record(seen(secret, heroku));
    expect(await readSights(store.db, incidentId)).toEqual([]);
  });
});

describe('a stranger', () => {
  it.each(['approval_needed', 'denied_by_policy'] as const)(
    'lets nothing go on that policy holds (%s), whatever environment he names',
    async (firstState) => {
      const secret = value();
      await record(seen(secret, {}, { firstState, environment: 'production' }));
      for (const environment of ['staging', undefined]) {
        const facts = { crowd: STRANGER, ...(environment === undefined ? {} : { environment }) };
        expect(await record(seen(secret, {}, facts))).toMatchObject({ state: firstState, toRevoke: false });
      }
    },
  );

  it.each([
    'failed',
    'manual_required',
    'untrusted_issuer',
    'accepted_unverified',
    'approval_needed',
  ] as const)('parks nothing: %s stays in a place where policy says never', async (state) => {
    const secret = value();
    const { incidentId } = await record(seen(secret, {}));
    await end(incidentId, state);
    const parked = seen(secret, {}, { crowd: STRANGER, firstState: 'denied_by_policy' });
    expect(await record(parked)).toMatchObject({ state });
  });

  it('does not choose who decides by having brought it first', async () => {
    const secret = value();
    const elsewhere = { ...REPOSITORY, id: 12, name: 'elsewhere' };
    await record(seen(secret, {}, { crowd: STRANGER }), elsewhere);
    const { incidentId } = await record(seen(secret, {}));
    expect(await readHome(store.db, incidentId)).toMatchObject({ name: REPOSITORY.name });
  });
});
