import { randomBytes } from 'node:crypto';
import { sendJson, startScriptedServer, type ScriptedServer } from '../../unit/broker/scripted-server.ts';

/** A service token of a Vault. */
export interface VaultToken {
  readonly value: string;
  readonly accessor: string;
  readonly policies: readonly string[];
}

/** As much of a Vault as issues and ends service tokens. */
export interface FakeVaultTokens extends ScriptedServer {
  readonly admin: string;
  /** Those that live. */
  readonly tokens: VaultToken[];
  /** Every one that it ever made. */
  readonly made: VaultToken[];
  add(): VaultToken;
}

const newValue = () => `hvs.${randomBytes(60).toString('hex')}`;

/** https://developer.hashicorp.com/vault/api-docs/auth/token */
export async function startFakeVaultTokens(): Promise<FakeVaultTokens> {
  const tokens: VaultToken[] = [];
  const made: VaultToken[] = [];
  const admin = newValue();
  const add = (): VaultToken => {
    const token = {
      value: newValue(),
      accessor: randomBytes(12).toString('hex'),
      policies: ['default', 'ci'],
    };
    tokens.push(token);
    made.push(token);
    return token;
  };
  const remove = (token: VaultToken | undefined) => {
    const at = token ? tokens.indexOf(token) : -1;
    if (at !== -1) tokens.splice(at, 1);
    return at !== -1;
  };
  const server = await startScriptedServer(({ method, path, headers, body }, response) => {
    const name = `${method} ${path.replace('/v1/auth/token/', '')}`;
    const bearer = headers['x-vault-token'];
    const own = tokens.find(({ value }) => value === bearer);
    const asked = body === '' ? {} : (JSON.parse(body) as { token?: string; accessor?: string });
    const refuse = () => sendJson(response, 403, { errors: ['permission denied', 'invalid token'] });
    if (name === 'GET lookup-self') {
      if (!own) return refuse();
      const { accessor, policies } = own;
      const limits = { num_uses: 0, explicit_max_ttl: 0, orphan: true, renewable: true };
      return sendJson(response, 200, { data: { accessor, policies, creation_ttl: 2_764_800, ...limits } });
    }
    if (name === 'POST revoke-self') return remove(own) ? response.writeHead(204).end() : refuse();
    if (bearer !== admin) return refuse();
    if (name === 'POST create-orphan') {
      const { value, accessor, policies } = add();
      return sendJson(response, 200, { auth: { client_token: value, accessor, policies } });
    }
    if (name === 'POST renew') {
      const token = tokens.find(({ value }) => value === asked.token);
      return token ? sendJson(response, 200, { auth: { accessor: token.accessor } }) : refuse();
    }
    const gone = remove(tokens.find(({ accessor }) => accessor === asked.accessor));
    return gone ? response.writeHead(204).end() : sendJson(response, 400, { errors: ['invalid accessor'] });
  });
  return { ...server, admin, tokens, made, add };
}
