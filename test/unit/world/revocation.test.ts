import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { GitHubWorld } from '../../../demo/world/github/github-world.ts';
import { startGitHub } from '../../../demo/world/github/start-github.ts';

const REDIRECT = 'http://127.0.0.1:9/callback';
const newToken = () => `test-${randomBytes(18).toString('hex')}`;
const sha256 = (value: string) => createHash('sha256').update(value).digest('hex');

describe('tokens of users', () => {
  let world: GitHubWorld;
  const userStatus = async (token: string) =>
    (await fetch(`${world.apiUrl}/user`, { headers: { authorization: `Bearer ${token}` } })).status;
  const revoke = async (credentials: unknown, headers: Record<string, string> = {}) => {
    const body = JSON.stringify({ credentials });
    const type = { 'content-type': 'application/json' };
    const init = { method: 'POST', headers: { ...type, ...headers }, body };
    return (await fetch(`${world.apiUrl}/credentials/revoke`, init)).status;
  };

  beforeEach(async () => {
    world = await startGitHub({ users: ['octo', 'mona'], redirectUrls: [REDIRECT] });
  });
  afterEach(() => world.close());

  it('lives until it is revoked, and is kept by its hash alone', async () => {
    const [token, other] = [newToken(), newToken()];
    expect(await userStatus(token)).toBe(401);
    world.registerLeakedToken(token, 'mona');
    world.registerLeakedToken(other);
    const user = await fetch(`${world.apiUrl}/user`, { headers: { authorization: `token ${token}` } });
    expect(await user.json()).toMatchObject({ login: 'mona' });
    expect(await revoke([token, newToken()])).toBe(202);
    expect(await userStatus(token)).toBe(401);
    expect(await userStatus(other)).toBe(200);
    expect(world.revocations).toHaveLength(1);
    expect(world.revocations[0]?.sha256[0]).toBe(sha256(token));
    expect(world.violations).toEqual([]);
    expect(JSON.stringify(world.requests)).toContain(`sha256:${sha256(token)}`);
    expect(JSON.stringify(world.requests)).not.toContain(token);
  });

  it('refuses a revocation with a token, and a wrong body', async () => {
    const token = newToken();
    world.registerLeakedToken(token);
    expect(await revoke([token], { authorization: `Bearer ${token}` })).toBe(403);
    expect(await revoke([])).toBe(422);
    expect(await revoke([1])).toBe(422);
    expect(await revoke(Array.from({ length: 1001 }, newToken))).toBe(422);
    expect(await userStatus(token)).toBe(200);
    expect(world.revocations).toEqual([]);
  });

  it('can revoke late, or never', async () => {
    const [late, never] = [newToken(), newToken()];
    world.registerLeakedToken(late);
    world.registerLeakedToken(never);
    world.setRevocation({ delayMs: 500 });
    expect(await revoke([late])).toBe(202);
    expect(await userStatus(late)).toBe(200);
    while ((await userStatus(late)) === 200) await sleep(20);
    expect(await userStatus(late)).toBe(401);
    world.setRevocation({ never: true });
    expect(await revoke([never])).toBe(202);
    expect(await userStatus(never)).toBe(200);
    expect(world.revocations).toHaveLength(2);
  });

  it('lets a person log in with the OAuth app, and the token of that be revoked', async () => {
    const callback = await fetch(`${world.apiUrl}/login/oauth/callback`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        login: 'mona',
        redirect_uri: REDIRECT,
        state: 's',
        scope: '',
        client_id: world.clientId,
      }),
    });
    const location = new URL(callback.headers.get('location') ?? '');
    expect(location.searchParams.get('state')).toBe('s');
    const exchange = await fetch(`${world.apiUrl}/login/oauth/access_token`, {
      method: 'POST',
      headers: { accept: 'application/json' },
      body: new URLSearchParams({
        client_id: world.clientId,
        client_secret: world.clientSecret,
        code: location.searchParams.get('code') ?? '',
      }),
    });
    const token = String(Object(await exchange.json())['access_token']);
    const user = await fetch(`${world.apiUrl}/user`, { headers: { authorization: `Bearer ${token}` } });
    expect(await user.json()).toMatchObject({ login: 'mona' });
    await revoke([token]);
    expect(await userStatus(token)).toBe(401);
    expect(world.requests.map(({ path }) => path)).toEqual(['/user', '/credentials/revoke', '/user']);
  });
});
