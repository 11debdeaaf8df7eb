import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import { createEmbeddedBroker } from '../../../src/broker/embedded-broker.ts';
import { createGuardedFetch, parseEgressAllow } from '../../../src/broker/guarded-fetch.ts';
import { githubPat } from '../../support/credentials.ts';
import { NO_TRUST } from './fakes/fake-world.ts';
import { bearerOf } from './scripted-mcp.ts';
import { sendJson, startScriptedServer, type ScriptedServer } from './scripted-server.ts';

const OWN = 'https://github.acme.example';
const fetch = createGuardedFetch({ allow: parseEgressAllow('127.0.0.1') });
const living = { own: new Set<string>(), public: new Set<string>() };
let isPublicDown = false;
let server: ScriptedServer;

beforeAll(async () => {
  server = await startScriptedServer((request, response) => {
    const isOwn = request.path.startsWith('/own/api/v3/');
    const tokens = isOwn ? living.own : living.public;
    if (!isOwn && isPublicDown) return sendJson(response, 503, {});
    if (request.path.endsWith('/credentials/revoke')) {
      const { credentials } = JSON.parse(request.body) as { credentials: string[] };
      for (const value of credentials) tokens.delete(value);
      return sendJson(response, 202, {});
    }
    return tokens.has(bearerOf(request) ?? '')
      ? sendJson(response, 200, { login: 'octocat' })
      : sendJson(response, 401, { message: 'Bad credentials' });
  });
});
afterAll(async () => {
  await Promise.all([server.close(), fetch.close()]);
});
beforeEach(() => {
  isPublicDown = false;
});

function revoke(value: string) {
  const broker = createEmbeddedBroker({
    fetch,
    githubApiUrl: `${OWN}/api/v3`,
    waits: [0, 10],
    bases: new Map([
      [OWN, `${server.origin}/own/api/v3`],
      ['https://api.github.com', `${server.origin}/public`],
    ]),
  });
  const credential = { secret: new Secret(value), provider: 'github', type: 'github-pat-classic' };
  return broker.revoke(credential, NO_TRUST);
}

const actedAt = () =>
  server.requests
    .filter(({ path }) => path.endsWith('/credentials/revoke'))
    .map(({ path }) => path.split('/')[1]);

describe("a token that leaked into a GitHub of the operator's own", () => {
  it.each(['own', 'public'] as const)('dies where it lives: %s', async (place) => {
    const [leaked, other] = [githubPat(), githubPat()];
    for (const value of [other, leaked]) living[place].add(value);
    const before = actedAt().length;
    expect((await revoke(leaked)).state).toBe('revoked_verified');
    expect([...living[place]]).toEqual([other]);
    expect(actedAt().slice(before)).toEqual([place]);
  });

  it('is dead once both refuse it, and not before', async () => {
    const [dead, leaked] = [githubPat(), githubPat()];
    expect((await revoke(dead)).state).toBe('already_inactive');
    isPublicDown = true;
    living.public.add(leaked);
    expect(await revoke(leaked)).toMatchObject({ state: 'failed', retryable: true });
  });
});
