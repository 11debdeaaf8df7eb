import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { SMALL } from '../../../demo/dashboard/open-seeded.ts';
import { seedOrganisation } from '../../../demo/seed/seed-organisation.ts';
import { deriveKeys } from '../../../src/base/keys.ts';
import { createMetrics } from '../../../src/base/metrics.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import type { Store } from '../../../src/store/database.ts';
import { handleWeb } from '../../../src/web/routes.ts';
import { listen, type WebServer } from '../../../src/web/server.ts';
import { openSession } from '../../../src/web/session.ts';
import { openTestStore } from '../../support/test-store.ts';

const keys = deriveKeys(randomBytes(32));
const log = pino({ level: 'silent' });
const PLANS = [
  { ...SMALL, installationId: 77, owner: 'contoso', seed: 1 },
  { ...SMALL, installationId: 78, owner: 'rival', seed: 2 },
].map((plan) => ({ ...plan, repositories: 6, credentials: 20, exposures: 40, months: 3, now: new Date() }));
let store: Store & { remove(): Promise<void> };
let queue: Queue;
let server: WebServer;

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
  for (const plan of PLANS) await seedOrganisation(store.db, keys, plan);
  await store.db
    .updateTable('credentials')
    .set({ server: '=1+1' })
    .where('installation_id', '=', 77)
    .execute();
  const context = { db: store.db, queue, keys, metrics: createMetrics(), log };
  server = await listen((request, response) => void handleWeb(context, request, response), '127.0.0.1', 0);
}, 60_000);
afterAll(async () => {
  await server.close();
  await queue.stop();
  await store.remove();
});

/** What somebody gets who may see only these installations. */
async function get(path: string, installations: readonly number[]) {
  const visitor = { person: { id: 5, login: 'octo' }, installations };
  const cookie = (await openSession({ db: store.db, keys }, visitor, false)).split(';')[0] ?? '';
  return fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { cookie } });
}
const count = (text: string) => (JSON.parse(text) as readonly unknown[]).length;
const LISTS = ['incidents', 'findings', 'credentials', 'secrets', 'servers'] as const;

describe('an export', () => {
  it.each(LISTS)('of %s has all of one organisation and nothing of another', async (name) => {
    const own = await (await get(`/export/${name}.json`, [77])).text();
    const others = await (await get(`/export/${name}.json`, [78])).text();
    const both = await (await get(`/export/${name}.json`, [77, 78])).text();
    expect(count(own)).toBeGreaterThan(0);
    expect(count(both)).toBe(count(own) + count(others));
    expect(own).not.toContain('rival');
    expect(others).not.toContain('contoso');
  });

  it('is a file that nothing keeps, and one that a spreadsheet does not obey', async () => {
    const response = await get('/export/incidents.csv', [77]);
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename="rekey-incidents-[\d-]+\.csv"$/,
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(lines[0]).toMatch(/^id,state,type,/);
    expect(lines).toHaveLength(21);
    for (const line of lines.slice(1)) expect(line).toContain(`"'=1+1"`);
  });

  it('has what the list was narrowed to', async () => {
    const text = await (await get('/export/incidents.json?state=dead', [77])).text();
    const states = (JSON.parse(text) as readonly { readonly state: string }[]).map(({ state }) => state);
    expect(states.length).toBeGreaterThan(0);
    expect(
      states.every((state) => /verified|inactive|expired/.test(state) && !/unverified/.test(state)),
    ).toBe(true);
  });

  it('stands in the trail of each organisation that it shows', async () => {
    await get('/export/secrets.csv', [78]);
    const rows = await store.db
      .selectFrom('audit')
      .select(['installation_id', 'actor', 'why'])
      .where('event', '=', 'list_exported')
      .where('why', '=', 'secrets as csv')
      .execute();
    expect(rows).toEqual([{ installation_id: 78, actor: '@octo', why: 'secrets as csv' }]);
  });

  it.each(['/export/incidents.xml', '/export/constructor.json', '/export/audit.json'])(
    'is not there under %s',
    async (path) => expect((await get(path, [77])).status).toBe(404),
  );
});

it('shows each organisation its own pages only, whatever an address asks for', async () => {
  const row = await store.db
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .select('incidents.id')
    .where('installation_id', '=', 77)
    .executeTakeFirstOrThrow();
  expect((await get(`/incidents/${row.id}`, [77])).status).toBe(200);
  expect((await get(`/incidents/${row.id}`, [78])).status).toBe(404);
  for (const path of [
    '/',
    '/incidents',
    '/register?list=servers',
    '/checks',
    '/health',
    '/audit?installation=77',
    '/report',
    `/audit?incident=${row.id}`,
  ])
    expect({ path, shows: (await (await get(path, [78])).text()).includes('contoso') }).toEqual({
      path,
      shows: false,
    });
  for (const path of ['/first-look', '/histories']) expect((await get(path, [77, 78])).status).toBe(404);
});
