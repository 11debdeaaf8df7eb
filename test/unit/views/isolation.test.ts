import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { DEMO, type Plan } from '../../../demo/seed/plan.ts';
import { seedOrganisation } from '../../../demo/seed/seed-organisation.ts';
import { deriveKeys } from '../../../src/base/keys.ts';
import { DEAD_LETTER } from '../../../src/jobs/queue/queues.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import { listAgents } from '../../../src/views/agents.ts';
import { listCredentials, readCredential } from '../../../src/views/credentials.ts';
import { listEvidence, readEvidenceNumbers } from '../../../src/views/evidence.ts';
import { installationOf, listExceptions } from '../../../src/views/exceptions.ts';
import { FindingFilter, listFindings, readTrends } from '../../../src/views/findings.ts';
import { listGaps } from '../../../src/views/gaps.ts';
import { countJobs, readHealth } from '../../../src/views/health.ts';
import { repositoriesNamed } from '../../../src/views/incident-page.ts';
import { IncidentFilter, listIncidents, maySeeIncident, readIncident } from '../../../src/views/incidents.ts';
import { chainsOf, listInstallations } from '../../../src/views/installations.ts';
import { readOverview } from '../../../src/views/overview.ts';
import { listSecrets, listServers, RegisterFilter } from '../../../src/views/register.ts';
import { listTrail, TrailQuery } from '../../../src/views/trail.ts';
import { readSecretUses, readUses } from '../../../src/views/uses.ts';
import type { Viewer } from '../../../src/views/viewer.ts';
import type { Database } from '../../../src/store/database.ts';
import { openTestStore } from '../../support/test-store.ts';

const VIEWS = new URL('../../../src/views/', import.meta.url);
const NOW = new Date('2026-11-25T12:00:00Z');
const SINCE = new Date('2025-11-25T00:00:00Z');
const PERIOD = { since: SINCE, until: NOW };

const plan = (installationId: number, owner: string, credentials: number): Plan => ({
  ...DEMO,
  installationId,
  owner,
  credentials,
  exposures: credentials * 3,
  repositories: 15,
  seed: installationId,
  now: NOW,
});
const OURS = plan(41, 'ours', 60);
const THEIRS = plan(42, 'theirs', 45);

/** They read nothing of the database, or give a part of a query that a view completes. */
const NO_VIEWS = [
  'incidentPage',
  'installationsOf',
  'periodOf',
  'readCursor',
  'seenBy',
  'toPage',
  'writeCursor',
  'containing',
];

function shown(answer: unknown, all: ReadonlySet<string>): readonly string[] {
  const text = JSON.stringify(answer) ?? '';
  return [...all].filter((one) => text.includes(one));
}

const findingsOf = async (db: Database, viewer: Viewer) =>
  (await readTrends(db, viewer, SINCE)).reduce((sum, { open, accepted }) => sum + open + accepted, 0);
const foundOf = async (db: Database, viewer: Viewer) => (await readEvidenceNumbers(db, viewer, PERIOD)).found;

describe('a view shows what belongs to its viewer only', () => {
  let store: Awaited<ReturnType<typeof openTestStore>>;
  let queue: Queue;
  let incidents: ReadonlyMap<number, string>;
  let finding: string;
  let secret: string;
  let credential: string;

  beforeAll(async () => {
    store = await openTestStore();
    queue = await openQueue(store, pino({ level: 'silent' }));
    for (const one of [OURS, THEIRS]) {
      await seedOrganisation(store.db, deriveKeys(store.key), one);
      const { installationId } = one;
      await store.db
        .insertInto('gaps')
        .values({ installation_id: installationId, permission: 'actions' })
        .execute();
      const ends = { ends_at: new Date(Date.now() + 60_000) };
      const agent = {
        id: randomUUID(),
        client_id: 'c',
        client: 'An agent',
        login: 'octo',
        github_id: 5,
        ...ends,
      };
      const installations = JSON.stringify([installationId]);
      await store.db
        .insertInto('agent_grants')
        .values({ ...agent, installations })
        .execute();
      const job = { queue: 'github' as const, lane: String(installationId), data: { installationId } };
      await store.db.transaction().execute((trx) => queue.send(trx, [job]));
    }
    const rows = await store.db
      .selectFrom('incident_list')
      .select(['installation_id', 'incident_id'])
      .orderBy('created_at')
      .execute();
    incidents = new Map(rows.map((row) => [row.installation_id, row.incident_id]));
    const found = await store.db
      .selectFrom('governance_findings')
      .select('id')
      .where('installation_id', '=', THEIRS.installationId)
      .limit(1)
      .executeTakeFirstOrThrow();
    finding = found.id;
    const kept = await store.db
      .selectFrom('actions_secrets')
      .select('id')
      .where('installation_id', '=', THEIRS.installationId)
      .where('gone_at', 'is', null)
      .limit(1)
      .executeTakeFirstOrThrow();
    secret = kept.id;
    const owners = JSON.stringify(['@theirs/payments']);
    await store.db.updateTable('actions_secrets').set({ owners }).where('id', '=', secret).execute();
    const seen = await store.db
      .selectFrom('incidents')
      .select('credential_id')
      .where('id', '=', incidents.get(THEIRS.installationId) ?? '')
      .executeTakeFirstOrThrow();
    credential = seen.credential_id;
  });
  afterAll(async () => {
    await queue.stop();
    await store.remove();
  });

  /** Every view, asked for as much as it gives. */
  const asked: Readonly<Record<string, (viewer: Viewer) => Promise<unknown>>> = {
    chainsOf: (viewer) => chainsOf(store.db, viewer),
    countJobs: (viewer) => countJobs(store.db, viewer, DEAD_LETTER),
    installationOf: (viewer) => installationOf(store.db, viewer, 'finding', finding),
    listAgents: (viewer) => listAgents(store.db, viewer),
    listCredentials: (viewer) => listCredentials(store.db, viewer, RegisterFilter.parse({}), 500),
    listEvidence: (viewer) => listEvidence(store.db, viewer, PERIOD, { size: 500 }),
    listExceptions: (viewer) => listExceptions(store.db, viewer),
    listFindings: (viewer) => listFindings(store.db, viewer, FindingFilter.parse({}), 2000),
    listGaps: (viewer) => listGaps(store.db, viewer),
    listIncidents: (viewer) => listIncidents(store.db, viewer, IncidentFilter.parse({}), 500),
    listInstallations: (viewer) => listInstallations(store.db, viewer),
    listSecrets: (viewer) => listSecrets(store.db, viewer, RegisterFilter.parse({}), 500),
    listServers: (viewer) => listServers(store.db, viewer, RegisterFilter.parse({}), 500),
    listTrail: (viewer) => listTrail(store.db, viewer, TrailQuery.parse({}), 500),
    maySeeIncident: (viewer) => maySeeIncident(store.db, viewer, incidents.get(THEIRS.installationId) ?? ''),
    readCredential: (viewer) => readCredential(store.db, viewer, credential),
    readEvidenceNumbers: (viewer) => readEvidenceNumbers(store.db, viewer, PERIOD),
    readHealth: (viewer) => readHealth(store.db, viewer),
    readIncident: (viewer) => readIncident(store.db, viewer, incidents.get(THEIRS.installationId) ?? ''),
    readOverview: (viewer) => readOverview(store.db, viewer, SINCE, NOW),
    readTrends: (viewer) => readTrends(store.db, viewer, SINCE),
    readSecretUses: (viewer) => readSecretUses(store.db, viewer, secret),
    readUses: (viewer) => readUses(store.db, viewer, incidents.get(THEIRS.installationId) ?? ''),
    repositoriesNamed: (viewer) => repositoriesNamed(store.db, viewer, 'theirs/ledger-api'),
  };
  /** Ids and names of theirs that a view could show. */
  async function traces(of: Plan): Promise<ReadonlySet<string>> {
    const ids = new Set<string>([`"${of.owner}/`, `@${of.owner}/`, `"${of.owner}"`, `mcp.${of.owner}.`]);
    for (const table of ['credentials', 'mcp_servers', 'actions_secrets', 'governance_findings'] as const) {
      const rows = await store.db
        .selectFrom(table)
        .select('id')
        .where('installation_id', '=', of.installationId)
        .execute();
      for (const { id } of rows) ids.add(id);
    }
    return ids;
  }
  const ours: Viewer = { installations: [OURS.installationId] };
  const theirs: Viewer = { installations: [THEIRS.installationId] };
  const both: Viewer = { installations: [OURS.installationId, THEIRS.installationId] };

  it('is known here for each function of the folder', async () => {
    const names: string[] = [];
    for (const file of readdirSync(VIEWS)) {
      const module = (await import(new URL(file, VIEWS).href)) as Record<string, unknown>;
      names.push(...Object.keys(module).filter((name) => typeof module[name] === 'function'));
    }
    expect(names.sort()).toEqual([...Object.keys(asked), ...NO_VIEWS].sort());
  });

  it.each(Object.keys(asked))('%s', async (name) => {
    const view = asked[name];
    if (!view) throw new Error('no such view');
    const [mine, yours, nobody] = [await view(ours), await view(theirs), await view({ installations: [] })];
    expect(shown(mine, await traces(THEIRS))).toEqual([]);
    expect(shown(yours, await traces(OURS))).toEqual([]);
    expect(shown(nobody, new Set([...(await traces(OURS)), ...(await traces(THEIRS))]))).toEqual([]);
    // And it does show something, and not the same to both.
    expect(JSON.stringify(mine)).not.toBe(JSON.stringify(yours));
  });

  it('counts nothing twice and nothing of others', async () => {
    const overviews = await Promise.all(
      [ours, theirs, both, { installations: 'all' as const }].map((viewer) =>
        readOverview(store.db, viewer, SINCE, NOW),
      ),
    );
    const [mine, yours, together, all] = overviews;
    expect([mine?.found, yours?.found, together?.found]).toEqual([60, 45, 105]);
    expect(all).toEqual(together);
    for (const key of ['dead', 'open', 'waiting', 'overdue'] as const)
      expect((mine?.[key] ?? 0) + (yours?.[key] ?? 0)).toBe(together?.[key]);
    for (const [index, day] of (together?.days ?? []).entries())
      for (const key of ['opened', 'dead', 'open'] as const)
        expect(day[key]).toBe((mine?.days[index]?.[key] ?? 0) + (yours?.days[index]?.[key] ?? 0));
    const { db } = store;
    expect((await findingsOf(db, ours)) + (await findingsOf(db, theirs))).toBe(await findingsOf(db, both));
    expect([await foundOf(db, ours), await foundOf(db, theirs)]).toEqual([60, 45]);
    expect(await foundOf(db, { installations: [] })).toBe(0);
  });
});
