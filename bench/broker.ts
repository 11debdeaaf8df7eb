import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startBrokerProcess, type BrokerProcess } from '../demo/world/broker/broker-process.ts';
import { Secret } from '../src/base/secret.ts';
import { authorise } from '../src/broker-client/authorise.ts';
import { readBrokerAuth } from '../src/broker-client/broker-auth.ts';
import { openConnection, type BrokerRequest } from '../src/broker-client/connection.ts';
import { createEncryptor } from '../src/broker-client/encrypt.ts';
import { startSlowIssuers } from './stub/slow-issuers.ts';
import { percentile, printTable } from './table.ts';

const LATENCY_MS = 50;
/** Eight connections are kept to one origin, and a company's credentials are not all of one issuer. */
const ISSUERS = 16;
const REVOCATIONS = 500;
/** For the steady phase: revocations a second, far more than any organisation leaks. */
const OFFERED_PER_SECOND = 40;
const WARM_UP_ROUNDS = 4;
const ROUNDS = 4;

const folder = mkdtempSync(join(tmpdir(), 'rekey-bench-broker-'));
const issuers = await startSlowIssuers(ISSUERS, LATENCY_MS);
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keyPath = join(folder, 'key.pem');
writeFileSync(keyPath, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
const agent = new Agent({ keepAlive: true, maxSockets: 600 });

const start = (): Promise<BrokerProcess> =>
  startBrokerProcess({
    dataDir: join(folder, 'data'),
    egressAllow: '127.0.0.1',
    logLevel: 'info',
    clients: {
      clients: {
        app: { method: 'private_key_jwt', public_key: { env: 'PUBLIC_KEY' }, owners: ['*'] },
      },
    },
    environment: {
      PUBLIC_KEY: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    },
    ...(port === undefined ? {} : { port }),
  });

let port: number | undefined;
mkdirSync(join(folder, 'data'));
let broker = await start();
port = broker.port;
const auth = readBrokerAuth(`private_key_jwt:${keyPath}?client_id=app`, {});
const connection = openConnection(broker.url, auth);
const client = authorise(connection, broker.url, auth);
const encryptor = createEncryptor(connection);

interface Prepared {
  readonly token: string;
  readonly origin: string;
  readonly body: string;
  readonly key: string;
}

let made = 0;
/** Many owners, so that none has more at once than the breaker lets through; it is at work. */
const PER_OWNER = 10;

async function prepare(): Promise<Prepared> {
  const token = randomBytes(32).toString('base64url');
  made += 1;
  const origin = issuers.origins[made % ISSUERS] ?? '';
  const owner = `org-${Math.floor(made / PER_OWNER)}`;
  issuers.admit(origin, token);
  const body = {
    credential: {
      provider: 'mcp',
      type: 'mcp-bearer',
      fingerprint: `hmac-sha256:${createHash('sha256').update(token).digest('hex')}`,
      jwe: await encryptor.encrypt(new Secret(token)),
      resource: `${origin}/mcp`,
    },
    reason: 'leaked_private',
    owner,
    trust: { issuers: [{ issuer: origin, client_id: 'rekey' }], servers: [{ url: `${origin}/mcp` }] },
    evidence: { repository: `${owner}/app`, detected_at: new Date().toISOString() },
  };
  return { token, origin, body: JSON.stringify(body), key: randomBytes(24).toString('hex') };
}

const prepareMany = (count: number) => Promise.all(Array.from({ length: count }, prepare));

interface Answer {
  readonly status: number;
  readonly id: string;
  readonly state: string;
}

let authorization = '';

/** The access token is asked for once, as an App does; what is measured is the broker. */
async function signIn(): Promise<void> {
  const watched = {
    ...connection,
    send(request: BrokerRequest) {
      authorization = request.headers?.['authorization'] ?? authorization;
      return connection.send(request);
    },
  };
  const answer = await authorise(watched, broker.url, auth).send({
    method: 'GET',
    target: '/v1/capabilities',
  });
  if (answer.status !== 200) throw new Error(`the broker answered ${answer.status}`);
}

function send(
  method: string,
  target: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Answer> {
  return new Promise((done, fail) => {
    const call = httpRequest(
      `${broker.url}${target}`,
      { agent, method, headers: { authorization, ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          const json = JSON.parse(Buffer.concat(chunks).toString() || '{}') as {
            id?: string;
            state?: string;
          };
          done({ status: response.statusCode ?? 0, id: json.id ?? '', state: json.state ?? '' });
        });
      },
    );
    call.on('error', fail);
    call.end(body);
  });
}

const post = ({ body, key }: Prepared, wait: number) =>
  send(
    'POST',
    '/v1/revocations',
    {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'idempotency-key': key,
      prefer: `wait=${wait}`,
    },
    body,
  );

const DEAD = 'revoked_verified';

/** Milliseconds from sending the request to the answer that says "proved dead". */
async function revoke(one: Prepared): Promise<{ total: number; overhead: number }> {
  const begin = performance.now();
  let answer = await post(one, 10);
  while (answer.state !== DEAD) {
    if (answer.status >= 300) throw new Error(`the broker answered ${answer.status}`);
    answer = await send('GET', `/v1/revocations/${answer.id}`, { prefer: 'wait=10' });
  }
  const total = performance.now() - begin;
  return { total, overhead: total - issuers.spent(one.token) };
}

/** One after another at a steady rate, whatever the broker does. */
async function offer(count: number) {
  const prepared = await prepareMany(count);
  const begin = performance.now();
  return Promise.all(
    prepared.map(async (one, index) => {
      const due = (index / OFFERED_PER_SECOND) * 1000 - (performance.now() - begin);
      if (due > 0) await delay(due);
      return revoke(one);
    }),
  );
}

async function together(count: number) {
  const prepared = await prepareMany(count);
  const begin = performance.now();
  const results = await Promise.all(prepared.map(revoke));
  return { totals: results.map(({ total }) => total), seconds: (performance.now() - begin) / 1000 };
}

function rssMb(): number {
  const status = readFileSync(`/proc/${broker.pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024);
}

/** Accepts all, dies in the middle, starts again: how many accepted ones are never proved dead? */
async function killOnce(count: number): Promise<{ lost: number; doubled: number; killedWithAlive: number }> {
  const prepared = await prepareMany(count);
  const accepted = await Promise.all(prepared.map((one) => post(one, 0)));
  const alive = () => prepared.filter(({ origin, token }) => issuers.isLive(origin, token)).length;
  while (alive() > count / 2) await delay(5);
  await broker.kill();
  const killedWithAlive = alive();
  broker = await start();
  const end = Date.now() + 60_000;
  let open = accepted.map(({ id }) => id);
  while (open.length > 0 && Date.now() < end) {
    const states = await Promise.all(
      open.map(async (id) => ({ id, state: (await send('GET', `/v1/revocations/${id}`, {})).state })),
    );
    open = states.filter(({ state }) => state !== DEAD).map(({ id }) => id);
    await delay(200);
  }
  const doubled = prepared.filter(({ token }) => issuers.revocations(token) > 1).length;
  return { lost: open.length + alive(), doubled, killedWithAlive };
}

await signIn();
const capabilities = (await client.send({ method: 'GET', target: '/v1/capabilities' })).json as {
  types: { provider: string; class: string }[];
};
const adapters = new Set(
  capabilities.types.filter((one) => one.class !== 'manual').map((one) => one.provider),
).size;

// The database's code is compiled and the heap has its size before anything is measured.
for (let round = 0; round < WARM_UP_ROUNDS; round += 1) await together(REVOCATIONS);
const steady = await offer(REVOCATIONS);
const rounds: Awaited<ReturnType<typeof together>>[] = [];
const memory: number[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  rounds.push(await together(REVOCATIONS));
  memory.push(rssMb());
}
const killed = await killOnce(REVOCATIONS);
const totals = rounds.flatMap((round) => round.totals);
const figures = {
  overheadP50Ms: percentile(
    steady.map(({ overhead }) => overhead),
    0.5,
  ),
  overheadP99Ms: percentile(
    steady.map(({ overhead }) => overhead),
    0.99,
  ),
  requestToDeadP50Ms: percentile(
    steady.map(({ total }) => total),
    0.5,
  ),
  requestToDeadP99Ms: percentile(
    steady.map(({ total }) => total),
    0.99,
  ),
  offeredPerSecond: OFFERED_PER_SECOND,
  parallel: REVOCATIONS,
  parallelP50Ms: percentile(totals, 0.5),
  parallelP99Ms: percentile(totals, 0.99),
  parallelPerSecond: Math.round(
    (REVOCATIONS * ROUNDS) / rounds.reduce((sum, { seconds }) => sum + seconds, 0),
  ),
  lost: killed.lost,
  aliveWhenKilled: killed.killedWithAlive,
  revokedTwice: killed.doubled,
  adapters,
  rssFirstMb: memory[0] ?? 0,
  rssLastMb: memory.at(-1) ?? 0,
  providerLatencyMs: LATENCY_MS,
};
await broker.stop();
await connection.close();
agent.destroy();
issuers.close();
rmSync(folder, { recursive: true, force: true });
printTable('broker', figures);
if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(figures)}\n`);
