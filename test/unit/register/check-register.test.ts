import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findJobsIn, findServersIn } from '../../../src/detect/index.ts';
import { checkRegister } from '../../../src/register/check-register.ts';
import { recordFile } from '../../../src/register/record-file.ts';
import type { RegisterScope } from '../../../src/register/scope.ts';
import type { Store } from '../../../src/store/database.ts';
import { daysAgo, MEASURES, NOW } from '../../support/governance-records.ts';
import { openTestStore } from '../../support/test-store.ts';

const SCOPE: RegisterScope = {
  installationId: 7,
  servers: [],
  ownersOf: (_repositoryId, path) => (path.startsWith('.github') ? ['@acme/platform'] : []),
  goneOwners: new Set(),
  issuers: new Map(),
};
const WORKFLOW = `on: pull_request_target
jobs:
  deploy:
    environment: production
    steps:
      - uses: actions/checkout@v4
        with: { ref: "\${{ github.event.pull_request.head.sha }}" }
      - run: make
        env: { NPM_TOKEN: "\${{ secrets.NPM_TOKEN }}" }
`;
const CONFIG = JSON.stringify({
  mcpServers: { acme: { command: 'npx', args: ['acme-mcp'], env: { ACME_TOKEN: '${ACME_TOKEN}' } } },
});

let store: Store & { remove(): Promise<void> };
beforeAll(async () => {
  store = await openTestStore();
  for (const [id, installation] of [
    [70, 7],
    [80, 8],
  ] as const)
    await store.db
      .insertInto('repositories')
      .values({ id, installation_id: installation, owner: 'acme', name: `app${id}`, private: true })
      .execute();
});
afterAll(() => store.remove());

async function read(
  repositoryId: number,
  installationId: number,
  path: string,
  content: string,
): Promise<void> {
  const text = { path, content };
  const file = { path, blob: 'b'.repeat(40), servers: findServersIn(text), jobs: findJobsIn(text) };
  await store.db
    .transaction()
    .execute((trx) => recordFile(trx, { installationId, repositoryId }, file, (one) => one));
}

async function addSecret(name: string, more: object = {}): Promise<string> {
  const id = randomUUID();
  await store.db
    .insertInto('actions_secrets')
    .values({
      id,
      installation_id: 7,
      repository_id: 70,
      scope: 'repository',
      environment: '',
      name,
      visibility: null,
      created_at: daysAgo(200),
      updated_at: daysAgo(200),
      ...more,
    })
    .execute();
  return id;
}

const open = async () =>
  (
    await store.db
      .selectFrom('governance_findings')
      .select(['check_id', 'subject_kind', 'subject_name', 'repository', 'owners'])
      .where('installation_id', '=', 7)
      .where('closed_at', 'is', null)
      .orderBy('check_id')
      .execute()
  ).map((row) => `${row.check_id} ${row.subject_name} ${row.repository} ${row.owners.join(' ')}`.trim());

describe('a look at the register', () => {
  it('opens what the checks find in the rows, with whose it is', async () => {
    await read(70, 7, '.github/workflows/deploy.yml', WORKFLOW);
    await read(70, 7, '.mcp.json', CONFIG);
    await addSecret('NPM_TOKEN');
    await addSecret('UNUSED', { used_at: daysAgo(30) });
    await addSecret('SHARED', { repository_id: 0, scope: 'organization', visibility: 'all' });
    expect(await checkRegister(store.db, SCOPE, MEASURES)).toMatchObject({
      records: 5,
      open: 5,
      opened: 5,
      closed: 0,
    });
    expect(await open()).toEqual([
      'foreign-code deploy in .github/workflows/deploy.yml acme/app70 @acme/platform',
      'rotation-overdue NPM_TOKEN acme/app70 @acme/platform',
      'stale UNUSED acme/app70',
      'static-key deploy in .github/workflows/deploy.yml acme/app70 @acme/platform',
      'unpinned-server acme acme/app70',
    ]);
  });

  it('keeps who answers for each secret and server, for the lists of people', async () => {
    const secrets = await store.db
      .selectFrom('actions_secrets')
      .select(['name', 'owners'])
      .orderBy('name')
      .execute();
    expect(secrets).toEqual([
      { name: 'NPM_TOKEN', owners: ['@acme/platform'] },
      { name: 'SHARED', owners: [] },
      { name: 'UNUSED', owners: [] },
    ]);
    const registered = {
      name: 'acme',
      url: 'https://a.example',
      owner: '@ann',
      environments: [],
      scopes: [],
    };
    await checkRegister(store.db, { ...SCOPE, servers: [registered] }, MEASURES);
    expect(await store.db.selectFrom('mcp_servers').select(['name', 'owners']).execute()).toEqual([
      { name: 'acme', owners: ['@ann'] },
    ]);
    await checkRegister(store.db, SCOPE, MEASURES);
  });

  it('changes nothing when it looks again', async () => {
    const before = await store.db
      .selectFrom('governance_findings')
      .select(['id', 'opened_at'])
      .orderBy('id')
      .execute();
    const later = { ...MEASURES, now: new Date(NOW.getTime() + 3_600_000) };
    expect(await checkRegister(store.db, SCOPE, later)).toMatchObject({ open: 5, opened: 0, closed: 0 });
    expect(
      await store.db.selectFrom('governance_findings').select(['id', 'opened_at']).orderBy('id').execute(),
    ).toEqual(before);
  });

  it('closes what is mended or turned off, and opens it anew when it comes back', async () => {
    await read(70, 7, '.mcp.json', CONFIG.replace('acme-mcp', 'acme-mcp@1.2.3'));
    const later = { ...MEASURES, now: new Date(NOW.getTime() + 86_400_000) };
    expect(await checkRegister(store.db, SCOPE, later, new Set(['static-key']))).toMatchObject({
      open: 3,
      closed: 2,
    });
    await read(70, 7, '.mcp.json', CONFIG);
    const last = { ...MEASURES, now: new Date(NOW.getTime() + 2 * 86_400_000) };
    expect(await checkRegister(store.db, SCOPE, last)).toMatchObject({ open: 5, opened: 2 });
    const rows = await store.db
      .selectFrom('governance_findings')
      .select('id')
      .where('check_id', '=', 'unpinned-server')
      .execute();
    expect(rows).toHaveLength(2);
  });

  it('sees nothing of another installation', async () => {
    await read(80, 8, '.mcp.json', CONFIG);
    const last = { ...MEASURES, now: new Date(NOW.getTime() + 3 * 86_400_000) };
    expect(await checkRegister(store.db, SCOPE, last)).toMatchObject({ records: 5, open: 5 });
    expect(await checkRegister(store.db, { ...SCOPE, installationId: 8 }, last)).toMatchObject({
      records: 1,
      open: 1,
    });
  });

  it('counts for a day what nobody has accepted', async () => {
    const [finding] = await store.db
      .selectFrom('governance_findings')
      .selectAll()
      .where('check_id', '=', 'foreign-code')
      .execute();
    await store.db
      .insertInto('governance_exceptions')
      .values({
        id: randomUUID(),
        installation_id: 7,
        check_id: 'foreign-code',
        subject_kind: 'job',
        subject_id: finding!.subject_id,
        reason: 'moves next week',
        owner: '@acme/platform',
        made_by: '@ann',
        ends_at: daysAgo(-40),
      })
      .execute();
    const day = new Date(NOW.getTime() + 4 * 86_400_000);
    await checkRegister(store.db, SCOPE, { ...MEASURES, now: day });
    const rows = await store.db
      .selectFrom('governance_days')
      .select(['check_id', 'open'])
      .where('installation_id', '=', 7)
      .where('day', '=', day.toISOString().slice(0, 10))
      .orderBy('check_id')
      .execute();
    expect(rows.map(({ check_id: id, open: count }) => `${id} ${count}`)).toEqual([
      'rotation-overdue 1',
      'stale 1',
      'static-key 1',
      'unpinned-server 1',
    ]);
  });

  it('says since when a finding is as bad as it is: what is due soon becomes overdue', async () => {
    await store.db
      .updateTable('actions_secrets')
      .set({ updated_at: daysAgo(80) })
      .where('name', '=', 'NPM_TOKEN')
      .execute();
    const look = async (day: number) => {
      const now = new Date(NOW.getTime() + day * 86_400_000);
      await checkRegister(store.db, SCOPE, { ...MEASURES, now });
      return store.db
        .selectFrom('governance_findings')
        .select(['severity', 'opened_at', 'changed_at'])
        .where('check_id', '=', 'rotation-overdue')
        .executeTakeFirstOrThrow();
    };
    const soon = await look(5);
    expect(soon).toMatchObject({ severity: 'low', opened_at: NOW, changed_at: daysAgo(-5) });
    expect(await look(6)).toEqual(soon);
    expect(await look(12)).toEqual({ severity: 'medium', opened_at: NOW, changed_at: daysAgo(-12) });
  });
});
