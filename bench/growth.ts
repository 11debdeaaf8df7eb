import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { startRekey, type RekeyProcess } from '../demo/world/rekey-process.ts';
import { closePushes, push, startStubs } from './stub/pusher.ts';
import { readUsed, usedMs } from './stub/processor-time.ts';
import {
  copyDatabase,
  dropDatabase,
  KEY,
  keptDatabase,
  makeDatabase,
  planOf,
  serverOf,
} from './stub/seeded-database.ts';
import { startPostgres } from './stub/start-postgres.ts';
import { percentile, printTable } from './table.ts';

/** Rounds on the two databases follow one another, so that whatever else the machine does falls on both. */
const ROUNDS = 12;
const CLEAN = 40;
const LEAKS = 8;
const WARM_UP_ROUNDS = 3;
const EVENTUALLY = 86_400;

const args = process.argv.slice(2);
const plan = planOf(args);
const kept = await keptDatabase(args, plan);
const postgres = kept === undefined ? await startPostgres() : serverOf(kept);
const DATABASES = { empty: 'rekey_growth_empty', large: 'rekey_growth_large' };
const stubs = await startStubs('breaker: { credentials: 1000, minutes: 1 }');
const secret = randomBytes(16).toString('hex');
const inspector = new Client({ connectionString: postgres.address('postgres') });
await inspector.connect();

/** One Rekey on one database. */
interface Side {
  readonly name: 'empty' | 'large';
  readonly rekey: RekeyProcess;
}

async function start(name: Side['name'], databaseUrl: string): Promise<Side> {
  // What was read of the policies of the seeded repositories is not what the stub says.
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('delete from policies');
  await client.end();
  const rekey = await startRekey({
    githubApiUrl: stubs.origin,
    webhookSecret: secret,
    egressAllow: new URL(stubs.origin).host,
    databaseUrl,
    key: KEY.toString('base64'),
    reconcileSeconds: EVENTUALLY,
    sweepSeconds: EVENTUALLY,
  });
  return { name, rekey };
}

const usedBy = ({ name, rekey }: Side) =>
  readUsed(rekey.pid, { client: inspector, database: DATABASES[name] });

interface Cost {
  readonly processorMs: number;
  readonly wallMs: number;
}

/** What pushes cost, each after the one before; with all that follows from it. */
async function costOf(side: Side, leak: boolean, count: number): Promise<Cost> {
  const target = {
    repositoryId: plan.installationId * 100_000,
    name: 'repo-1',
    owner: plan.owner,
    installationId: plan.installationId,
  };
  const before = await usedBy(side);
  const walls: number[] = [];
  for (let done = 0; done < count; done += 1) {
    const begin = performance.now();
    const one = push(stubs, { url: side.rekey.url, secret }, target, leak);
    await Promise.all([one.accepted, one.checked, one.dead]);
    walls.push(performance.now() - begin);
    // Its issue, and what else follows.
    await delay(leak ? 150 : 0);
  }
  await delay(500);
  const used = usedMs(before, await usedBy(side));
  return { processorMs: used / count, wallMs: percentile(walls, 0.5) };
}

/** Clean pushes and leaks on each of the sides. */
async function round(sides: readonly Side[], costs: Map<string, Cost[]>): Promise<void> {
  for (const [kind, count] of [
    ['clean', CLEAN],
    ['leak', LEAKS],
  ] as const)
    for (const side of sides) {
      const key = `${side.name} ${kind}`;
      costs.set(key, [...(costs.get(key) ?? []), await costOf(side, kind === 'leak', count)]);
    }
}

const sides = [
  await start('empty', await makeDatabase(postgres, DATABASES.empty)),
  await start(
    'large',
    kept === undefined
      ? await makeDatabase(postgres, DATABASES.large, plan)
      : await copyDatabase(kept, DATABASES.large),
  ),
];
for (let warm = 0; warm < WARM_UP_ROUNDS; warm += 1) await round(sides, new Map());
const costs = new Map<string, Cost[]>();
for (let nth = 0; nth < ROUNDS; nth += 1) await round(nth % 2 === 0 ? sides : sides.toReversed(), costs);
for (const { rekey } of sides) await rekey.stop();
closePushes();
stubs.close();
await inspector.end();
if (kept !== undefined) for (const name of Object.values(DATABASES)) await dropDatabase(postgres, name);
postgres.stop();

const medianOf = (key: string, of: keyof Cost) =>
  percentile(
    (costs.get(key) ?? []).map((cost) => cost[of]),
    0.5,
  );
const ratioOf = (kind: string, of: keyof Cost) =>
  Number((medianOf(`large ${kind}`, of) / medianOf(`empty ${kind}`, of)).toFixed(3));
const measured = Object.fromEntries(
  (['clean', 'leak'] as const).flatMap((kind) =>
    (['processorMs', 'wallMs'] as const).flatMap((of) => [
      [`${kind}-${of}-empty`, medianOf(`empty ${kind}`, of)],
      [`${kind}-${of}-large`, medianOf(`large ${kind}`, of)],
      [`${kind}-${of}-ratio`, ratioOf(kind, of)],
    ]),
  ),
);
const figures = {
  credentials: plan.credentials,
  exposures: plan.exposures,
  ...measured,
  /** The worst of the four. */
  ratio: Math.max(
    ...Object.entries(measured).flatMap(([name, value]) => (name.endsWith('ratio') ? [Number(value)] : [])),
  ),
};
printTable('growth', figures);
if (args.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
