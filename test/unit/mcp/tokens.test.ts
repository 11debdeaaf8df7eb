import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Agent } from '../../support/agent.ts';
import { startMcpPlace, type McpPlace } from '../../support/mcp-place.ts';

let place: McpPlace;

beforeAll(async () => {
  place = await startMcpPlace();
});
beforeEach(() => {
  place.said.visible = [1];
});
afterAll(() => place.close());

const statusOf = async ({ tokens }: Agent) => (await place.probe(tokens?.access_token)).status;
const refreshed = ({ client, tokens }: Agent) =>
  place.askForTokens({
    grant_type: 'refresh_token',
    client_id: client?.client_id ?? '',
    refresh_token: tokens?.refresh_token ?? '',
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
