import { randomBytes } from 'node:crypto';
import { sendJson, startScriptedServer, type ScriptedServer } from '../../unit/broker/scripted-server.ts';

/** A Vault with a key-value store, version 2, at `secret`. */
export interface FakeVaultKv extends ScriptedServer {
  readonly token: string;
  readonly secrets: Map<
    string,
    { readonly version: number; readonly data: Readonly<Record<string, string>> }
  >;
  /** When a secret was written last; absent: now. */
  readonly written: Map<string, Date>;
  /** Answers to writes that are given in place of doing anything, one after another. */
  readonly refusals: number[];
  /** A write takes effect, and its answer is lost. */
  losesAnswers: boolean;
}

/** https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2 */
export async function startFakeVaultKv(): Promise<FakeVaultKv> {
  const token = `hvs.${randomBytes(40).toString('hex')}`;
  const secrets: FakeVaultKv['secrets'] = new Map();
  const written: FakeVaultKv['written'] = new Map();
  const refusals: number[] = [];
  const state = { losesAnswers: false };
  const server = await startScriptedServer(({ method, path, headers, body }, response) => {
    const name = /^\/v1\/secret\/data\/(.+)$/.exec(path)?.[1] ?? '';
    if (headers['x-vault-token'] !== token || name === '')
      return sendJson(response, 403, { errors: ['permission denied'] });
    const known = secrets.get(name);
    if (method === 'GET')
      return known
        ? sendJson(response, 200, {
            data: {
              data: known.data,
              metadata: {
                version: known.version,
                created_time: (written.get(name) ?? new Date()).toISOString(),
              },
            },
          })
        : sendJson(response, 404, { errors: [] });
    const refusal = refusals.shift();
    if (refusal !== undefined) return sendJson(response, refusal, { errors: [body] });
    const { data, options } = JSON.parse(body) as {
      data: Record<string, string>;
      options: { cas: number };
    };
    const isPatch = method === 'PATCH' && headers['content-type'] === 'application/merge-patch+json';
    if (isPatch !== (known !== undefined)) return sendJson(response, 405, { errors: [] });
    if (options.cas !== (known?.version ?? 0)) return sendJson(response, 400, { errors: ['check-and-set'] });
    secrets.set(name, { version: options.cas + 1, data: { ...known?.data, ...data } });
    written.set(name, new Date());
    if (state.losesAnswers) return response.destroy();
    return sendJson(response, 200, { data: { version: options.cas + 1 } });
  });
  return {
    ...server,
    token,
    secrets,
    written,
    refusals,
    get losesAnswers() {
      return state.losesAnswers;
    },
    set losesAnswers(loses) {
      state.losesAnswers = loses;
    },
  };
}
