import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startRekey } from '../demo/world/rekey-process.ts';
import { closePushes, push as sendPush, startStubs, type Push } from './stub/pusher.ts';
import { percentile, printTable } from './table.ts';

const REPOSITORIES = 200;
/** GitHub's limits are per installation, and so are Rekey's lanes: a load of this size comes from many. */
const INSTALLATIONS = 100;
const OFFERED_PER_SECOND = 100;
const SECONDS = 20;
const LEAKS_PER_SECOND = 2;
const IN_FLIGHT = 128;

const stubs = await startStubs();
const { origin, github } = stubs;
const secret = randomBytes(16).toString('hex');
const rekey = await startRekey({
  githubApiUrl: origin,
  webhookSecret: secret,
  egressAllow: new URL(origin).host,
});

let pushCount = 0;

function push(options: { readonly leak: boolean; readonly repository?: number }): Push {
  pushCount += 1;
  const repository = options.repository ?? pushCount % REPOSITORIES;
  const target = {
    repositoryId: 1000 + repository,
    name: `repo-${repository}`,
    owner: `org-${repository % INSTALLATIONS}`,
    installationId: 1 + (repository % INSTALLATIONS),
  };
  return sendPush(stubs, { url: rekey.url, secret }, target, options.leak);
}

const requestTotal = () => [...github.requests.values()].reduce((sum, n) => sum + n, 0);

/** Requests to GitHub for one push of a kind, once policies and tokens are known. */
async function requestsOf(leak: boolean): Promise<number> {
  const runs = 10;
  const before = requestTotal();
  for (let run = 0; run < runs; run += 1) {
    const one = push({ leak, repository: run });
    await Promise.all([one.accepted, one.checked, one.dead]);
    // The issue of a leak is written after its check run.
    if (leak) await delay(200);
  }
  return (requestTotal() - before) / runs;
}

/** Policies and tokens are read, and the database's code is compiled, before anything is measured. */
async function warmUp(): Promise<void> {
  for (let first = 0; first < 3 * REPOSITORIES; first += 20) {
    const batch = Array.from({ length: 20 }, (_, offset) =>
      push({ leak: false, repository: (first + offset) % REPOSITORIES }),
    );
    await Promise.all(batch.map(({ checked: done }) => done));
  }
  await push({ leak: true, repository: 0 }).dead;
  // Its check run and issue follow.
  await delay(1000);
}

/** As many clean pushes as go through with a bounded number under way. */
async function saturate(): Promise<number> {
  const end = performance.now() + SECONDS * 1000;
  const start = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (performance.now() < end) {
        await push({ leak: false }).checked;
        done += 1;
      }
    }),
  );
  return done / ((performance.now() - start) / 1000);
}

/** Pushes at a fixed rate, some of them leaks, whatever the server does. */
async function offer(): Promise<{ accepted: number[]; dead: number[]; perSecond: number }> {
  const pushes: Push[] = [];
  const start = performance.now();
  const total = OFFERED_PER_SECOND * SECONDS;
  const every = OFFERED_PER_SECOND / LEAKS_PER_SECOND;
  while (pushes.length < total) {
    const due = Math.min(total, ((performance.now() - start) / 1000) * OFFERED_PER_SECOND);
    while (pushes.length < due) pushes.push(push({ leak: pushes.length % every === every - 1 }));
    await delay(2);
  }
  await Promise.all(pushes.map((one) => one.checked));
  const perSecond = total / ((performance.now() - start) / 1000);
  return {
    accepted: await Promise.all(pushes.map((one) => one.accepted)),
    dead: await Promise.all(pushes.map((one) => one.dead).filter((one) => one !== undefined)),
    perSecond,
  };
}

function peakRssMb(): number {
  const status = readFileSync(`/proc/${rekey.pid}/status`, 'utf8');
  return Math.round(Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}

await warmUp();
const requestsCleanPush = await requestsOf(false);
const requestsLeakPush = await requestsOf(true);
const { accepted, dead, perSecond } = await offer();
const pushesPerSecond = await saturate();
const figures = {
  pushesPerSecond: Math.round(pushesPerSecond),
  offeredPerSecond: OFFERED_PER_SECOND,
  sustainedOfOffered: Number((perSecond / OFFERED_PER_SECOND).toFixed(3)),
  webhookP50Ms: percentile(accepted, 0.5),
  webhookP99Ms: percentile(accepted, 0.99),
  leakToDeadP50Ms: percentile(dead, 0.5),
  leakToDeadP99Ms: percentile(dead, 0.99),
  leaks: dead.length,
  requestsCleanPush,
  requestsLeakPush,
  peakRssMb: peakRssMb(),
};
await rekey.stop();
closePushes();
stubs.close();
printTable('pipeline', figures);
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
