import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import { makeAuthority, type Authority, type Certificate } from '../support/certificates.ts';
import { idempotencyKey } from '../support/broker/caller.ts';
import { startFakeGitHub, type FakeGitHub } from '../support/broker/fake-github.ts';
import { githubPat } from '../support/credentials.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'rekey-broker-tls-'));
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

let authority: Authority;
let app: Certificate;
let operator: Certificate;
let stranger: Certificate;
let github: FakeGitHub;
let broker: BrokerProcess;

beforeAll(async () => {
  authority = makeAuthority(folder, 'ca');
  const server = authority.issue('broker');
  [app, operator] = [authority.issue('app'), authority.issue('operator')];
  stranger = makeAuthority(folder, 'other').issue('app');
  github = await startFakeGitHub();
  broker = await startBrokerProcess({
    githubApiUrl: github.origin,
    egressAllow: '127.0.0.1',
    tls: { cert: server.cert, key: server.key, clientCa: authority.cert },
    environment: { PUBLIC_KEY: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString() },
    clients: {
      clients: {
        app: { method: 'mtls', certificate_sha256: app.fingerprint, owners: ['octo'] },
        operator: {
          method: 'mtls',
          certificate_sha256: operator.fingerprint,
          owners: ['octo'],
          scopes: ['operate'],
        },
        // The fingerprint alone is not enough: our authority must vouch for the certificate.
        stranger: { method: 'mtls', certificate_sha256: stranger.fingerprint, owners: ['octo'] },
        keyed: { method: 'private_key_jwt', public_key: { env: 'PUBLIC_KEY' }, owners: ['octo'] },
      },
    },
  });
});
afterAll(async () => {
  await broker.stop();
  await github.close();
  rmSync(folder, { recursive: true, force: true });
});

interface TlsCall {
  readonly method?: string;
  readonly certificate?: Certificate | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function call(target: string, { method = 'GET', certificate, headers = {}, body = '' }: TlsCall = {}) {
  const options: RequestOptions = {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ca: readFileSync(authority.cert),
    ...(certificate ? { cert: readFileSync(certificate.cert), key: readFileSync(certificate.key) } : {}),
    agent: false,
  };
  const response = await new Promise<IncomingMessage>((done, fail) => {
    const request = httpsRequest(`${broker.url}${target}`, options, done);
    request.on('error', fail);
    request.end(body);
  });
  const json = JSON.parse((await text(response)) || '{}') as Record<string, unknown>;
  return { status: response.statusCode ?? 0, json };
}

describe('a broker with TLS', () => {
  it('knows a client by its certificate, and takes the bare value from it', async () => {
    const token = githubPat();
    github.live.add(token);
    const credential = {
      provider: 'github',
      type: 'github-pat-classic',
      fingerprint: `hmac-sha256:${createHash('sha256').update(token).digest('hex')}`,
      token,
    };
    const body = JSON.stringify({
      credential,
      reason: 'leaked_public',
      owner: 'octo',
      evidence: { repository: 'octo/app', detected_at: new Date().toISOString() },
    });
    const headers = { 'idempotency-key': idempotencyKey(), prefer: 'wait=5' };
    const { status, json } = await call('/v1/revocations', {
      method: 'POST',
      certificate: app,
      headers,
      body,
    });
    expect([status, json['state']]).toEqual([202, 'revoked_verified']);
    expect(github.live.has(token)).toBe(false);
    expect(broker.output()).not.toContain(token);
  });

  it('refuses a client without a certificate, with an unknown one, and with one of another authority', async () => {
    for (const certificate of [undefined, authority.issue('nobody'), stranger])
      expect((await call('/v1/capabilities', { certificate })).status).toBe(401);
  });

  it('binds an access token to the certificate that it was asked for with', async () => {
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer('keyed')
      .setSubject('keyed')
      .setAudience(broker.url)
      .setIssuedAt()
      .setExpirationTime('60s')
      .sign(pair.privateKey);
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    const token = await call('/oauth/token', {
      method: 'POST',
      certificate: operator,
      body: form.toString(),
    });
    const headers = { authorization: `Bearer ${String(token.json['access_token'])}` };
    expect((await call('/v1/capabilities', { certificate: operator, headers })).status).toBe(200);
    expect((await call('/v1/capabilities', { headers })).status).toBe(401);
  });

  it('is reached by the App’s own client with a certificate', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'broker', 'resume'], {
      cwd: folder,
      env: {
        PATH: process.env['PATH'],
        NODE_EXTRA_CA_CERTS: authority.cert,
        BROKER_URL: broker.url,
        BROKER_AUTH: `mtls:${operator.cert},${operator.key}`,
      },
    });
    expect(stdout).toBe('');
  });
});
