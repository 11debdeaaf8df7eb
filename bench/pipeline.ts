import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, Agent, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { startRekey } from '../demo/world/rekey-process.ts';
import { createGitHubStub } from './stub/github-stub.ts';
import { createIssuerStub } from './stub/issuer-stub.ts';
import { percentile, printTable } from './table.ts';

const REPOSITORIES = 200;
/** GitHub's limits are per installation, and so are Rekey's lanes: a load of this size comes from many. */
const INSTALLATIONS = 100;
const OFFERED_PER_SECOND = 100;
const SECONDS = 20;
const LEAKS_PER_SECOND = 2;
const IN_FLIGHT = 128;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    if (!github.handle(request, response, body) && !issuer.handle(request, response, body))
      response.writeHead(404).end('{}');
  });
});
server.keepAliveTimeout = 60_000;
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const issuer = createIssuerStub(origin);
const policy = `issuers:\n  - { issuer: "${origin}", client_id: rekey }\nservers:\n  - { name: billing, url: "${origin}/mcp" }\n`;
const github = createGitHubStub(policy, `${origin}/mcp`);
const secret = randomBytes(16).toString('hex');
const rekey = await startRekey({
  githubApiUrl: origin,
  webhookSecret: secret,
  egressAllow: new URL(origin).host,
});

const checked = new Map<string, () => void>();
github.onCheck = (sha) => checked.get(sha)?.();
const refused = new Map<string, () => void>();
issuer.onRefused = (token) => refused.get(token)?.();

const agent = new Agent({ keepAlive: true, maxSockets: 256 });
let pushCount = 0;

function post(body: string): Promise<void> {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return new Promise((done, fail) => {
    const call = httpRequest(
      `${rekey.url}/api/github/webhooks`,
      {
        agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-github-event': 'push',
          'x-github-delivery': randomUUID(),
          'x-hub-signature-256': signature,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () =>
          response.statusCode === 202 ? done() : fail(new Error(`webhook answered ${response.statusCode}`)),
        );
      },
    );
    call.on('error', fail);
    call.end(body);
  });
}

interface Push {
  /** Milliseconds from sending the webhook to the 202. */
  readonly accepted: Promise<number>;
  /** Resolves when the check run of its commit is made. */
  readonly checked: Promise<void>;
  /** Milliseconds from sending the webhook to the proof of death; for leaks only. */
  readonly dead?: Promise<number>;
}

function push(options: { readonly leak: boolean; readonly repository?: number }): Push {
  const id = (pushCount += 1);
  const repository = options.repository ?? id % REPOSITORIES;
  const sha = randomBytes(20).toString('hex');
  const token = options.leak ? `tok${randomBytes(24).toString('base64url')}` : undefined;
  if (token) issuer.live.add(token);
  github.pushes.set(sha, token ? { id, token } : { id });
  const payload = {
    ref: 'refs/heads/main',
    before: 'b'.repeat(40),
    after: sha,
    created: false,
    deleted: false,
    forced: false,
    head_commit: { id: sha },
    commits: [
      {
        id: sha,
        added: [],
        removed: [],
        modified: ['src/sum.js'],
        message: 'change',
        author: { name: 'dev', email: 'dev@example.com' },
      },
    ],
    repository: {
      id: 1000 + repository,
      name: `repo-${repository}`,
      private: true,
      default_branch: 'main',
      owner: { login: `org-${repository % INSTALLATIONS}` },
    },
    installation: { id: 1 + (repository % INSTALLATIONS) },
  };
  const start = performance.now();
  const done = new Promise<void>((resolve) => checked.set(sha, resolve));
  const dead = token
    ? new Promise<number>((resolve) => refused.set(token, () => resolve(performance.now() - start)))
    : undefined;
  const accepted = post(JSON.stringify(payload)).then(() => performance.now() - start);
  return { accepted, checked: done.finally(() => checked.delete(sha)), ...(dead ? { dead } : {}) };
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
agent.destroy();
server.closeAllConnections();
server.close();
printTable('pipeline', figures);
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
