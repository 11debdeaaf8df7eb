import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Secret } from '../../../src/base/secret.ts';
import { redactKnownFormats } from '../../../src/detect/index.ts';
import { readCredentialFacts } from '../../../src/inventory/credential-facts.ts';
import { recordFacts, type LearnedFacts } from '../../../src/inventory/record-facts.ts';
import type { Store } from '../../../src/store/database.ts';
import { githubPat } from '../../support/credentials.ts';
import { openTestStore } from '../../support/test-store.ts';

const secret = new Secret(randomBytes(24).toString('base64url'));
let store: Store & { remove(): Promise<void> };

beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.remove());

async function newCredential(): Promise<string> {
  const id = randomUUID();
  const facts = { provider: 'mcp', type: 'mcp-bearer', redacted: '…', server: null, server_url: null };
  await store.db
    .insertInto('credentials')
    .values({
      id,
      installation_id: 1,
      fingerprint: id,
      client_id: null,
      key_id: null,
      environment: null,
      ...facts,
    })
    .execute();
  return id;
}

async function keep(...learned: readonly LearnedFacts[]) {
  const id = await newCredential();
  for (const facts of learned) await recordFacts(store.db, id, facts, { secret, redactKnownFormats });
  return await readCredentialFacts(store.db, id);
}

describe('what is kept of a credential', () => {
  it('is what was said, and when', async () => {
    const day = new Date('2026-11-02T03:04:05.000Z');
    const learned: LearnedFacts = {
      owner: 'octo',
      principalKind: 'bot',
      issuer: 'https://auth.acme.dev',
      scopes: ['api', 'repo'],
      audience: ['https://mcp.acme.dev/'],
      environment: 'production',
      issuedAt: day,
      expiresAt: day,
      lastUsedAt: day,
      tools: [
        { name: 'delete_repository', destructive: true },
        { name: 'list', readOnly: true },
      ],
      moreTools: true,
      source: 'provider',
    };
    const kept: unknown = JSON.parse(JSON.stringify(await keep(learned)));
    const written = day.toISOString();
    const days = { issuedAt: written, expiresAt: written, lastUsedAt: written };
    expect(kept).toEqual({ ...learned, ...days, describedAt: expect.any(String) });
  });

  it('is nothing where nobody asked', async () => {
    expect(await readCredentialFacts(store.db, await newCredential())).toBeUndefined();
  });

  it('grows: what a later word leaves out stays, what it says counts', async () => {
    const kept = await keep(
      { owner: 'octo', principalKind: 'user', scopes: ['api'], source: 'provider' },
      { tools: [{ name: 'pay' }], moreTools: true, source: 'provider' },
      { scopes: ['repo'], principalKind: 'unknown', source: 'offline' },
    );
    expect(kept).toMatchObject({
      owner: 'octo',
      principalKind: 'user',
      scopes: ['repo'],
      tools: [{ name: 'pay' }],
      moreTools: true,
      source: 'provider',
    });
  });

  it('holds neither the value, nor a part of it, nor another token', async () => {
    const value = secret.reveal();
    const pat = githubPat();
    const texts = [value, `key ${value}`, `x${value.slice(4, 20)}`, `of ${pat}`, `${'a'.repeat(110)} ${pat}`];
    const kept = await keep({
      owner: value,
      issuer: `https://x/${pat}`,
      environment: value.slice(0, 14),
      scopes: texts,
      audience: texts,
      tools: texts.map((name) => ({ name })),
    });
    const written = JSON.stringify(kept);
    for (const text of [value, value.slice(4, 20), value.slice(0, 14), pat, pat.slice(0, 12)])
      expect(written).not.toContain(text);
  });

  it('is bounded and one line of what shows', async () => {
    const kept = await keep({
      owner: `a\u{0}b\n\u{202e}c\u{200b}d\ud800`,
      scopes: Array.from({ length: 500 }, (_, at) => `${at}${'x'.repeat(10_000)}`),
      audience: Array.from({ length: 50 }, String),
      tools: Array.from({ length: 500 }, () => ({ name: '\u{202e}'.repeat(10_000) })),
    });
    expect(kept?.owner).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
    expect(kept?.scopes).toHaveLength(40);
    expect(Math.max(...(kept?.scopes ?? []).map((scope) => scope.length))).toBe(120);
    expect(kept?.audience).toHaveLength(8);
    expect([kept?.tools?.length, kept?.moreTools]).toEqual([200, true]);
    expect(kept?.tools?.[0]).toEqual({ name: '·'.repeat(80) });
  });
});
