import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { makeAgent, REDIRECT, type Agent } from '../../support/agent.ts';
import { OCTO, readObject, startMcpPlace, type McpPlace } from '../../support/mcp-place.ts';

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

describe('who comes without a token', () => {
  it('is told where to get one, and how', async () => {
    const refused = await place.probe();
    expect(refused.status).toBe(401);
    const metadata = `${place.origin}/.well-known/oauth-protected-resource/mcp`;
    expect(refused.headers.get('www-authenticate')).toContain(`resource_metadata="${metadata}"`);
    expect(await readObject(await fetch(metadata))).toMatchObject({
      resource: `${place.origin}/mcp`,
      authorization_servers: [place.origin],
      scopes_supported: ['rekey:read'],
    });
    const server = await readObject(await fetch(`${place.origin}/.well-known/oauth-authorization-server`));
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
    expect((await place.probe(agent.tokens?.access_token)).status).toBe(200);
    const again = await place.askForTokens({
      grant_type: 'authorization_code',
      client_id: agent.client?.client_id ?? '',
      code: at.searchParams.get('code') ?? '',
      code_verifier: agent.verifier,
      redirect_uri: REDIRECT,
    });
    expect([again.status, again.body['error']]).toEqual([400, 'invalid_grant']);
    expect((await place.probe(agent.tokens?.access_token)).status).toBe(401);
  });
});
