import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import { listenLoopback } from '../../demo/world/listen-loopback.ts';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.ts';
import { APP, checkOf, closedIssues, mcpConfig, trustIssuer } from '../support/story.ts';
import { until } from '../support/until.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const run = promisify(execFile);

const folder = mkdtempSync(join(tmpdir(), 'rekey-broker-app-'));
const callbackSecret = randomBytes(32).toString('base64');
const operatorSecret = randomBytes(32).toString('base64');
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const keyPath = join(folder, 'app.pem');
const tokens: string[] = [];
/** Stands in paths of the repository, of which a trace shows nothing. */
const canary = randomBytes(12).toString('hex');

let world: Surroundings;
let collector: OtlpReceiver;
let rekey: RekeyProcess;
let broker: BrokerProcess;
let brokerPort = 0;
let appPort = 0;

async function freePort(): Promise<number> {
  const server = await listenLoopback(() => () => undefined);
  await server.close();
  return Number(new URL(server.origin).port);
}

async function startBroker(): Promise<void> {
  broker = await startBrokerProcess({
    port: brokerPort,
    dataDir: folder,
    egressAllow: '127.0.0.1,localhost',
    environment: {
      PUBLIC_KEY: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      CALLBACK: callbackSecret,
      OPERATOR: operatorSecret,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    },
    clients: {
      clients: {
        app: {
          method: 'private_key_jwt',
          public_key: { env: 'PUBLIC_KEY' },
          owners: ['octo'],
          callback: { url: `http://127.0.0.1:${appPort}/api/broker/callbacks`, secret: { env: 'CALLBACK' } },
        },
        operator: { method: 'hmac', secret: { env: 'OPERATOR' }, owners: ['octo'], scopes: ['operate'] },
      },
      // Two living credentials; the third waits for a person.
      breaker: { credentials: 2 },
    },
  });
}

beforeAll(async () => {
  writeFileSync(keyPath, pair.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  [world, collector] = await Promise.all([startSurroundings(), startOtlpReceiver()]);
  [brokerPort, appPort] = [await freePort(), await freePort()];
  await startBroker();
  rekey = await world.startRekey({
    port: appPort,
    // Not the issuer and not the MCP server: only the broker reaches them.
    egressAllow: new URL(world.github.apiUrl).host,
    brokerUrl: broker.url,
    brokerAuth: `private_key_jwt:${keyPath}?client_id=app`,
    brokerCallbackSecret: callbackSecret,
    otlpEndpoint: collector.endpoint,
  });
  await trustIssuer(world);
});
afterAll(async () => {
  await rekey.stop();
  await broker.stop();
  await world.close();
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

async function leak(): Promise<{ token: string; sha: string }> {
  const token = await world.issuer.issueToken();
  tokens.push(token);
  const files = { [`${canary}/${tokens.length}/.mcp.json`]: mcpConfig(world.mcp.url, token) };
  return { token, sha: await world.github.commitFiles({ ...APP, files }) };
}

const readMetrics = async () => (await fetch(`${rekey.url}/metrics`)).text();

/** A span with all that it goes on from, the first of them first. */
function lineOf(name: string): readonly ReceivedSpan[] {
  const line: ReceivedSpan[] = [];
  let span = collector.spans.find((one) => one.name === name);
  while (span) {
    line.unshift(span);
    const { parentSpanId } = span;
    span = collector.spans.find(({ spanId }) => spanId === parentSpanId);
  }
  return line;
}

const isDead = (token: string) =>
  listTools(world.mcp.url, token).then(
    () => false,
    (error: Error) => error.message.includes('401'),
  );

function resume(...args: readonly string[]) {
  return run(process.execPath, [MAIN, 'broker', 'resume', ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      BROKER_URL: broker.url,
      BROKER_AUTH: 'hmac:env:OPERATOR',
      OPERATOR: operatorSecret,
    },
  });
}

describe('Rekey with a broker of its own', () => {
  it('has a pushed token killed and proved dead there', async () => {
    const { token, sha } = await leak();
    const check = await checkOf(world, sha);
    expect(check.output.title).toContain('already dead');
    expect(await isDead(token)).toBe(true);
    await closedIssues(world, 1);
    expect(world.issuer.revocations).toHaveLength(1);
  });

  it('shows it as one trace, from the webhook over the jobs to what the broker asked', async () => {
    const way = ['webhook', 'job push', 'job revoke', 'broker revoke', 'broker POST'];
    const there = ['POST /v1/revocations', 'revocation', 'provider revoke'];
    await until(() => lineOf('provider revoke').length === way.length + there.length);
    const line = lineOf('provider revoke');
    expect(line.map(({ name }) => name)).toEqual([...way, ...there]);
    expect(new Set(line.map(({ traceId }) => traceId)).size).toBe(1);
    expect(line.map(({ service }) => service)).toEqual([
      ...way.map(() => 'rekey'),
      ...there.map(() => 'rekey-broker'),
    ]);
    expect(line[0]?.attributes).toEqual({
      'rekey.delivery': expect.stringMatching(/^[\w-]+$/),
      'rekey.event': 'push',
    });
    expect(line.at(-1)?.attributes).toEqual({
      'http.request.method': 'POST',
      'server.address': new URL(world.issuer.issuer).hostname,
      'http.response.status_code': 200,
    });
    // What is said of it at the end belongs to it as well.
    const trace = () => collector.spans.filter(({ traceId }) => traceId === line[0]?.traceId);
    await until(() => trace().some(({ name }) => name === 'job report-issue'));
    const push = trace().find(({ name }) => name === 'job push');
    expect(push?.attributes['rekey.github.requests']).toBeGreaterThan(0);
  });

  it('counts and times it for whoever runs Rekey', async () => {
    const counted = [
      'rekey_webhooks_total{event="push",result="stored"} 2',
      'rekey_webhooks_refused_total{reason="bad_signature"} 0',
      'rekey_push_to_check_seconds_count{result="findings"} 1',
      'rekey_time_to_dead_seconds_count{method="revoked_verified"} 1',
      'rekey_broker_requests_total{provider="mcp",operation="revoke",outcome="revoked_verified"} 1',
      'rekey_broker_request_seconds_count{provider="mcp",operation="revoke"} 1',
      'rekey_incidents{state="revoked_verified"} 1',
    ];
    await until(async () => {
      const text = await readMetrics();
      return counted.every((line) => text.includes(`${line}\n`));
    });
    // Of the policy.
    expect(await readMetrics()).toContain('rekey_push_to_check_seconds_count{result="clean"} 1');
  });

  it('loses nothing when the broker is away', async () => {
    await broker.kill();
    const { token } = await leak();
    await until(() => rekey.output().includes('job will be tried again'));
    expect(await isDead(token)).toBe(false);
    await startBroker();
    await until(() => isDead(token), 30_000);
    await closedIssues(world, 2);
    expect(world.issuer.revocations).toHaveLength(2);
  });

  it('waits for a person when too many live credentials are to be revoked, and goes on when told', async () => {
    const { token } = await leak();
    await until(
      async () => (await world.github.listIssues(APP)).some(({ state }) => state === 'open'),
      25_000,
    );
    expect(await isDead(token)).toBe(false);
    expect((await resume()).stdout).toMatch(/^app octo {2}1 waiting since /);
    // What a stranger brings is in a count of its own there as well.
    const stranger = await world.issuer.issueToken();
    tokens.push(stranger);
    const tip = (await world.github.tipOf({ ...APP, ref: 'main' })) ?? '';
    const files = { 'fork/.mcp.json': mcpConfig(world.mcp.url, stranger) };
    const head = await world.github.createCommit({ ...APP, parents: [tip], files });
    await world.github.openPullRequest({ ...APP, head, headRef: 'fix', from: 'fork' });
    await until(() => isDead(stranger), 20_000);
    expect(broker.output()).toContain('revocations are paused');
    await expect(resume('app')).rejects.toMatchObject({ code: 2 });
    expect((await resume('app', 'octo')).stdout).toBe('1 go on\n');
    await until(() => isDead(token), 20_000);
    // The broker tells the App, which would ask by itself in ten minutes only.
    await closedIssues(world, 4);
    expect((await resume()).stdout).toBe('');
  });

  it('lets nobody else tell it something', async () => {
    const answer = await fetch(`${rekey.url}/api/broker/callbacks`, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(401);
  });

  it('showed no token in a trace, and nothing of a repository', () => {
    const sent = collector.written();
    expect(
      [...tokens, canary, `${APP.owner}/${APP.repo}`, 'mcpServers'].filter((text) => sent.includes(text)),
    ).toEqual([]);
  });

  it('wrote none of the tokens into any log, and asked GitHub as GitHub describes', () => {
    const written = `${rekey.output()}${broker.output()}`;
    expect(tokens.filter((token) => written.includes(token))).toEqual([]);
    expect(world.github.violations).toEqual([]);
  });
});
