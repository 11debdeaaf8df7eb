import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DEMO, type Plan } from '../../../demo/seed/plan.ts';
import { seedOrganisation } from '../../../demo/seed/seed-organisation.ts';
import { deriveKeys } from '../../../src/base/keys.ts';
import { listCredentials } from '../../../src/views/credentials.ts';
import { readCursor, writeCursor, type Page } from '../../../src/views/cursor.ts';
import { listEvidence, type EvidenceRow } from '../../../src/views/evidence.ts';
import { FindingFilter, listFindings } from '../../../src/views/findings.ts';
import { IncidentFilter, listIncidents } from '../../../src/views/incidents.ts';
import { listSecrets, listServers, RegisterFilter } from '../../../src/views/register.ts';
import { openTestStore } from '../../support/test-store.ts';

const PLAN: Plan = {
  ...DEMO,
  installationId: 51,
  repositories: 12,
  credentials: 70,
  exposures: 90,
  now: new Date('2026-11-25T12:00:00Z'),
};
const VIEWER = { installations: [51] };
const ALL = 5000;

interface Row {
  readonly id: string;
}
type List = (filter: Readonly<Record<string, string>>, size: number) => Promise<Page<Row>>;

describe('lists page by page', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;

  beforeAll(async () => {
    store = await openTestStore();
    await seedOrganisation(store.db, deriveKeys(store.key), PLAN);
    // Many at one moment that is finer than a millisecond, as one transaction writes them.
    await store.db
      .updateTable('governance_findings')
      .set({ opened_at: '2026-11-01T10:00:00.123456Z' })
      .execute();
    await store.db.updateTable('mcp_servers').set({ first_seen_at: '2026-11-01T10:00:00.123456Z' }).execute();
  });
  afterAll(() => store.remove());

  const lists: Readonly<Record<string, List>> = {
    credentials: (filter, size) => listCredentials(store.db, VIEWER, RegisterFilter.parse(filter), size),
    findings: (filter, size) => listFindings(store.db, VIEWER, FindingFilter.parse(filter), size),
    incidents: (filter, size) => listIncidents(store.db, VIEWER, IncidentFilter.parse(filter), size),
    secrets: (filter, size) => listSecrets(store.db, VIEWER, RegisterFilter.parse(filter), size),
    servers: (filter, size) => listServers(store.db, VIEWER, RegisterFilter.parse(filter), size),
  };

  /** Ids of all pages; something happens between them. */
  async function walk(list: List, size: number, between: () => Promise<void>): Promise<readonly string[]> {
    const ids: string[] = [];
    let page = await list({}, size);
    ids.push(...page.rows.map(({ id }) => id));
    while (page.next !== undefined) {
      await between();
      page = await list({ cursor: page.next }, size);
      ids.push(...page.rows.map(({ id }) => id));
    }
    return ids;
  }

  /** A newer row in each of the lists. */
  async function addOne(): Promise<void> {
    const { id: repository_id } = await store.db
      .selectFrom('repositories')
      .select('id')
      .executeTakeFirstOrThrow();
    const id = crypto.randomUUID();
    const at = new Date();
    const base = { id, installation_id: 51 };
    await store.db
      .insertInto('credentials')
      .values({ ...base, fingerprint: id, provider: 'mcp', type: 'mcp-bearer', redacted: '…' } as never)
      .execute();
    await store.db
      .insertInto('incidents')
      .values({ id, credential_id: id, state: 'found' } as never)
      .execute();
    await store.db
      .insertInto('governance_findings')
      .values({
        ...base,
        check_id: 'x',
        subject_kind: 'secret',
        subject_id: id,
        subject_name: 'x',
        severity: 'low',
        facts: '{}',
        owners: '[]',
      } as never)
      .execute();
    await store.db
      .insertInto('mcp_servers')
      .values({
        ...base,
        repository_id,
        path: id,
        name: 'x',
        line: 1,
        surface: 'x',
        transport: 'http',
        secret_in_url: false,
        basic_auth: false,
        holds_credential: false,
      } as never)
      .execute();
    await store.db
      .insertInto('actions_secrets')
      .values({
        ...base,
        repository_id,
        scope: 'repository',
        environment: '',
        name: id,
        created_at: at,
        updated_at: at,
      } as never)
      .execute();
  }

  it.each(Object.keys(lists))('%s: no row twice and none lost while rows are added', async (name) => {
    const list = lists[name];
    if (!list) throw new Error('no such list');
    const before = (await list({}, ALL)).rows.map(({ id }) => id);
    const walked = await walk(list, 7, addOne);
    expect(before.length).toBeGreaterThan(14);
    expect(walked).toEqual(before);
  });

  it('evidence: no row twice and none lost', async () => {
    const period = { since: new Date('2020-01-01'), until: new Date('2099-01-01') };
    const all = await listEvidence(store.db, VIEWER, period, { size: ALL });
    const walked: EvidenceRow[] = [];
    for (;;) {
      const rows = await listEvidence(store.db, VIEWER, period, { after: walked.at(-1), size: 9 });
      walked.push(...rows);
      if (rows.length < 9) break;
    }
    expect(walked.map(({ id }) => id)).toEqual(all.map(({ id }) => id));
    expect(new Set(walked.map(({ id }) => id)).size).toBe(all.length);
  });

  it.each([
    'x',
    '%00',
    '[]',
    'null',
    "' or 1=1 --",
    Buffer.from('[1,2,3]').toString('base64url'),
    Buffer.from('["2026-01-01","00000000-0000-4000-8000-000000000000"]').toString('base64url'),
    Buffer.from('[1e400,"00000000-0000-4000-8000-000000000000"]').toString('base64url'),
    Buffer.from('[8.64e15,"00000000-0000-4000-8000-000000000000"]').toString('base64url'),
    Buffer.from(`[1,"'; drop table incidents; --"]`).toString('base64url'),
    'A'.repeat(300),
  ])('takes a cursor that it did not write for none: %.60s', async (cursor) => {
    expect(readCursor(cursor)).toBeUndefined();
    for (const list of Object.values(lists)) {
      const first = await list({}, 3);
      expect((await list({ cursor }, 3)).rows).toEqual(first.rows);
    }
  });

  it.each([0, 253_402_300_799_999])('bears a cursor at the ends of time: %d', async (ms) => {
    const cursor = writeCursor({ at: new Date(ms), id: '00000000-0000-4000-8000-000000000000' });
    for (const list of Object.values(lists))
      expect((await list({ cursor }, 3)).rows.length).toBe(ms === 0 ? 0 : 3);
  });

  it('takes what a database cannot hold for no filter, and signs of patterns as they are', async () => {
    for (const search of ['a\0b', '\ud800'])
      for (const [name, list] of Object.entries(lists))
        expect({
          name,
          rows: (await list({ search, owner: search, repository: search }, 2)).rows.length,
        }).toEqual({ name, rows: 2 });
    for (const search of ['%', '_mcp', '\\', "'"]) {
      const { rows } = await listIncidents(store.db, VIEWER, IncidentFilter.parse({ search }));
      expect(
        rows.filter(
          ({ type, provider, redacted, server }) =>
            !`${type} ${provider} ${redacted} ${server ?? ''}`.includes(search),
        ),
      ).toEqual([]);
    }
  });
});
