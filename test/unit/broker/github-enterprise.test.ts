import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import type { LeakedCredential, RevokeOptions, Trust } from '../../../src/broker/broker.ts';
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

interface Setting {
  readonly apiUrl?: string;
  readonly origins?: readonly string[];
}

function brokerOf({ apiUrl = `${OWN}/api/v3`, origins }: Setting = {}) {
  return createEmbeddedBroker({
    fetch,
    githubApiUrl: apiUrl,
    ...(origins ? { operatorOrigins: { github: origins } } : {}),
    waits: [0, 10],
    bases: new Map([
      [OWN, `${server.origin}/own/api/v3`],
      ['https://api.github.com', `${server.origin}/public`],
    ]),
  });
}

const leakedOf = (value: string, serverUrl?: string): LeakedCredential => ({
  secret: new Secret(value),
  provider: 'github',
  type: 'github-pat-classic',
  ...(serverUrl === undefined ? {} : { serverUrl }),
});

const revoke = (value: string) => brokerOf().revoke(leakedOf(value), NO_TRUST);

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

const PUBLIC = { apiUrl: 'https://api.github.com' };
const trustOf = (url: string): Trust => ({ issuers: [], servers: [{ url }] });

describe('a token of a GitHub Enterprise that leaked on github.com', () => {
  it('dies there where the operator lists it', async () => {
    const leaked = githubPat();
    living.own.add(leaked);
    const outcome = await brokerOf({ ...PUBLIC, origins: [OWN] }).revoke(leakedOf(leaked), NO_TRUST);
    expect(outcome.state).toBe('revoked_verified');
    expect(living.own.has(leaked)).toBe(false);
  });

  it('is listed beside the one of GITHUB_API_URL, and each is planned for', () => {
    const broker = brokerOf({ origins: ['https://git.acme.example', 'https://acme.ghe.com'] });
    const sentTo = broker.plan?.(leakedOf(githubPat()), NO_TRUST).sentTo ?? [];
    expect(sentTo.slice(1, 3)).toEqual(['https://git.acme.example', 'https://api.acme.ghe.com']);
  });

  it.each([
    ['beside it', `${OWN}/api/v3`, NO_TRUST],
    ['beside it, by another name', 'https://git.acme.example/mcp', NO_TRUST],
    ['of data residency', 'https://copilot-api.acme.ghe.com/mcp', NO_TRUST],
    ['in the policy', undefined, trustOf('https://github.acme.example/mcp')],
  ])('is not called dead where nobody asks the one %s', async (_where, serverUrl, trust) => {
    const [broker, credential] = [brokerOf(PUBLIC), leakedOf(githubPat(), serverUrl)];
    const options: RevokeOptions = { attemptedBefore: true };
    for (const tried of [{}, options]) {
      const outcome = await broker.revoke(credential, trust, tried);
      expect(outcome.state).toBe('manual_required');
      expect(outcome.explanation).toContain('another server stands beside it');
    }
    expect(await broker.describe?.(credential, trust)).toMatchObject({ active: null, refused: true });
    const seen = { attemptedBefore: true, seen: ['probe_live'] } as const;
    expect((await broker.revoke(credential, trust, seen)).state).toBe('revoked_verified');
  });

  it('that lives at one that is asked is kept as seen before it is ended, and so proved dead after a crash', async () => {
    const leaked = githubPat();
    living.public.add(leaked);
    const [broker, credential] = [brokerOf(PUBLIC), leakedOf(leaked, 'https://mcp.acme.example/mcp')];
    const kept: string[] = [];
    const onSight: RevokeOptions['onSight'] = async (sights) => {
      expect(living.public.has(leaked)).toBe(true);
      kept.push(...sights.map(({ event }) => event));
      await Promise.resolve();
    };
    expect((await broker.revoke(credential, NO_TRUST, { onSight })).state).toBe('revoked_verified');
    expect(kept).toEqual(['probe_live']);
    const again = { attemptedBefore: true, seen: ['probe_live'] } as const;
    expect((await broker.revoke(credential, NO_TRUST, again)).state).toBe('revoked_verified');
  });

  it.each([
    ["GitHub's own server", PUBLIC, 'https://api.githubcopilot.com/mcp/', NO_TRUST],
    ['one that is asked', {}, `${OWN}/api/mcp`, trustOf(`${OWN}/mcp`)],
    ['one that is no GitHub in the policy', PUBLIC, undefined, trustOf('https://mcp.acme.example/mcp')],
  ])('is called dead beside %s', async (_what, setting, serverUrl, trust) => {
    const outcome = await brokerOf(setting).revoke(leakedOf(githubPat(), serverUrl), trust);
    expect(outcome.state).toBe('already_inactive');
  });
});
