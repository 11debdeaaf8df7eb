import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import type { Agent, makeBrowser } from '../../support/agent.ts';
import { makeAgent } from '../../support/agent.ts';
import { OCTO, readObject, startMcpPlace, type McpPlace } from '../../support/mcp-place.ts';

type Browser = ReturnType<typeof makeBrowser>;

let place: McpPlace;

beforeAll(async () => {
  place = await startMcpPlace();
  await place.db
    .insertInto('installations')
    .values({ id: 1, owner: 'acme', owner_type: 'Organization' })
    .execute();
});
afterAll(() => place.close());

const statusOf = async ({ tokens }: Agent) => (await place.probe(tokens?.access_token)).status;
const newest = () =>
  place.db.selectFrom('agent_grants').selectAll().orderBy('began_at', 'desc').executeTakeFirstOrThrow();

/** The page of the agents, and what its forms carry. */
async function open(browser: Browser) {
  const { response } = await browser.go(new URL('/agents', place.origin));
  const text = z.string().parse(await response?.text());
  return { text, token: /action="\/agents\/[^"]+\/end">\s*<input[^>]+value="([^"]+)"/.exec(text)?.[1] ?? '' };
}

async function end(browser: Browser, id: string, token: string, origin: string = place.origin) {
  const headers = { origin, 'sec-fetch-site': origin === place.origin ? 'same-origin' : 'cross-site' };
  const body = new URLSearchParams({ token });
  const { at, response } = await browser.go(new URL(`/agents/${id}/end`, place.origin), {
    method: 'POST',
    headers,
    body,
  });
  return { path: at.pathname + at.search, status: response?.status, text: await response?.text() };
}

describe('a person', () => {
  it('sees which programs he let in, since when, and when they last asked', async () => {
    const agent = await place.letIn();
    await place.db.updateTable('agent_grants').set({ last_used_at: null }).execute();
    const browser = await place.browser(OCTO, [1]);
    const before = (await open(browser)).text;
    for (const part of ['Security agent, a program on this machine (localhost:3334)', 'acme', 'never'])
      expect(before).toContain(part);
    await agent.ask('overview');
    expect((await newest()).last_used_at?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect((await open(browser)).text).not.toContain('never');
    expect(before).not.toContain('Let in by');
  });

  it('ends one by a form of his own, at once', async () => {
    const [agent, kept] = [await place.letIn(), await place.letIn()];
    const { id } = await place.db
      .selectFrom('agent_grants')
      .select('id')
      .where('client_id', '=', agent.client?.client_id ?? '')
      .executeTakeFirstOrThrow();
    const browser = await place.browser(OCTO, [1]);
    const { token } = await open(browser);
    expect((await end(browser, id, token, 'https://evil.example')).status).toBe(403);
    expect((await end(browser, id, 'of another session')).status).toBe(403);
    expect(await statusOf(agent)).toBe(200);
    const ended = await end(browser, id, token);
    expect([ended.path, ended.status]).toEqual(['/agents?said=ended', 200]);
    expect(ended.text).toContain('Disconnected.');
    expect([await statusOf(agent), await statusOf(kept)]).toEqual([401, 200]);
    expect((await end(browser, id, token)).status).toBe(404);
    const trail = await place.db
      .selectFrom('audit')
      .select(['actor', 'installation_id', 'why'])
      .where('event', '=', 'agent_disconnected')
      .execute();
    const why = 'Security agent, a program on this machine (localhost:3334), let in by @octo';
    expect(trail).toEqual([{ actor: '@octo', installation_id: 1, why }]);
  });

  it('neither sees nor ends what another let in', async () => {
    const agent = await place.letIn();
    const { id } = await newest();
    const rita = await place.browser({ id: 6, login: 'rita' }, [1]);
    const { text } = await open(rita);
    expect(text).toContain('There is none.');
    expect(text).not.toContain(id);
    // The token of a form of his own, which other pages have.
    const token = /name="token" value="([^"]+)"/.exec(text)?.[1] ?? '';
    expect((await end(rita, id, token)).status).toBe(404);
    expect(await statusOf(agent)).toBe(200);
  });
});

describe('whoever runs Rekey', () => {
  it('sees all of them with their persons, and ends any', async () => {
    const agent = await place.letIn();
    const operator = await place.operator();
    const { text, token } = await open(operator);
    for (const part of ['Let in by', '@octo', 'acme']) expect(text).toContain(part);
    expect((await end(operator, (await newest()).id, token)).status).toBe(200);
    expect(await statusOf(agent)).toBe(401);
    const last = await place.db
      .selectFrom('audit')
      .select(['actor', 'event'])
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(last).toEqual({ actor: 'operator', event: 'agent_disconnected' });
  });

  it('lets no agent in by the link: there would be no person whose rights could be asked', async () => {
    const agent = makeAgent(`${place.origin}/mcp`);
    await agent.begin();
    const operator = await place.operator();
    const { at, response } = await operator.go(agent.wanted ?? new URL(place.origin));
    expect([at.pathname.startsWith('/oauth/consent/'), response?.status]).toEqual([true, 403]);
    const text = z.string().parse(await response?.text());
    expect(text).toContain('Log in with GitHub first');
    expect(text).not.toContain('value="allow"');
    const before = await place.db.selectFrom('agent_grants').select('id').execute();
    const headers = { origin: place.origin, 'sec-fetch-site': 'same-origin' };
    const { token } = await open(operator);
    const body = new URLSearchParams({ token, answer: 'allow' });
    const forced = await operator.go(at, { method: 'POST', headers, body });
    expect(forced.response?.status).toBe(403);
    expect(await place.db.selectFrom('agent_grants').select('id').execute()).toEqual(before);
  });
});

describe('what ends by itself', () => {
  it('stands in the trail as well', async () => {
    await place.letIn();
    const { id } = await newest();
    const over = { ends_at: new Date(Date.now() - 1000) };
    await place.db.updateTable('agent_grants').set(over).where('id', '=', id).execute();
    await makeAgent(`${place.origin}/mcp`).begin();
    const { actor } = await place.db
      .selectFrom('audit')
      .select('actor')
      .where('event', '=', 'agent_disconnected')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(actor).toBe('rekey');
    expect((await open(await place.operator())).text).not.toContain(id);
  });
});

describe('what an agent asks', () => {
  it('stands in the trail once an hour and tool, by its person, without values', async () => {
    const [agent, other] = [await place.letIn(), await place.letIn()];
    const began = new Date();
    await agent.ask('list_servers', { search: 'ghp_secret-of-somebody' });
    await agent.ask('list_servers', { repository: 'acme/other' });
    await other.ask('list_servers');
    const rows = await place.db
      .selectFrom('audit')
      .select(['actor', 'actor_id', 'installation_id', 'why'])
      .where('event', '=', 'agent_asked')
      .where('at', '>=', began)
      .orderBy('id')
      .execute();
    const wanted = { actor: '@octo', actor_id: 5, installation_id: 1, why: 'list_servers by search' };
    expect(rows[0]).toEqual(wanted);
    // The second only where a new hour began just now.
    expect(rows.length).toBeLessThanOrEqual(2);
  });
});

const headersOf = ({ tokens }: Agent) => ({
  authorization: `Bearer ${tokens?.access_token ?? ''}`,
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
});

describe('the MCP server', () => {
  it('opens no stream, which could outlive its token', async () => {
    const agent = await place.letIn();
    const stream = await fetch(`${place.origin}/mcp`, { headers: headersOf(agent) });
    expect(stream.status).toBe(405);
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const listen = await fetch(`${place.origin}/mcp`, {
      method: 'POST',
      headers: {
        ...headersOf(agent),
        'mcp-protocol-version': '2026-07-28',
        'mcp-method': 'subscriptions/listen',
      },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'subscriptions/listen',
        params: { notifications: { toolsListChanged: true }, _meta: meta },
      }),
    });
    expect(listen.headers.get('content-type')).toBe('application/json');
    expect(await readObject(listen)).toMatchObject({ error: { message: 'Subscription limit reached' } });
  });

  it('answers 300 requests a minute of one consent, and asks the rest to wait', async () => {
    const [agent, other] = [await place.letIn(), await place.letIn()];
    // The minute lasts as long as they take.
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now());
    const ask = async () => {
      const response = await fetch(`${place.origin}/mcp`, { headers: headersOf(agent) });
      await response.body?.cancel();
      return [response.status, response.headers.get('retry-after')] as const;
    };
    try {
      for (let n = 0; n < 15; n += 1)
        for (const [status] of await Promise.all(Array.from({ length: 20 }, ask))) expect(status).toBe(405);
      const [status, seconds] = await ask();
      expect(status).toBe(429);
      expect(Number(seconds)).toBeGreaterThan(0);
      expect(await statusOf(other)).toBe(200);
    } finally {
      clock.mockRestore();
    }
  });
});
