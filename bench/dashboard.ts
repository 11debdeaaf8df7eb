import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startRekey } from '../demo/world/rekey-process.ts';
import { seedOrganisation } from '../demo/seed/seed-organisation.ts';
import { deriveKeys } from '../src/base/keys.ts';
import { openStore } from '../src/store/database.ts';
import { issueLinkCode, openSession } from '../src/web/session.ts';
import { addressesOf, isOfApi, OPERATOR_ONLY } from './dashboard/addresses.ts';
import { createVisitor, nextOf, type Answer } from './dashboard/visit.ts';
import { readUsed, usedMs } from './stub/processor-time.ts';
import { KEY, keptDatabase, makeDatabase, planOf } from './stub/seeded-database.ts';
import { startPostgres } from './stub/start-postgres.ts';
import { percentile, printTable } from './table.ts';

/** Each page of each list is asked for so often, after it was asked for once. */
const RUNS = 25;
/** So many pages of a list are turned. */
const TURNS = 2;
const EVENTUALLY = 86_400;

const args = process.argv.slice(2);
const isEmbedded = args.includes('--embedded');
const plan = planOf(args);
const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-dashboard-'));
const started = performance.now();
const kept = isEmbedded ? undefined : await keptDatabase(args, plan);
const postgres = isEmbedded || kept !== undefined ? undefined : await startPostgres();
const databaseUrl = kept ?? (postgres && (await makeDatabase(postgres, 'large', plan)));
const place = { dataDir: folder, key: KEY, ...(databaseUrl === undefined ? {} : { databaseUrl }) };
const keys = deriveKeys(KEY);
const store = await openStore(place);
if (!databaseUrl) await seedOrganisation(store.db, keys, plan);
const addresses = await addressesOf(store.db, plan.owner);
const person = { login: 'dana-petrova', id: 17 };
const visitor = { person, installations: [plan.installationId] };
const openMember = async () =>
  (await openSession({ db: store.db, keys }, visitor, false)).split(';')[0] ?? '';
const member = await openMember();
const apart = new Map<string, string>();
for (const path of addresses.filter(isOfApi)) apart.set(path, await openMember());
await store.close();
const seededSeconds = (performance.now() - started) / 1000;

// No GitHub is asked for a page.
const github = createServer((_, response) => response.writeHead(404).end('{}'));
await new Promise<void>((done) => github.listen(0, '127.0.0.1', done));
const rekey = await startRekey({
  githubApiUrl: `http://127.0.0.1:${(github.address() as AddressInfo).port}`,
  webhookSecret: 'bench',
  egressAllow: '',
  dataDir: folder,
  key: KEY.toString('base64'),
  reconcileSeconds: EVENTUALLY,
  sweepSeconds: EVENTUALLY,
  ...(databaseUrl === undefined ? {} : { databaseUrl }),
});
const { get, close } = createVisitor(rekey.url);
const client = databaseUrl === undefined ? undefined : new Client({ connectionString: databaseUrl });
await client?.connect();
const database = new URL(databaseUrl ?? 'none:///none').pathname.slice(1);
const usedBy = () => readUsed(rekey.pid, client && { client, database });

/** Milliseconds of a page, and of a request that needs no database: what the machine does beside this falls on both. */
interface Times {
  readonly page: number[];
  readonly reference: number[];
}

async function measure(path: string, cookie: string, { page, reference }: Times): Promise<Answer> {
  const first = await get(path, cookie);
  for (let run = 0; run < RUNS; run += 1) {
    reference.push((await get('/healthz', '')).ms);
    const { status, ms } = await get(path, cookie);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    page.push(ms);
  }
  return first;
}

async function measureList(path: string, cookie: string): Promise<Times> {
  const times: Times = { page: [], reference: [] };
  let next = nextOf((await measure(path, cookie, times)).text);
  for (let turn = 0; turn < TURNS && next !== undefined; turn += 1)
    next = nextOf((await measure(next, cookie, times)).text);
  return times;
}

const operator = (await get(`/sign-in?code=${issueLinkCode(keys)}`, '')).cookie;
const visitors = [
  { who: 'operator', cookie: operator, paths: addresses.filter((path) => !isOfApi(path)) },
  { who: 'member', cookie: member, paths: addresses.filter((path) => !OPERATOR_ONLY.includes(path)) },
];
const pages: { page: string; p50Ms: number; p99Ms: number; processorMs: number }[] = [];
const reference: number[] = [];
for (const { who, cookie, paths } of visitors)
  for (const path of paths) {
    const before = await usedBy();
    const times = await measureList(path, apart.get(path) ?? cookie);
    const used = usedMs(before, await usedBy());
    reference.push(...times.reference);
    pages.push({
      page: `${who} ${path}`,
      p50Ms: percentile(times.page, 0.5),
      p99Ms: percentile(times.page, 0.99),
      processorMs: percentile([used / times.page.length], 1),
    });
  }
pages.sort((one, other) => other.p99Ms - one.p99Ms);

await rekey.stop();
close();
await client?.end();
github.close();
postgres?.stop();
rmSync(folder, { recursive: true, force: true });

const figures = {
  database: isEmbedded ? 'PGlite' : 'PostgreSQL',
  credentials: plan.credentials,
  exposures: plan.exposures,
  seededSeconds: Math.round(seededSeconds),
  pages: pages.length,
  /** Of the slowest page. */
  p99Ms: pages[0]?.p99Ms ?? Number.NaN,
  slowest: pages[0]?.page ?? '',
  p50Ms: percentile(
    pages.map(({ p50Ms }) => p50Ms),
    0.5,
  ),
  /** Of Rekey and PostgreSQL for the page that takes most of it, whatever else the machine does. */
  processorMs: Math.max(...pages.map(({ processorMs }) => processorMs)),
  /** Of a request for `/healthz` between any two of them, which is what the machine was worth at the time. */
  referenceP50Ms: percentile(reference, 0.5),
  referenceP99Ms: percentile(reference, 0.99),
};
printTable('dashboard', figures);
for (const { page, p50Ms, p99Ms, processorMs } of pages)
  process.stdout.write(
    `  ${[p50Ms, p99Ms, processorMs].map((ms) => String(ms).padStart(7)).join(' ')}  ${page}\n`,
  );
if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ ...figures, perPage: pages })}\n`);
