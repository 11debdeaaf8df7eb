import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { deriveKeys } from '../../../src/base/keys.ts';
import { createMetrics } from '../../../src/base/metrics.ts';
import { recordFindings } from '../../../src/inventory/record-findings.ts';
import { createScrub } from '../../../src/inventory/scrub.ts';
import { openQueue, type Queue } from '../../../src/jobs/queue/queue.ts';
import type { Store } from '../../../src/store/database.ts';
import { MAX_INSTALLATIONS } from '../../../src/inventory/gauges.ts';
import { handleWeb } from '../../../src/web/routes.ts';
import { listen, type WebServer } from '../../../src/web/server.ts';
import { makeFinding, makeObservation, REPOSITORY } from '../../support/findings.ts';
import { openTestStore } from '../../support/test-store.ts';

const DOCS = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
const HOUR_MS = 3_600_000;
const log = pino({ level: 'silent' });
const keys = deriveKeys(randomBytes(32));
const canary = randomBytes(12).toString('hex');

let store: Store & { remove(): Promise<void> };
let queue: Queue;
let server: WebServer;

const read = async () => (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
const numberOf = (text: string, series: string) =>
  Number(
    text
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length + 1),
  );

async function recordLeak(): Promise<string> {
  const observation = makeObservation(makeFinding(undefined, { server: canary, key: canary }), {
    path: `${canary}.json`,
  });
  const { credentials } = await store.db.transaction().execute((trx) =>
    recordFindings(
      trx,
      keys,
      {
        installationId: 1,
        repository: { ...REPOSITORY, owner: canary, name: canary },
        observations: [observation],
      },
      createScrub([], (text) => text),
    ),
  );
  return credentials[0]?.incidentId ?? '';
}

const quota = (installation_id: number, remaining: number, reset_at = new Date(Date.now() + HOUR_MS)) =>
  store.db
    .insertInto('quotas')
    .values({ installation_id, limit: 5000, remaining, reset_at, paused_until: null, seen_at: new Date() })
    .execute();

beforeAll(async () => {
  store = await openTestStore();
  queue = await openQueue(store, log);
  const context = { db: store.db, queue, keys, metrics: createMetrics(), log };
  server = await listen((request, response) => void handleWeb(context, request, response), '127.0.0.1', 0);
});
afterAll(async () => {
  await server.close();
  await queue.stop();
  await store.remove();
});

describe('the metrics', () => {
  it('are in docs/metrics.md with their types and labels, and nothing else is', async () => {
    const rows = [...DOCS.matchAll(/^\| `(rekey_\w+)` +\| (\w+) +\| ([^|]*)\|/gm)].map(
      ([, name, type, labels = '']) => [
        name,
        type,
        [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
      ],
    );
    const { registry } = createMetrics();
    const known = registry.getMetricsAsArray().filter(({ name }) => !/^(process|nodejs)_/.test(name));
    const json = new Map((await registry.getMetricsAsJSON()).map(({ name, type }) => [name, String(type)]));
    expect(rows).toEqual(
      known.map((metric) => [
        metric.name,
        json.get(metric.name),
        'labelNames' in metric ? metric.labelNames : [],
      ]),
    );
  });

  it('tell nothing has come while nothing has', async () => {
    const text = await read();
    expect(text).not.toMatch(/^rekey_last_webhook_seconds/m);
    expect(numberOf(text, 'rekey_github_quota_lowest_ratio')).toBe(1);
    expect(numberOf(text, 'rekey_audit_unsealed_seconds')).toBe(0);
    expect(numberOf(text, 'rekey_database_bytes')).toBeGreaterThan(1_000_000);
  });

  it('tell what waits, what is overdue and what is unsealed, and nothing of a repository', async () => {
    const incident_id = await recordLeak();
    const since = new Date(Date.now() - HOUR_MS);
    const wait = { installation_id: 1, severity: null, since, due_at: since, next_at: null };
    await store.db
      .insertInto('waits')
      .values({ ...wait, incident_id })
      .execute();
    await store.db
      .insertInto('deliveries')
      .values({ id: randomUUID(), event: 'push', action: null, installation_id: 1, received_at: since })
      .execute();
    const job = { queue: 'github', lane: '1', data: { kind: 'push' } } as const;
    await store.db.transaction().execute((trx) => queue.send(trx, [job, { ...job, afterSeconds: 600 }]));
    const text = await read();
    expect(numberOf(text, 'rekey_incidents{state="found"}')).toBe(1);
    expect(numberOf(text, 'rekey_incidents_overdue')).toBe(1);
    expect(numberOf(text, 'rekey_last_webhook_seconds')).toBeGreaterThanOrEqual(3600);
    expect(numberOf(text, 'rekey_audit_unsealed_seconds')).toBeGreaterThan(0);
    expect(numberOf(text, 'rekey_job_oldest_due_seconds{queue="github"}')).toBeGreaterThan(0);
    expect(numberOf(text, 'rekey_job_oldest_due_seconds{queue="bulk"}')).toBe(0);
    expect(text).not.toContain(canary);
    await store.db.updateTable('incidents').set({ state: 'dismissed' }).execute();
    expect(numberOf(await read(), 'rekey_incidents_overdue')).toBe(0);
  });

  it('name installations while they are few, and always the smallest part that is left', async () => {
    await quota(1, 4000);
    await quota(2, 500);
    await quota(3, 0, new Date(Date.now() - 1000));
    const few = await read();
    expect(numberOf(few, 'rekey_github_quota_remaining{installation="1"}')).toBe(4000);
    expect(numberOf(few, 'rekey_github_quota_limit{installation="2"}')).toBe(5000);
    expect(few).not.toContain('installation="3"');
    expect(numberOf(few, 'rekey_github_quota_lowest_ratio')).toBe(0.1);
    await Promise.all(Array.from({ length: MAX_INSTALLATIONS }, (_, index) => quota(index + 10, 50)));
    const many = await read();
    expect(many).not.toContain('installation="');
    expect(numberOf(many, 'rekey_github_quota_lowest_ratio')).toBe(0.01);
  });
});
