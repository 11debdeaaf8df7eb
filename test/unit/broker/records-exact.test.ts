import { describe, expect, it } from '@jest/globals';
import { eventsOf } from './broker-under-test.ts';
import { FAKES, fakeOf } from './fakes/all-fakes.ts';
import { ADMIN, ok, type Fake, type FakeToken } from './fakes/fake.ts';
import { NO_TRUST } from './fakes/fake-world.ts';
import { expectHarmless, startWorld } from './fakes/worlds.ts';

/** Makes credentials whose beginning and end are those of the first. */
function lookAlikes({ make }: Fake): () => FakeToken {
  const first = make().value;
  return () => {
    const token = make();
    return { ...token, value: first.slice(0, 20) + token.value.slice(20, -6) + first.slice(-6) };
  };
}

describe('a credential that cannot be told from another', () => {
  it.each(['openai', 'anthropic', 'datadog-application-key'])(
    '%s: two masks that fit both end with a person',
    async (record) => {
      const fake = fakeOf(record);
      const world = await startWorld({ ...fake, make: lookAlikes(fake) });
      const outcome = await world.revoke();
      expect(outcome.state).toBe('manual_required');
      expect(outcome.explanation).toContain('does not show which entry');
      expect(world.leaked.isDead).toBeUndefined();
      expect(world.acted()).toBe(0);
      expectHarmless(world, outcome);
    },
  );

  it.each(['openai', 'anthropic'])('%s: neither does a mask that hides the end', async (record) => {
    const fake = fakeOf(record);
    const hidden = { id: 'key_hidden', redacted_value: 'sk-****', partial_key_hint: 'sk-...' };
    const world = await startWorld(fake, {
      bend: ({ method, path }) =>
        method === 'GET' && path.endsWith('/api_keys')
          ? ok({ data: [hidden, { ...hidden, id: 'key_other' }], has_more: false })
          : undefined,
    });
    expect((await world.revoke()).state).toBe('manual_required');
    expect(world.acted()).toBe(0);
  });

  it('a user with two tokens decides which of them leaked', async () => {
    const world = await startWorld(fakeOf('jira-data-center'), {
      bend: ({ path }) => (path.endsWith('/tokens') ? ok([{ id: 1 }, { id: 2 }]) : undefined),
    });
    const outcome = await world.revoke();
    expect(outcome.state).toBe('manual_required');
    expect(world.acted()).toBe(0);
  });

  it('a token that dies while the list is read leaves its neighbour alone', async () => {
    const world = await startWorld(fakeOf('jira-data-center'), {
      bend: ({ path }) => {
        if (!path.endsWith('/tokens')) return undefined;
        world.leaked.isDead = true;
        return ok([{ id: 4711 }]);
      },
    });
    const outcome = await world.revoke();
    expect(outcome.state).toBe('manual_required');
    expect(world.server.requests.filter(({ method }) => method === 'DELETE')).toEqual([]);
  });

  it('a list that goes on for ever ends with a person', async () => {
    let page = 0;
    const world = await startWorld(fakeOf('openai'), {
      bend: ({ method, path }) =>
        method === 'GET' && path.endsWith('/api_keys')
          ? ok({ data: [], has_more: true, last_id: `key_${(page += 1)}` })
          : undefined,
    });
    expect((await world.revoke()).state).toBe('manual_required');
    expect(page).toBe(20);
    expect(world.acted()).toBe(0);
  });
});

describe('a second part', () => {
  it.each([
    ['aws-access-key', undefined],
    ['aws-access-key', 'AKIA&Action=DeleteUser'],
    ['twilio-api-key', `SK${'0'.repeat(31)}/`],
    ['discord-webhook', '1/../../users/@me'],
  ])('%s: %s sends nothing', async (record, keyId) => {
    const world = await startWorld(fakeOf(record));
    const { keyId: _keyId, ...rest } = world.leaked;
    const outcome = await world.revoke({ ...rest, ...(keyId === undefined ? {} : { keyId }) });
    expect(outcome.state).toBe('manual_required');
    expect(world.server.requests).toEqual([]);
  });

  it.each(['neon', 'exa', 'pinecone', 'grafana'])(
    '%s: without an id of our own a person acts',
    async (record) => {
      const world = await startWorld(fakeOf(record));
      const { credentialId: _id, ...rest } = world.leaked;
      const outcome = await world.revoke(rest);
      expect(outcome.state).toBe('manual_required');
      // It is still asked whether it lives, which needs nothing but the value.
      expect(outcome.evidence.map(({ event }) => event)).toEqual(['probe_live']);
      expect(world.acted()).toBe(0);
    },
  );

  it('may come inside the value', async () => {
    const world = await startWorld(fakeOf('discord-webhook'));
    const { value, keyId } = world.leaked;
    const url = `https://discord.com/api/webhooks/${keyId}/${value}`;
    const { keyId: _keyId, ...rest } = world.leaked;
    const outcome = await world.broker.revoke(
      { ...world.credential({ ...rest, value: url }), type: 'discord-webhook' },
      NO_TRUST,
    );
    expect(outcome.state).toBe('revoked_verified');
    expect(JSON.stringify(outcome)).not.toContain(value);
  });
});

describe("the id of somebody else's credential", () => {
  it.each(['aws-access-key', 'twilio-api-key', 'sendgrid', 'google-service-account-key'])(
    '%s: written beside a value that is not its own, is never acted on with the right of the operator',
    async (record) => {
      const fake = fakeOf(record);
      for (const unsure of [undefined, { status: 403, json: {} }, { status: 503, json: {} }]) {
        const world = await startWorld(fake, { bend: (_call, isAct) => (isAct ? undefined : unsure) });
        const stranger = fake.make();
        const forged = { ...stranger, ...borrowId(record, stranger.value, world.other) };
        const outcome = await world.revoke(forged);
        expect(['manual_required', 'already_inactive', 'failed']).toContain(outcome.state);
        expectHarmless(world, outcome);
        const sent = world.server.requests.map(({ headers }) => JSON.stringify(headers)).join('');
        expect(sent).not.toContain(Buffer.from(ADMIN).toString('base64').slice(0, -4));
      }
    },
  );
});

/** A value of one's own with the id of another credential in it or beside it. */
function borrowId(record: string, value: string, other: FakeToken): Partial<FakeToken> {
  if (record === 'sendgrid') return { value: value.replace(/^SG\.[\w-]{22}/, `SG.${other.id}`) };
  if (record !== 'google-service-account-key') return other.keyId === undefined ? {} : { keyId: other.keyId };
  const { private_key_id: id, client_email: email } = JSON.parse(other.value) as Record<string, string>;
  return {
    value: JSON.stringify({ ...JSON.parse(value), private_key_id: id, client_email: email }),
  };
}

it('a private key is enough where account and key id stood beside it', async () => {
  const world = await startWorld(fakeOf('google-service-account-key'));
  const file = JSON.parse(world.leaked.value) as Record<string, string>;
  const keyId = `${file['client_email']}/${file['private_key_id']}`;
  const value = file['private_key']?.trim() ?? '';
  const outcome = await world.revoke({ ...world.leaked, value, keyId });
  expect(outcome.state).toBe('disabled_verified');
  expect(world.leaked.isDead).toBe(true);
  const half = await startWorld(fakeOf('google-service-account-key'));
  expect(await half.revoke({ ...half.leaked, value })).toMatchObject({ state: 'manual_required' });
  expect(half.server.requests).toEqual([]);
});

describe('providers where only an administrator can act', () => {
  it.each(FAKES.filter(({ admin }) => admin).map(({ record }) => record))(
    '%s: nothing is sent with a credential of the operator that is not there',
    async (record) => {
      const world = await startWorld(fakeOf(record), { hasAdmin: false });
      const outcome = await world.revoke();
      const sent = world.server.requests.map(({ headers }) => JSON.stringify(headers)).join('');
      expect(sent).not.toContain(ADMIN);
      expect(['manual_required', 'revoked_verified', 'disabled_verified']).toContain(outcome.state);
      expectHarmless(world, outcome);
    },
  );

  it('are asked with the leaked value alone whether it lives still', async () => {
    const world = await startWorld(fakeOf('openai'), { hasAdmin: false });
    const alive = await world.revoke();
    expect(alive).toMatchObject({
      state: 'manual_required',
      rotateUrl: 'https://platform.openai.com/api-keys',
    });
    expect(alive.explanation).toContain('Revoke the key under API keys of its project');
    expect(eventsOf(alive)).toEqual(['probe_live 200']);
    world.leaked.isDead = true;
    expect((await world.revoke()).state).toBe('already_inactive');
  });
});
