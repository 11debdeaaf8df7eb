import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { Broker, Description } from '../../../src/broker/broker.ts';
import { readCredentialFacts } from '../../../src/inventory/credential-facts.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { settleIncident } from '../../../src/inventory/settle-incident.ts';
import { beginRevocation } from '../../../src/jobs/revoke/begin-revocation.ts';
import type { OpenIncident } from '../../../src/jobs/revoke/read-incident.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const TRUST = { issuers: [], servers: [] };
const TOLD: Description = {
  active: true,
  owner: 'octo',
  principalKind: 'user',
  scopes: ['api'],
  source: 'provider',
};
let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

async function readRow(): Promise<OpenIncident> {
  const row = await store.db
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .select(['incidents.id', 'credential_id', 'state', 'sealed', 'incidents.created_at'])
    .select(['provider', 'type', 'server_url', 'client_id', 'key_id'])
    .orderBy('incidents.created_at', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  return { ...row, sealed: row.sealed ?? new Uint8Array() };
}

/** An incident that was just found, and how its revocation begins with a broker that describes as is said. */
async function begin(describeIt: NonNullable<Broker['describe']> | undefined) {
  const value = randomBytes(24).toString('base64url');
  const observations = [makeObservation(makeFinding(value))];
  const found = { installationId: 1, repository: REPOSITORY, observations };
  const scrub = createScrub([], (text) => text);
  await store.db.transaction().execute((trx) => recordFindings(trx, keys, found, scrub));
  const incident = await readRow();
  const broker: Broker = {
    revoke: () => Promise.reject(new Error('nobody asked for it')),
    ...(describeIt ? { describe: describeIt } : {}),
  };
  const credential = { secret: new Secret(value), provider: 'mcp', type: 'mcp-bearer' };
  const start = performance.now();
  const began = await beginRevocation({ db: store.db, broker }, incident, credential, TRUST);
  const took = performance.now() - start;
  const events = await store.db
    .selectFrom('audit')
    .select('event')
    .where('incident_id', '=', incident.id)
    .where('subject_kind', '=', 'incident')
    .orderBy('id')
    .execute();
  return {
    began,
    took,
    events: events.map(({ event }) => event),
    state: (await readRow()).state,
    facts: await readCredentialFacts(store.db, incident.credential_id),
  };
}

describe('before a credential is revoked', () => {
  it('what it could do is asked and kept, while a crash would find it as it was', async () => {
    let during = '';
    const { began, events, facts, state } = await begin(async (_credential, _trust, options) => {
      during = (await readRow()).state;
      expect(options?.beforeRevocation).toBe(true);
      return TOLD;
    });
    expect([began, during, state]).toEqual([true, 'found', 'revoking']);
    expect(events).toEqual(['found', 'described', 'revoking']);
    expect(facts).toMatchObject({ owner: 'octo', principalKind: 'user', scopes: ['api'] });
  });

  it.each([false, null])('a provider that did not take it told nothing (%s)', async (active) => {
    const { events } = await begin(() =>
      Promise.resolve({ active, principalKind: 'unknown', scopes: [], source: 'provider' }),
    );
    expect(events).toEqual(['found', 'revoking']);
  });

  it('nothing is said of a provider that was not asked', async () => {
    const { events, facts } = await begin(() => Promise.resolve({ ...TOLD, source: 'offline' }));
    expect(events).toEqual(['found', 'revoking']);
    expect(facts?.source).toBe('offline');
  });

  it.each<[string, Broker['describe']]>([
    ['cannot describe', undefined],
    ['fails', () => Promise.reject(new Error('down'))],
    [
      'throws at once',
      () => {
        throw new Error('broken');
      },
    ],
  ])('a broker that %s holds nothing up', async (_what, describeIt) => {
    const { began, took, facts, state } = await begin(describeIt);
    expect([began, state, facts]).toEqual([true, 'revoking', undefined]);
    expect(took).toBeLessThan(1000);
  });

  it('a broker that never answers, whatever it is told, is waited for three seconds', async () => {
    const { began, took, state } = await begin(() => new Promise(() => undefined));
    expect([began, state]).toEqual([true, 'revoking']);
    expect(took).toBeGreaterThan(2900);
    expect(took).toBeLessThan(4500);
  });

  it('nothing begins when a person dismissed it meanwhile', async () => {
    const { began, facts, state } = await begin(async () => {
      const { id } = await readRow();
      const settlement = { state: 'dismissed', actor: '@octo' } as const;
      await store.db.transaction().execute((trx) => settleIncident(trx, id, settlement));
      return TOLD;
    });
    expect([began, state, facts]).toEqual([false, 'dismissed', undefined]);
  });
});
