import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeAgent, REDIRECT, type Agent } from '../../support/agent.ts';
import { OCTO, startMcpPlace, type McpPlace } from '../../support/mcp-place.ts';

let place: McpPlace;

beforeAll(async () => {
  place = await startMcpPlace();
  await place.db
    .insertInto('installations')
    .values({ id: 1, owner: 'acme', owner_type: 'Organization' })
    .execute();
});
beforeEach(() => {
  place.said.visible = [1];
});
afterAll(() => place.close());

const PROBE = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
const probe = (token?: string) =>
  fetch(`${place.origin}/mcp`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(PROBE),
  });
const statusOf = async ({ tokens }: Agent) => (await probe(tokens?.access_token)).status;
const json = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

/** A page of the authorization server, asked for as a program sends a browser there. */
function asked(agent: Agent, change: Readonly<Record<string, string | undefined>>): URL {
  const url = new URL(agent.wanted ?? place.origin);
  for (const [name, value] of Object.entries(change))
    if (value === undefined) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  return url;
}

async function begun(): Promise<Agent> {
  const agent = makeAgent(`${place.origin}/mcp`);
  await agent.begin();
  return agent;
}

async function tokenFor(form: Readonly<Record<string, string>>) {
  const body = new URLSearchParams(form);
  const response = await fetch(`${place.origin}/oauth/token`, { method: 'POST', body });
  return { status: response.status, body: await json(response) };
}
const refreshed = ({ client, tokens }: Agent) =>
  tokenFor({
    grant_type: 'refresh_token',
    client_id: client?.client_id ?? '',
    refresh_token: tokens?.refresh_token ?? '',
  });

describe('who comes without a token', () => {
  it('is told where to get one, and how', async () => {
    const refused = await probe();
    expect(refused.status).toBe(401);
    const metadata = `${place.origin}/.well-known/oauth-protected-resource/mcp`;
    expect(refused.headers.get('www-authenticate')).toContain(`resource_metadata="${metadata}"`);
    expect(await json(await fetch(metadata))).toMatchObject({
      resource: `${place.origin}/mcp`,
      authorization_servers: [place.origin],
      scopes_supported: ['rekey:read'],
    });
    const server = await json(await fetch(`${place.origin}/.well-known/oauth-authorization-server`));
    expect(server).toMatchObject({
      issuer: place.origin,
      code_challenge_methods_supported: ['S256'],
      response_types_supported: ['code'],
      token_endpoint_auth_methods_supported: ['none'],
      authorization_response_iss_parameter_supported: true,
      revocation_endpoint: `${place.origin}/oauth/revoke`,
      registration_endpoint: `${place.origin}/oauth/register`,
    });
    // Whatever a proxy or a stranger says of the address.
    const headers = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    const again = await fetch(`${place.origin}/.well-known/oauth-authorization-server`, { headers });
    expect(await again.text()).not.toContain('evil.example');
  });

  it('is refused from a page of another site', async () => {
    const headers = { origin: 'https://evil.example', 'content-type': 'application/json' };
    const response = await fetch(`${place.origin}/mcp`, { method: 'POST', headers, body: '{}' });
    expect(response.status).toBe(403);
  });
});

describe('a person', () => {
  it('is asked with the name of the program, where it is and what it may, and lets it in', async () => {
    const agent = await begun();
    const browser = await place.browser(OCTO, [1]);
    const page = await browser.go(agent.wanted ?? new URL(place.origin));
    const policy = page.response?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("form-action 'self' http://localhost:3334;");
    const { at, text } = await browser.answer(page, 'allow');
    for (const part of ['Security agent', 'a program on this machine (localhost:3334)', '@octo', 'acme'])
      expect(text).toContain(part);
    expect(at.href.startsWith(REDIRECT)).toBe(true);
    expect(Object.fromEntries(at.searchParams)).toMatchObject({
      iss: place.origin,
      state: 'state-of-the-agent',
    });
    await agent.finish(at);
    expect(agent.tokens).toMatchObject({
      access_token: expect.stringMatching(/^rekey_mcp_[0-9A-Za-z]{42}$/),
      refresh_token: expect.stringMatching(/^rekey_mcp_refresh_[0-9A-Za-z]{42}$/),
      expires_in: 600,
      scope: 'rekey:read',
      token_type: 'Bearer',
    });
    expect(await agent.ask('overview')).toMatchObject({ organisations: ['acme'] });
    const trail = await place.db.selectFrom('audit').select(['event', 'actor', 'why']).execute();
    expect(trail).toContainEqual({
      event: 'agent_connected',
      actor: '@octo',
      why: 'Security agent, a program on this machine (localhost:3334)',
    });
  });

  it('can refuse', async () => {
    const agent = await begun();
    const browser = await place.browser(OCTO, [1]);
    const page = await browser.go(agent.wanted ?? new URL(place.origin));
    const { at } = await browser.answer(page, 'refuse');
    expect(at.searchParams.get('error')).toBe('access_denied');
    expect(at.searchParams.has('code')).toBe(false);
  });

  it('answers in his own browser and by our own form alone', async () => {
    const agent = await begun();
    const browser = await place.browser(OCTO, [1]);
    const page = await browser.go(agent.wanted ?? new URL(place.origin));
    const copy = { at: page.at, response: page.response?.clone() ?? new Response() };
    const foreign = await browser.answer(copy, 'allow', { origin: 'https://evil.example' });
    expect(foreign.response?.status).toBe(403);
    const other = await place.browser({ id: 6, login: 'rita' }, [2]);
    expect((await other.go(page.at)).response?.status).toBe(400);
    const wrong = new Response('name="token" value="wrong"');
    expect((await browser.answer({ at: page.at, response: wrong }, 'allow')).response?.status).toBe(403);
  });

  it('is sent to log in first', async () => {
    const agent = await begun();
    const url = await fetch(agent.wanted ?? '', { redirect: 'manual' });
    const consent = new URL(url.headers.get('location') ?? '', place.origin);
    const answer = await fetch(consent, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(`/login?back=${encodeURIComponent(consent.pathname)}`);
  });
});

describe('a request for a code', () => {
  it.each([
    ['without a proof that it was begun there', { code_challenge: undefined }, 'invalid_request'],
    ['with a proof that anybody can read', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for another server', { resource: 'https://other.example/mcp' }, 'invalid_target'],
    ['for a token in the address', { response_type: 'token' }, 'unsupported_response_type'],
  ])('%s is refused', async (_name, change, error) => {
    const agent = await begun();
    const response = await fetch(asked(agent, change), { redirect: 'manual' });
    const back = new URL(response.headers.get('location') ?? '', place.origin);
    const said = new URLSearchParams(back.hash.slice(1)).get('error') ?? back.searchParams.get('error');
    expect([back.origin + back.pathname, said]).toEqual([REDIRECT, error]);
  });

  it('is never answered at an address that was not registered', async () => {
    const agent = await begun();
    const url = asked(agent, { redirect_uri: 'https://evil.example/' });
    const response = await fetch(url, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('gives one that is good once: who uses it again ends what came of it', async () => {
    const agent = await begun();
    const browser = await place.browser(OCTO, [1]);
    const page = await browser.go(agent.wanted ?? new URL(place.origin));
    const { at } = await browser.answer(page, 'allow');
    await agent.finish(at);
    expect(await statusOf(agent)).toBe(200);
    const again = await tokenFor({
      grant_type: 'authorization_code',
      client_id: agent.client?.client_id ?? '',
      code: at.searchParams.get('code') ?? '',
      code_verifier: agent.verifier,
      redirect_uri: REDIRECT,
    });
    expect([again.status, again.body['error']]).toEqual([400, 'invalid_grant']);
    expect(await statusOf(agent)).toBe(401);
  });
});

describe('a token', () => {
  it('is known to the database by its hash alone', async () => {
    const { tokens } = await place.letIn();
    const rows = JSON.stringify(await place.db.selectFrom('oauth_records').selectAll().execute());
    expect(rows).not.toContain(tokens?.access_token);
    expect(rows).not.toContain(tokens?.refresh_token);
    expect(rows).not.toContain('rekey_mcp_');
  });

  it('is refused when it is over, or was made for another server', async () => {
    const { db } = place;
    const agent = await place.letIn();
    expect(await statusOf(agent)).toBe(200);
    const records = db.updateTable('oauth_records').where('model', '=', 'AccessToken');
    const row = await db
      .selectFrom('oauth_records')
      .selectAll()
      .where('model', '=', 'AccessToken')
      .orderBy('made_at', 'desc')
      .executeTakeFirstOrThrow();
    const foreign = { ...row.payload, aud: 'https://other.example/mcp' };
    await records
      .set({ payload: JSON.stringify(foreign) })
      .where('id', '=', row.id)
      .execute();
    expect(await statusOf(agent)).toBe(401);
    await records
      .set({ payload: JSON.stringify(row.payload) })
      .where('id', '=', row.id)
      .execute();
    expect(await statusOf(agent)).toBe(200);
    await records
      .set({ ends_at: new Date(Date.now() - 1) })
      .where('id', '=', row.id)
      .execute();
    expect(await statusOf(agent)).toBe(401);
  });

  it('is renewed by another each time; who uses an old one again ends all of them', async () => {
    const agent = await place.letIn();
    const old = { tokens: agent.tokens, client: agent.client };
    await agent.refresh();
    expect(agent.tokens?.refresh_token).not.toBe(old.tokens?.refresh_token);
    expect(await statusOf(agent)).toBe(200);
    const reused = await refreshed({ ...agent, ...old });
    expect([reused.status, reused.body['error']]).toEqual([400, 'invalid_grant']);
    expect(await statusOf(agent)).toBe(401);
    expect((await refreshed(agent)).body['error']).toBe('invalid_grant');
  });

  it('is renewed once when two ask at once', async () => {
    const agent = await place.letIn();
    const both = await Promise.all([refreshed(agent), refreshed(agent)]);
    expect(both.filter(({ status }) => status === 200).length).toBeLessThan(2);
  });
});

describe('the rights of the person', () => {
  it('are asked of GitHub whenever a token is made, and what he lost is lost', async () => {
    const agent = await place.letIn();
    const before = place.said.asked;
    await agent.refresh();
    expect(place.said.asked).toBe(before + 1);
    place.said.visible = [];
    expect((await refreshed(agent)).body['error']).toBe('invalid_grant');
    expect(await statusOf(agent)).toBe(401);
  });

  it('hold for an hour while GitHub does not answer, and no token is made after', async () => {
    const agent = await place.letIn();
    place.said.visible = undefined;
    await agent.refresh();
    expect(await statusOf(agent)).toBe(200);
    const past = { checked_at: new Date(Date.now() - 3_700_000) };
    await place.db.updateTable('agent_grants').set(past).execute();
    expect((await refreshed(agent)).body['error']).toBe('temporarily_unavailable');
    place.said.visible = [1];
    await agent.refresh();
    expect(await statusOf(agent)).toBe(200);
  });
});
