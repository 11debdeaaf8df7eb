import { describe, expect, it } from '@jest/globals';
import { fakeOf } from './fakes/all-fakes.ts';
import { ADMIN, ok } from './fakes/fake.ts';
import { startWorld } from './fakes/worlds.ts';

describe("another organisation's credential", () => {
  it('is not looked for in the list of the operator', async () => {
    const world = await startWorld(fakeOf('anthropic'), {
      bend: ({ path }) => (path.endsWith('/organizations/me') ? ok({ id: 'other' }) : undefined),
    });
    expect((await world.revoke()).state).toBe('manual_required');
    expect(world.server.requests.filter(({ path }) => path.includes('api_keys'))).toEqual([]);
  });

  it("is not revoked as one of the operator's own integration", async () => {
    const world = await startWorld(fakeOf('notion-oauth'), {
      bend: ({ path }) => (path.endsWith('/introspect') ? ok({ active: false }) : undefined),
    });
    expect((await world.revoke()).state).toBe('manual_required');
    expect(world.acted()).toBe(0);
  });

  it('is not deleted by an id that the key does not know as its own', async () => {
    const world = await startWorld(fakeOf('tailscale'), {
      bend: ({ method }) => (method === 'GET' ? ok({ id: world.other.id }) : undefined),
    });
    expect((await world.revoke()).state).toBe('manual_required');
    expect(world.acted()).toBe(0);
  });

  it('is not the one that a provider answers with instead', async () => {
    const world = await startWorld(fakeOf('openrouter'), {
      bend: ({ method, path }) =>
        method === 'GET' && path.includes('/keys/')
          ? ok({ data: { hash: world.other.id, disabled: false } })
          : undefined,
    });
    expect((await world.revoke()).state).toBe('manual_required');
    expect(world.acted()).toBe(0);
  });

  it('is not looked for when the provider does not say whose it is', async () => {
    const world = await startWorld(fakeOf('openai'), {
      bend: ({ path }) => (path.endsWith('/models') ? ok({ data: [] }) : undefined),
    });
    expect((await world.revoke()).state).toBe('manual_required');
    expect(
      world.server.requests.filter(({ headers }) => headers['authorization'] === `Bearer ${ADMIN}`),
    ).toEqual([]);
  });

  it.each([
    ['anthropic', '../../me'],
    ['openai', 'key_1/../../../x'],
    ['heroku', 'not-a-uuid'],
    ['cloudflare-user-token', '..'],
    ['launchdarkly', '../../members/1'],
  ])("%s: an id of the provider's that is no id goes nowhere: %s", async (record, id) => {
    const fake = fakeOf(record);
    const bent = { id, tokenId: id, result: { id, status: 'active' }, success: true };
    const world = await startWorld(fake, {
      bend: ({ method, path }) => {
        if (method !== 'GET' || !/api_keys|authorizations|verify|identity/.test(path)) return undefined;
        const entry = {
          ...bent,
          access_token: { token: world.leaked.value },
          redacted_value: `${world.leaked.value.slice(0, 12)}***${world.leaked.value.slice(-6)}`,
          partial_key_hint: `${world.leaked.value.slice(0, 16)}...${world.leaked.value.slice(-4)}`,
        };
        return ok(path.endsWith('authorizations') ? [entry] : { ...bent, data: [entry], has_more: false });
      },
    });
    expect((await world.revoke()).state).toBe('manual_required');
    expect(world.acted()).toBe(0);
    expect(world.strays).toEqual([]);
  });
});
