import { createHash, randomInt } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import {
  sendJson,
  startScriptedServer,
  type Received,
  type ScriptedServer,
} from '../../unit/broker/scripted-server.ts';
import { generators } from '../credentials.ts';

/** A token of the one service account. */
export interface GrafanaToken {
  readonly id: number;
  readonly name: string;
  readonly key: string;
}

/** Moments at which a test may interfere: before and after a token is made or deleted, and when one is looked at. */
export type Moment = 'making' | 'made' | 'looked-at' | 'deleting' | 'deleted';

/** As much of a Grafana as issues and ends tokens of a service account. */
export interface FakeGrafana extends ScriptedServer {
  readonly admin: string;
  /** Those that live. */
  readonly tokens: GrafanaToken[];
  /** Every token that it ever made. */
  readonly made: GrafanaToken[];
  /** Called at each moment; the answer waits for it. */
  hook: (moment: Moment, token?: GrafanaToken) => Promise<void> | void;
  /** It lets nobody have another token. */
  refusesToMake: boolean;
  /** Gives the account another token, which the operator has registered. */
  add(name: string): GrafanaToken;
  /** One that nobody registered. */
  addUnknown(name: string): GrafanaToken;
  /** What the operator registered beforehand: id and proof of each that `add` gives. */
  readonly registered: Readonly<Record<string, string>>;
  has(key: string): boolean;
}

/** So many are registered. */
const POOL = 80;

const newKey = () => generators['grafana-service-account-token']?.() ?? '';

/** https://grafana.com/docs/grafana/latest/developers/http_api/serviceaccount/ */
export async function startFakeGrafana(): Promise<FakeGrafana> {
  const admin = newKey();
  const tokens: GrafanaToken[] = [];
  const made: GrafanaToken[] = [];
  const state: Pick<FakeGrafana, 'hook' | 'refusesToMake'> = {
    hook: () => undefined,
    refusesToMake: false,
  };
  const pool = Array.from({ length: POOL }, () => ({ id: randomInt(1e9), key: newKey() }));
  const registered = Object.fromEntries(
    pool.map(({ id, key }) => [`12/${id}`, createHash('sha256').update(key).digest('hex')]),
  );
  const keep = (token: GrafanaToken): GrafanaToken => {
    tokens.push(token);
    made.push(token);
    return token;
  };
  const addUnknown = (name: string) => keep({ id: randomInt(1e9), name, key: newKey() });
  const add = (name: string): GrafanaToken => {
    const next = pool.pop();
    if (!next) throw new Error('no registered token is left');
    return keep({ ...next, name });
  };
  const answer = async ({ method, path, headers, body }: Received, response: ServerResponse) => {
    const bearer = headers['authorization']?.toString().replace(/^Bearer /, '') ?? '';
    const own = tokens.find(({ key }) => key === bearer);
    if (path === '/api/org') {
      await state.hook('looked-at', own);
      const lives = own !== undefined && tokens.includes(own);
      return sendJson(
        response,
        lives ? 200 : 401,
        lives ? { id: 1, name: 'Acme' } : { message: 'Unauthorized' },
      );
    }
    const id = /^\/api\/serviceaccounts\/12\/tokens(?:\/(\d+))?$/.exec(path);
    if (!id || bearer !== admin) return sendJson(response, 403, { message: 'Access denied' });
    if (method === 'GET')
      return sendJson(
        response,
        200,
        tokens.map(({ key: _key, ...shown }) => shown),
      );
    if (method === 'POST' && state.refusesToMake)
      return sendJson(response, 403, { message: 'Access denied' });
    if (method === 'POST') {
      const { name = '' } = JSON.parse(body) as { name?: string };
      await state.hook('making');
      const token = addUnknown(name);
      await state.hook('made', token);
      return sendJson(response, 200, token);
    }
    const at = tokens.findIndex((token) => token.id === Number(id[1]));
    if (at === -1) return sendJson(response, 404, { message: 'not found' });
    await state.hook('deleting', tokens[at]);
    const [gone] = tokens.splice(at, 1);
    await state.hook('deleted', gone);
    return sendJson(response, 200, { message: 'deleted' });
  };
  const server = await startScriptedServer((request, response) => void answer(request, response));
  return {
    ...server,
    admin,
    tokens,
    made,
    add,
    addUnknown,
    registered,
    has: (key) => tokens.some((token) => token.key === key),
    get hook() {
      return state.hook;
    },
    set hook(hook) {
      state.hook = hook;
    },
    get refusesToMake() {
      return state.refusesToMake;
    },
    set refusesToMake(refuses) {
      state.refusesToMake = refuses;
    },
  };
}
