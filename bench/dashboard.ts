import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRekey } from '../demo/world/rekey-process.ts';
import { seedOrganisation } from '../demo/seed/seed-organisation.ts';
import { deriveKeys } from '../src/base/keys.ts';
import { openStore } from '../src/store/database.ts';
import { issueLinkCode, openSession } from '../src/web/session.ts';
import { addressesOf, isOfApi, OPERATOR_ONLY } from './dashboard/addresses.ts';
import { KEY, makeDatabase, planOf } from './stub/seeded-database.ts';
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
const postgres = isEmbedded ? undefined : await startPostgres();
const databaseUrl = postgres && (await makeDatabase(postgres, 'large', plan));
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
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

interface Answer {
  readonly status: number;
  readonly cookie: string;
  readonly text: string;
  /** From sending the request to the last byte. */
  readonly ms: number;
}

function get(path: string, cookie: string): Promise<Answer> {
  const begin = performance.now();
  return new Promise((done, fail) => {
    const call = httpRequest(`${rekey.url}${path}`, { agent, headers: { cookie } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () =>
        done({
          status: response.statusCode ?? 0,
          cookie: response.headers['set-cookie']?.[0]?.split(';')[0] ?? '',
          text: Buffer.concat(chunks).toString(),
          ms: performance.now() - begin,
        }),
      );
    });
    call.on('error', fail);
    call.end();
  });
}

/** The link to the next page of a list, on a page or in an answer of the API. */
const nextOf = (text: string) =>
  text.startsWith('{')
    ? /"next":"([^"]+)"\}$/.exec(text)?.[1]
    : />Next page</.test(text) && /href="([^"]*[?&;]cursor=[^"]*)"/.exec(text)?.[1];

async function measure(path: string, cookie: string): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run += 1) {
    const { status, ms } = await get(path, cookie);
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    if (run > 0) times.push(ms);
  }
  return times;
}

async function measureList(path: string, cookie: string): Promise<number[]> {
  const times = await measure(path, cookie);
  let next = nextOf((await get(path, cookie)).text);
  for (let turn = 0; turn < TURNS && typeof next === 'string'; turn += 1) {
    const address = next.replaceAll('&amp;', '&');
    times.push(...(await measure(address, cookie)));
    next = nextOf((await get(address, cookie)).text);
  }
  return times;
}

const operator = (await get(`/sign-in?code=${issueLinkCode(keys)}`, '')).cookie;
const visitors = [
  { who: 'operator', cookie: operator, paths: addresses.filter((path) => !isOfApi(path)) },
  { who: 'member', cookie: member, paths: addresses.filter((path) => !OPERATOR_ONLY.includes(path)) },
];
const pages: { page: string; p50Ms: number; p99Ms: number }[] = [];
for (const { who, cookie, paths } of visitors)
  for (const path of paths) {
    const times = await measureList(path, apart.get(path) ?? cookie);
    pages.push({ page: `${who} ${path}`, p50Ms: percentile(times, 0.5), p99Ms: percentile(times, 0.99) });
  }
pages.sort((one, other) => other.p99Ms - one.p99Ms);

await rekey.stop();
agent.destroy();
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
};
printTable('dashboard', figures);
for (const { page, p50Ms, p99Ms } of pages)
  process.stdout.write(`  ${String(p50Ms).padStart(7)} ${String(p99Ms).padStart(7)}  ${page}\n`);
if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ ...figures, perPage: pages })}\n`);
