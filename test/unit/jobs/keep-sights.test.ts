import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import { Secret } from '../../../src/base/secret.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { readSights } from '../../../src/inventory/was-seen-live.ts';
import { keepSights } from '../../../src/jobs/revoke/keep-sights.ts';
import { readIncident, type OpenIncident } from '../../../src/jobs/revoke/read-incident.ts';
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

it.each([
  ['the same server and client', { serverUrl: SERVER, clientId: 'agent' }, ['refresh_issued']],
  ['neither, which is filled in from beside it', {}, ['refresh_issued']],
  ['another client', { serverUrl: SERVER, clientId: 'other' }, []],
  ['another server', { serverUrl: 'https://mcp.other.example/mcp', clientId: 'agent' }, []],
])('keeps a sight for the part of a leak that has beside it %s', async (_what, facts, kept) => {
  const [access, refresh] = [randomBytes(20).toString('hex'), randomBytes(20).toString('hex')];
  const incident = await record(access, 'mcp-access-token', { serverUrl: SERVER, clientId: 'agent' });
  const other = await record(refresh, 'mcp-refresh-token', facts);
  const credential = {
    secret: new Secret(access),
    provider: 'mcp',
    type: 'mcp-access-token',
    serverUrl: SERVER,
    clientId: 'agent',
    beside: { refreshToken: new Secret(refresh) },
  };
  const sights = [{ at: new Date(), event: 'refresh_issued' }];
  await keepSights({ db: store.db, keys }, incident, credential, { sights, part: 'refreshToken' });
  expect(await readSights(store.db, other.id)).toEqual(kept);
  expect(await readSights(store.db, incident.id)).toEqual([]);
  await keepSights({ db: store.db, keys }, incident, credential, { sights, part: undefined });
  expect(await readSights(store.db, incident.id)).toEqual(['refresh_issued']);
});
