import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Trust } from '../../../src/broker/broker.ts';
import { createGuardedFetch, parseEgressAllow } from '../../../src/broker/guarded-fetch.ts';
import { readServerMetadata } from '../../../src/broker/read-server-metadata.ts';
import { detect } from '../../../src/detect/index.ts';
import { createServer } from '../../../src/mcp/create-server.ts';
import { REVOKER } from '../../../src/mcp/oauth/authorization-server.ts';
import { makeRoom } from '../../../src/mcp/oauth/clients.ts';
import { REDIRECT, type Agent } from '../../support/agent.ts';
import { readObject, startMcpPlace, type McpPlace } from '../../support/mcp-place.ts';
import { leakedPart } from '../../support/oauth/leak.ts';
import { eventsOf, makeBroker } from '../broker/broker-under-test.ts';

let place: McpPlace;
let trust: Trust;

beforeAll(async () => {
  place = await startMcpPlace();
  trust = {
    issuers: [{ issuer: place.origin, clientId: REVOKER }],
    servers: [{ url: `${place.origin}/mcp` }],
  };
});
afterAll(() => place.close());

const statusOf = async ({ tokens }: Agent) => (await place.probe(tokens?.access_token)).status;

/** What stands in a leaked token cache of the agent. */
function cacheOf({ client, tokens }: Agent) {
  return {
    clientId: client?.client_id ?? '',
    accessToken: tokens?.access_token ?? '',
    refreshToken: tokens?.refresh_token ?? '',
  };
}

const register = (body: object, origin: string = place.origin) =>
  fetch(`${origin}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token_endpoint_auth_method: 'none', ...body }),
  });

describe('a leaked token of our own MCP server', () => {
  it('is found by our own scanner, in any text, for what it is', async () => {
    const { tokens } = await place.letIn();
    const found = [tokens?.access_token, tokens?.refresh_token].flatMap((token) =>
      detect({ path: 'notes.txt', content: `see ${token ?? ''} there` }).map(
        ({ type, confidence, secret }) => [type, confidence, secret.reveal() === token],
      ),
    );
    expect(found).toEqual([
      ['mcp-access-token', 'exact', true],
      ['mcp-refresh-token', 'exact', true],
    ]);
  });

  it.each(['accessToken', 'refreshToken'] as const)(
    'is revoked by our own broker and proved dead: %s',
    async (part) => {
      const [leaked, other] = [await place.letIn(), await place.letIn()];
      const credential = leakedPart(cacheOf(leaked), part, `${place.origin}/mcp`);
      const outcome = await makeBroker().revoke(credential, trust);
      expect([outcome.state, eventsOf(outcome)]).toEqual([
        'revoked_verified',
        expect.arrayContaining(['revocation_sent', 'revocation_accepted 200']),
      ]);
      expect([await statusOf(leaked), await statusOf(other)]).toEqual([401, 200]);
    },
  );

  it('is revoked by whoever has it, although he knows no client that it was given to', async () => {
    const leaked = await place.letIn();
    const {
      clientId: _unknown,
      beside: _none,
      ...bare
    } = leakedPart(cacheOf(leaked), 'accessToken', `${place.origin}/mcp`);
    const outcome = await makeBroker().revoke(bare, trust);
    expect(outcome.state).toBe('revoked_verified');
    expect(await statusOf(leaked)).toBe(401);
    const trail = await place.db
      .selectFrom('audit')
      .select('event')
      .where('event', '=', 'agent_disconnected')
      .execute();
    expect(trail.length).toBeGreaterThan(0);
  });
});

describe('our own MCP server', () => {
  it('says of itself what our checks ask of others', async () => {
    const fetch = createGuardedFetch({ allow: parseEgressAllow('127.0.0.1') });
    const said = await readServerMetadata(fetch, `${place.origin}/mcp`, trust.issuers ?? []);
    await fetch.close();
    expect(said).toEqual({
      origin: place.origin,
      hasRevocation: true,
      issuerMatches: true,
      hasResourceMetadata: true,
    });
  });

  it('says nothing to an agent of what went wrong here', async () => {
    const [near, far] = InMemoryTransport.createLinkedPair();
    const client = new Client({ name: 'test', version: '1' });
    const told: unknown[] = [];
    const viewer = { installations: [Number.NaN] };
    const reader = { db: place.db, viewer, note: () => Promise.resolve() };
    await createServer({ ...reader, onerror: (error) => told.push(error) }).connect(far);
    await client.connect(near);
    const { isError, content } = await client.callTool({ name: 'list_servers', arguments: {} });
    expect([isError, told.length]).toEqual([true, 1]);
    expect(content).toEqual([{ type: 'text', text: 'That went wrong here. Try again later.' }]);
    await client.close();
  });

  it('goes by the address that the operator gave it, and shows cookies to nobody on the way', async () => {
    const publicUrl = 'https://rekey.example';
    const proxied = await startMcpPlace({ publicUrl });
    const metadata = await readObject(
      await fetch(`${proxied.origin}/.well-known/oauth-authorization-server`),
    );
    expect(metadata).toMatchObject({ issuer: publicUrl, token_endpoint: `${publicUrl}/oauth/token` });
    const client = await readObject(await register({ redirect_uris: [REDIRECT] }, proxied.origin));
    const asked = new URLSearchParams({
      client_id: String(client['client_id']),
      redirect_uri: REDIRECT,
      response_type: 'code',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    });
    const response = await fetch(`${proxied.origin}/oauth/authorize?${asked}`, { redirect: 'manual' });
    expect(response.headers.get('location')).toMatch(
      /^\/oauth\/consent\/|^https:\/\/rekey\.example\/oauth\/consent\//,
    );
    const cookies = response.headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(1);
    for (const cookie of cookies) expect(cookie).toMatch(/; secure; httponly/i);
    await proxied.close();
  });
});

async function registered(): Promise<{ readonly id: string; readonly token: string }> {
  const answer = await readObject(await register({ redirect_uris: [REDIRECT] }));
  return { id: String(answer['client_id']), token: String(answer['registration_access_token']) };
}

describe('a client', () => {
  it.each([
    ['over http on another machine', { redirect_uris: ['http://evil.example/'] }],
    [
      'by a scheme that any program can take',
      { redirect_uris: ['cursor://x/callback'], application_type: 'native' },
    ],
    ['at an address that hides where it leads', { redirect_uris: ['https://good.example@evil.example/'] }],
    ['nowhere', { redirect_uris: [] }],
    [
      'with a secret',
      { redirect_uris: ['https://a.example/'], token_endpoint_auth_method: 'client_secret_post' },
    ],
    ['with a name that is no name', { redirect_uris: ['https://a.example/'], client_name: 'x'.repeat(101) }],
    [
      'with an address that we would have to ask',
      { redirect_uris: ['https://a.example/'], sector_identifier_uri: 'https://evil.example/x' },
    ],
  ])('is not registered %s', async (_name, body) => {
    const response = await register(body);
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect((await readObject(response))['client_id']).toBeUndefined();
  });

  it('is forgotten after an hour unless somebody let it in, and the oldest when there are too many', async () => {
    const { db } = place;
    const { client } = await place.letIn();
    await register({ redirect_uris: ['https://unused.example/'] });
    const clients = async () =>
      db.selectFrom('oauth_records').select(['id', 'ends_at']).where('model', '=', 'Client').execute();
    const lives = new Map(
      (await clients()).map(({ id, ends_at: ends }) => [id, (ends.getTime() - Date.now()) / 3_600_000]),
    );
    expect(lives.get(client?.client_id ?? '')).toBeGreaterThan(700);
    expect(Math.min(...lives.values())).toBeLessThanOrEqual(1);
    const crowd = Array.from({ length: 1010 }, (_, index) => ({
      model: 'Client',
      id: `crowd-${index}`,
      payload: '{}',
      made_at: new Date(Date.now() - 60_000 + index),
      ends_at: new Date(Date.now() + 60_000),
    }));
    await db.insertInto('oauth_records').values(crowd).execute();
    await makeRoom(db);
    const left = new Set((await clients()).map(({ id }) => id));
    expect(left.has(client?.client_id ?? '')).toBe(true);
    expect([left.has('crowd-0'), left.has('crowd-1009')]).toEqual([false, true]);
    expect([...left].filter((id) => id.startsWith('crowd-')).length).toBeLessThan(1000);
  });

  it('ends everything that it was given when it is deleted', async () => {
    const [mine, other] = [await registered(), await registered()];
    const agent = await place.letIn(mine.id);
    const remove = (token: string) =>
      fetch(`${place.origin}/oauth/register/${mine.id}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${token}` },
      });
    // One client's own token deletes no other.
    expect((await remove(other.token)).status).toBe(401);
    expect(await statusOf(agent)).toBe(200);
    expect(mine.token).toMatch(/^rekey_mcp_registration_/);
    expect((await remove(mine.token)).status).toBe(204);
    expect(await statusOf(agent)).toBe(401);
  });
});
