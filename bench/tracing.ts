import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startRekey, type RekeyProcess } from '../demo/world/rekey-process.ts';
import { listenLoopback } from '../demo/world/listen-loopback.ts';
import { closePushes, push, startStubs } from './stub/pusher.ts';
import { printTable } from './table.ts';

const REPOSITORIES = 50;
const ROUNDS = 20;
const PUSHES = 200;
const AT_ONCE = 16;
/** Of Linux: what a process has used is told in hundredths of a second. */
const TICK_MS = 10;

const stubs = await startStubs();
const secret = randomBytes(16).toString('hex');
let spanBytes = 0;
const collector = await listenLoopback(() => (request, response) => {
  request.on('data', (chunk: Buffer) => (spanBytes += chunk.length));
  request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end('{}'));
});

const start = (otlpEndpoint?: string) =>
  startRekey({
    githubApiUrl: stubs.origin,
    webhookSecret: secret,
    egressAllow: new URL(stubs.origin).host,
    ...(otlpEndpoint === undefined ? {} : { otlpEndpoint }),
  });
const servers = { off: await start(), on: await start(collector.origin) };

/** Processor time of a server so far, in milliseconds, with that of its threads. */
function cpuMs({ pid }: RekeyProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

let made = 0;

/** Processor time for one clean push, from the webhook to its check run. */
async function round(server: RekeyProcess): Promise<number> {
  const before = cpuMs(server);
  let left = PUSHES;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left > 0) {
        left -= 1;
        made += 1;
        const repository = made % REPOSITORIES;
        const target = {
          repositoryId: 1000 + repository,
          name: `repo-${repository}`,
          owner: `org-${repository}`,
          installationId: 1 + repository,
        };
        await push(stubs, { url: server.url, secret }, target, false).checked;
      }
    }),
  );
  return (cpuMs(server) - before) / PUSHES;
}

// What is read and compiled once is no cost of a push.
for (const server of [servers.off, servers.on, servers.off, servers.on]) await round(server);
const off: number[] = [];
const on: number[] = [];
spanBytes = 0;
// In turns, so that a machine that gets slower is slow for both.
for (let n = 0; n < ROUNDS; n += 1) {
  off.push(await round(servers.off));
  on.push(await round(servers.on));
}
/** In the middle of the rounds: what else a machine does falls on single ones. */
const median = (numbers: readonly number[]): number =>
  Number(([...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN).toFixed(3));
const ratios = on.map((value, index) => value / (off[index] ?? Number.NaN));
const figures = {
  pushes: ROUNDS * PUSHES,
  cpuOffMs: median(off),
  cpuOnMs: median(on),
  ratio: median(ratios),
  lowestRatio: Number(Math.min(...ratios).toFixed(3)),
  highestRatio: Number(Math.max(...ratios).toFixed(3)),
  spanBytesPerPush: Math.round(spanBytes / (ROUNDS * PUSHES)),
};
printTable('tracing', figures);
process.stdout.write(`${JSON.stringify(figures)}\n`);
await Promise.all([servers.off.stop(), servers.on.stop()]);
closePushes();
stubs.close();
await collector.close();
