import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import { Secret } from '../../../src/base/secret.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { tieSights } from '../../../src/inventory/tie-sights.ts';
import { readSights } from '../../../src/inventory/was-seen-live.ts';
import { keepSights } from '../../../src/jobs/revoke/keep-sights.ts';
import { readIncident, type OpenIncident } from '../../../src/jobs/revoke/read-incident.ts';
import { sightFacts, type AskedWith } from '../../../src/jobs/revoke/sight-facts.ts';
import type { JobContext } from '../../../src/jobs/queue/context.ts';
import type { Store } from '../../../src/store/database.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
let store: Store & { remove(): Promise<void> };
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

const SERVER = 'https://mcp.acme.example/mcp';

async function record(value: string, type: string, facts: object): Promise<OpenIncident> {
  const finding = makeFinding(value, { provider: 'mcp', type, ...facts });
  const content = { installationId: 1, repository: REPOSITORY, observations: [makeObservation(finding)] };
  const { credentials } = await store.db
    .transaction()
    .execute((trx) => recordFindings(trx, keys, content, (text) => text));
  const incident = await readIncident(
    { db: store.db } as unknown as JobContext,
    credentials[0]?.incidentId ?? '',
  );
  if (!incident) throw new Error('nothing was recorded');
  return incident;
}

/** Whom policy lets be asked, and as which client. */
const TRUST = { issuers: [{ issuer: 'https://auth.acme.example', clientId: 'rekey' }] };
const SIGHTS = [{ at: new Date(), event: 'refresh_issued' }];
const OF_AGENT = { serverUrl: SERVER, clientId: 'agent' };
const REFRESH = { provider: 'mcp', type: 'mcp-refresh-token' };

/** What counts for a try that asks with these facts. */
const sightsFor = (id: string, askedWith: AskedWith, trust = TRUST) =>
  store.db.transaction().execute((trx) => tieSights(trx, id, sightFacts(askedWith, trust)));

const makeToken = () => randomBytes(20).toString('hex');

async function keepOf(part: string, facts: object) {
  const access = makeToken();
  const incident = await record(access, 'mcp-access-token', OF_AGENT);
  const other = await record(part, 'mcp-refresh-token', facts);
  const credential = {
    secret: new Secret(access),
    provider: 'mcp',
    type: 'mcp-access-token',
    ...OF_AGENT,
    beside: { refreshToken: new Secret(part) },
  };
  const seen = { sights: SIGHTS, trust: TRUST };
  await keepSights({ db: store.db, keys }, incident, credential, { ...seen, part: 'refreshToken' });
  return { incident, other, credential, seen };
}

it.each([
  ['the same server and client', OF_AGENT, OF_AGENT, ['refresh_issued']],
  ['neither, which is filled in from beside it', {}, OF_AGENT, ['refresh_issued']],
  ['no client, and is asked about as the client of policy', { serverUrl: SERVER }, { serverUrl: SERVER }, []],
  ['neither, and is asked about without', {}, {}, []],
  ['another client', { ...OF_AGENT, clientId: 'other' }, { ...OF_AGENT, clientId: 'other' }, []],
  ['another server', { serverUrl: 'https://mcp.other.example/mcp', clientId: 'agent' }, OF_AGENT, []],
])('keeps a sight for the part of a leak that has beside it %s', async (_what, facts, asked, kept) => {
  const { incident, other, credential, seen } = await keepOf(makeToken(), facts);
  expect(await sightsFor(other.id, { ...REFRESH, ...asked })).toEqual(kept);
  expect(await readSights(store.db, incident.id)).toEqual([]);
  await keepSights({ db: store.db, keys }, incident, credential, { ...seen, part: undefined });
  expect(await sightsFor(incident.id, credential)).toEqual(['refresh_issued']);
  // Once it is asked about otherwise, it has to be seen anew.
  const { clientId: _clientId, ...withoutClient } = credential;
  expect(await sightsFor(incident.id, withoutClient)).toEqual([]);
  expect(await sightsFor(incident.id, credential)).toEqual([]);
});

it('counts no sight for another client of policy', async () => {
  const { other } = await keepOf(makeToken(), OF_AGENT);
  const asked = { ...REFRESH, ...OF_AGENT };
  const policy = { issuers: [{ issuer: 'https://auth.acme.example', clientId: 'rekey-2' }] };
  expect(await sightsFor(other.id, asked, policy)).toEqual([]);
});

it('counts no sight of a try that was under way when something else came to stand beside the value', async () => {
  const value = makeToken();
  const before = { ...REFRESH, secret: new Secret(value), serverUrl: SERVER };
  const incident = await record(value, 'mcp-refresh-token', { serverUrl: SERVER });
  expect(await sightsFor(incident.id, before)).toEqual([]);
  const now = await record(value, 'mcp-refresh-token', OF_AGENT);
  expect([now.id, now.client_id]).toEqual([incident.id, 'agent']);
  // The try that read the incident before.
  const seen = { sights: SIGHTS, part: undefined, trust: TRUST };
  await keepSights({ db: store.db, keys }, incident, before, seen);
  expect(await sightsFor(incident.id, { ...REFRESH, ...OF_AGENT })).toEqual([]);
  // What is seen with them counts, and a late word of that try no more.
  await keepSights({ db: store.db, keys }, now, { ...before, ...OF_AGENT }, seen);
  await keepSights({ db: store.db, keys }, incident, before, {
    ...seen,
    sights: [{ at: new Date(), event: 'probe_live' }],
  });
  expect(await sightsFor(incident.id, { ...REFRESH, ...OF_AGENT })).toEqual(['refresh_issued']);
});

it('keeps no sight for a part that was asked about with something else before', async () => {
  const part = makeToken();
  const other = await record(part, 'mcp-refresh-token', { serverUrl: SERVER });
  const alone = { ...REFRESH, serverUrl: SERVER };
  await sightsFor(other.id, alone);
  await keepOf(part, { serverUrl: SERVER });
  expect(await sightsFor(other.id, alone)).toEqual([]);
});
