import { describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import { findRotatePage, PROVIDER_PAGES } from '../../../src/broker/adapters/manual.ts';
import { TYPE_PAGES } from '../../../src/broker/adapters/manual/type-pages.ts';
import { WHAT_DIES } from '../../../src/broker/adapters/manual/what-dies.ts';
import { PROVIDER_RECORDS } from '../../../src/broker/adapters/records/all-records.ts';
import { createEmbeddedBroker } from '../../../src/broker/embedded-broker.ts';
import type { GuardedFetch } from '../../../src/broker/guarded-fetch.ts';
import { makeBroker } from './broker-under-test.ts';
import { randomToken } from './random-token.ts';

const PAGES = [...PROVIDER_PAGES, ...TYPE_PAGES];
const TRUST = { issuers: [], servers: [] };

function revoke(provider: string, type: string) {
  return makeBroker().revoke({ secret: new Secret(randomToken()), provider, type }, TRUST);
}

describe('credentials that a person revokes', () => {
  it.each([
    ['slack', 'slack-bot-token', 'https://api.slack.com/apps'],
    ['supabase', 'supabase-pat', 'https://supabase.com/dashboard/account/tokens'],
    ['supabase', 'supabase-service-role', 'https://supabase.com/dashboard/project/_/settings/api-keys'],
    ['openai', 'openai-project-key', 'https://platform.openai.com/api-keys'],
    ['aws', 'aws-access-key', 'https://console.aws.amazon.com/iam/home#/security_credentials'],
  ])('%s %s: the page is named', async (provider, type, rotateUrl) => {
    const outcome = await revoke(provider, type);
    expect(outcome).toMatchObject({ state: 'manual_required', adapter: 'manual', rotateUrl, evidence: [] });
    expect(outcome.explanation).toMatch(/\.$/);
  });

  it.each([
    ['unknown', 'generic-key'],
    ['mcp', 'mcp-client-secret'],
    ['mcp', 'mcp-refresh-token'],
    ['__proto__', 'constructor'],
    ['toString', '__proto__'],
  ])('%s %s: the owner is to be asked', async (provider, type) => {
    const outcome = await revoke(provider, type);
    expect(outcome.state).toBe('manual_required');
    expect(outcome.rotateUrl).toBeUndefined();
    expect(outcome.explanation).toContain('ask the owner of the MCP server');
  });
});

describe('the rotate pages', () => {
  it('are many, each once', () => {
    expect(PAGES.length).toBeGreaterThan(70);
    expect(new Set(PAGES.map(({ id }) => id)).size).toBe(PAGES.length);
  });

  it('are there for many providers for which no record acts, and for each for which one does', () => {
    const acting = new Set(PROVIDER_RECORDS.map(({ provider }) => provider));
    const pages = PROVIDER_PAGES.map(({ id }) => id);
    // At least 40 are promised.
    expect(pages.filter((id) => !acting.has(id)).length).toBeGreaterThanOrEqual(100);
    expect([...acting].filter((id) => !pages.includes(id))).toEqual([]);
  });

  it('say what dies with it', async () => {
    const known = new Set(PAGES.map(({ id }) => id));
    expect(Object.keys(WHAT_DIES).filter((id) => !known.has(id))).toEqual([]);
    for (const sentence of Object.values(WHAT_DIES)) expect(sentence).toMatch(/^[A-Z][^\n]{10,160}\.$/);
    const outcome = await revoke('telegram', 'telegram-bot-token');
    expect(outcome.explanation).toBe(
      'Send /revoke to BotFather and choose the bot. The bot has one token, so it stops until it gets the new one.',
    );
  });

  it.each(PAGES.map((page) => [page.id, page] as const))(
    '%s: https, and one sentence',
    (id, { url, steps }) => {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(url ?? 'https://none/').toMatch(/^https:\/\/[a-z0-9.-]+(\/|$)/);
      expect(steps).toMatch(/^[A-Z][^\n]{20,200}\.$/);
    },
  );

  it('know a type before its provider', () => {
    expect(findRotatePage('linear', 'linear-oauth-token')?.id).toBe('linear-oauth-token');
    expect(findRotatePage('linear', 'linear-api-key')?.id).toBe('linear');
    expect(findRotatePage('nobody', 'nothing')).toBeUndefined();
  });
});

describe('the embedded broker', () => {
  it('turns an unforeseen error into a failure that says nothing of it', async () => {
    const token = `ghp_${randomToken().replaceAll('-', '0')}`;
    const broken: GuardedFetch = Object.assign(() => Promise.reject(new Error(`broken by ${token}`)), {
      close: () => Promise.resolve(),
    });
    const broker = createEmbeddedBroker({ fetch: broken, githubApiUrl: 'https://api.github.com' });
    for (const [provider, type] of [
      ['mcp', 'mcp-bearer'],
      ['github', 'github-pat-classic'],
    ] as const) {
      const outcome = await broker.revoke(
        { secret: new Secret(token), provider, type, serverUrl: 'https://mcp.example/' },
        { issuers: [], servers: [{ url: 'https://mcp.example/' }] },
      );
      expect(outcome).toMatchObject({ state: 'failed', retryable: true });
      expect(JSON.stringify(outcome)).not.toContain(token);
    }
  });
});
