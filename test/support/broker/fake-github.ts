import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import {
  sendJson,
  startScriptedServer,
  type Received,
  type ScriptedServer,
} from '../../unit/broker/scripted-server.ts';

/** As much of GitHub as ends tokens and signs alerts: tokens live until they are revoked. */
export interface FakeGitHub extends ScriptedServer {
  readonly live: Set<string>;
  /** Milliseconds that it takes for each answer. */
  latencyMs: number;
  /** Of a longer list it ends so many, and then says nothing: as if the broker were killed meanwhile. */
  endsAtMost: number;
  /** How often its public keys were asked for, and how often the answer was "not modified". */
  readonly keyRequests: { asked: number; unmodified: number };
  /** Headers with which it signs an alert. */
  signAlert(body: string): Readonly<Record<string, string>>;
}

export async function startFakeGitHub(): Promise<FakeGitHub> {
  const live = new Set<string>();
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const identifier = createHash('sha256').update(pem).digest('hex');
  const keyRequests = { asked: 0, unmodified: 0 };
  const state = { latencyMs: 0, endsAtMost: Infinity };
  const answer = (path: string, headers: Received['headers'], body: string, response: ServerResponse) => {
    const bearer = headers['authorization']?.toString().replace(/^Bearer /, '') ?? '';
    if (path === '/user')
      return sendJson(response, live.has(bearer) ? 200 : 401, { login: 'octocat', type: 'User' });
    if (path === '/credentials/revoke') {
      const { credentials = [] } = JSON.parse(body) as { credentials?: string[] };
      credentials.slice(0, state.endsAtMost).forEach((one) => live.delete(one));
      if (credentials.length > state.endsAtMost) return undefined;
      return response.writeHead(202).end();
    }
    if (path !== '/meta/public_keys/secret_scanning') return response.writeHead(404).end();
    keyRequests.asked += 1;
    if (headers['if-none-match'] === '"v1"') {
      keyRequests.unmodified += 1;
      return response.writeHead(304).end();
    }
    return sendJson(
      response,
      200,
      { public_keys: [{ key_identifier: identifier, key: pem, is_current: true }] },
      { etag: '"v1"' },
    );
  };
  const server = await startScriptedServer(({ path, headers, body }, response) => {
    void delay(state.latencyMs).then(() => answer(path.split('?')[0] ?? '', headers, body, response));
  });
  return {
    ...server,
    live,
    keyRequests,
    get latencyMs() {
      return state.latencyMs;
    },
    set latencyMs(milliseconds) {
      state.latencyMs = milliseconds;
    },
    get endsAtMost() {
      return state.endsAtMost;
    },
    set endsAtMost(count) {
      state.endsAtMost = count;
    },
    signAlert: (body) => ({
      'github-public-key-identifier': identifier,
      'github-public-key-signature': createSign('SHA256').update(body).sign(privateKey).toString('base64'),
    }),
  };
}
